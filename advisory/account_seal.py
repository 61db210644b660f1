"""An account and its memberships are one thing: who may sign in, with what, by which posts.

The seal on the account's row binds all of it, and the trail holds its revision. So a password, a log-in, a
membership or a date that was written, removed or put back by SQL gives nobody anything.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction

from advisory.anchors import anchored
from advisory.models import Account, Membership
from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError, opening

KIND = "account"
VERSION = 1
VERSIONS: Mapping[int, seals.Columns] = {
    1: {
        "Account": ("id", "login_digest", "password", "is_active", "is_demo", "revision", "profile"),
        "Membership": ("id", "account_id", "post_id", "starts_at", "ends_at", "profile"),
    }
}


def seal(account: Account, memberships: Sequence[Membership]) -> None:
    """Give the row in memory the seal of what it and these memberships say; the caller saves it."""
    account.seal = seals.made(KIND, VERSION, [account, *memberships], VERSIONS[VERSION])


def memberships_of(account_id: uuid.UUID) -> list[Membership]:
    """All there ever were, with their posts. One query."""
    rows = Membership.objects.filter(account_id=account_id).select_related("post")
    return sorted(rows, key=lambda row: (row.starts_at, row.pk))


def verified_memberships(account: Account) -> list[Membership]:
    """The account's memberships. Raises SealError unless account, memberships and trail agree.

    What does not agree may have been changed since it was loaded: it is read once more with its writers kept
    out, and the row in memory then says what is stored.
    """
    memberships = memberships_of(account.pk)
    try:
        must_hold(account, memberships)
    except SealError:
        with transaction.atomic():
            account.refresh_from_db(from_queryset=Account.objects.select_for_update())
            memberships = memberships_of(account.pk)
            must_hold(account, memberships)
    return memberships


@contextmanager
def changing(account_id: uuid.UUID) -> Iterator[Account]:
    """The stored account, locked and verified; afterwards it has a new revision and a new seal.

    The caller holds the transaction, saves what it changes of account and memberships within, and records it
    with `revision=account.revision` afterwards. Raises SealError before anything is changed.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    must_hold(account, memberships_of(account_id))
    yield account
    account.revision += 1
    seal(account, memberships_of(account_id))
    account.save(update_fields=["revision", "seal"])


def must_hold(account: Account, memberships: Sequence[Membership]) -> None:
    """Raises SealError unless the rows are those that were sealed, at the revision that the trail holds."""
    place = Place("advisory.Account", account.pk, "seal", account.pk)
    with opening(place):
        genuine = seals.holds(KIND, account.seal, [account, *memberships], VERSIONS)
    if not genuine:
        raise SealError("an account or its memberships were altered", place=place)
    if anchored(account.pk, place=place) != account.revision:
        raise SealError("an account was put back to what it was before", place=place)
