"""An account, its memberships and its factors are one thing: who may sign in, with what, by which posts.

The seal on the account's row binds all of it, and the trail holds its revision. So a password, a log-in, a
membership, a date or a factor that was written, removed or put back by SQL gives nobody anything.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import models, transaction

from advisory.anchors import anchored
from advisory.models import Account, Factor, Membership
from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError, opening

KIND = "account"
VERSION = 2
_BEFORE_FACTORS = {
    "Account": ("id", "login_digest", "password", "is_active", "is_demo", "revision", "profile"),
    "Membership": ("id", "account_id", "post_id", "starts_at", "ends_at", "profile"),
}
# One of version 1 holds for an account that has no factor, and is renewed at its next change.
VERSIONS: Mapping[int, seals.Columns] = {
    1: _BEFORE_FACTORS,
    2: {**_BEFORE_FACTORS, "Factor": ("id", "account_id", "content")},
}


@dataclass(frozen=True, slots=True)
class Whole:
    """What belongs to an account, in the order in which its seal binds it."""

    memberships: list[Membership]
    factors: list[Factor]

    def rows(self) -> list[models.Model]:
        return [*self.memberships, *self.factors]


def seal(account: Account, rows: Sequence[models.Model]) -> None:
    """Give the row in memory the seal of what it and these rows of it say; the caller saves it."""
    account.seal = seals.made(KIND, VERSION, [account, *rows], VERSIONS[VERSION])


def whole_of(account_id: uuid.UUID) -> Whole:
    """Two queries."""
    return Whole(memberships_of(account_id), factors_of(account_id))


def memberships_of(account_id: uuid.UUID) -> list[Membership]:
    """All there ever were, with their posts. One query."""
    rows = Membership.objects.filter(account_id=account_id).select_related("post")
    return sorted(rows, key=lambda row: (row.starts_at, row.pk))


def factors_of(account_id: uuid.UUID) -> list[Factor]:
    """Every second factor there is. One query."""
    return list(Factor.objects.filter(account_id=account_id).order_by("pk"))


def verified_memberships(account: Account) -> list[Membership]:
    """The account's memberships. Raises SealError as `verified` does."""
    return verified(account).memberships


def verified(account: Account) -> Whole:
    """What belongs to the account. Raises SealError unless all of it and the trail agree.

    What does not agree may have been changed since it was loaded: it is read once more with its writers kept
    out, and the row in memory then says what is stored.
    """
    whole = whole_of(account.pk)
    try:
        must_hold(account, whole.rows())
    except SealError:
        with transaction.atomic():
            account.refresh_from_db(from_queryset=Account.objects.select_for_update())
            whole = whole_of(account.pk)
            must_hold(account, whole.rows())
    return whole


@contextmanager
def changing(account_id: uuid.UUID) -> Iterator[Account]:
    """The stored account, locked and verified; afterwards it has a new revision and a new seal.

    The caller holds the transaction, saves what it changes of account and rows within, and records it
    with `revision=account.revision` afterwards. Raises SealError before anything is changed.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    must_hold(account, whole_of(account_id).rows())
    yield account
    account.revision += 1
    seal(account, whole_of(account_id).rows())
    account.save(update_fields=["revision", "seal"])


def must_hold(account: Account, rows: Sequence[models.Model]) -> None:
    """Raises SealError unless the rows are those that were sealed, at the revision that the trail holds."""
    place = Place("advisory.Account", account.pk, "seal", account.pk)
    with opening(place):
        genuine = seals.holds(KIND, account.seal, [account, *rows], VERSIONS)
    if not genuine:
        raise SealError("an account, its memberships or its factors were altered", place=place)
    if anchored(account.pk, place=place) != account.revision:
        raise SealError("an account was put back to what it was before", place=place)
