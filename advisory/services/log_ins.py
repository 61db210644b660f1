"""Log-ins under a new MAC root: each account's digest is made anew from its sealed e-mail address.

Until an account's turn has come it is found by the digest under the older root, so nobody notices. An account
that was altered is left so, and named; it stops nobody else's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from advisory.account_seal import must_hold, whole_of
from advisory.broken_seals import record_broken
from advisory.models import Account
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest, keyring
from advisory.sealing.lookup import login_digest
from advisory.services.accounts import renew_login_digest
from audit.actor import Actor

EVERY = 100


@dataclass(slots=True)
class Renewed:
    """How many of how many accounts were looked at; those that do not hold."""

    whole: int
    done: int = 0
    broken: list[UUID] = field(default_factory=list)


def accounts() -> QuerySet[Account]:
    return Account.objects.order_by("pk")


def newest_root() -> int:
    """The root to move to: a new one, unless accounts that could move are under an older than the newest."""
    ring = keyring()
    newest = ring.mac_numbers()[-1]
    waiting = any(_could_move(one, newest) for one in accounts().iterator())
    return newest if waiting else ring.add("mac")


def renew(*, actor: Actor, root: int) -> Iterator[Renewed]:
    """How far it is, now and then. Those that are under this root already are left alone, so it can go on."""
    renewed = Renewed(accounts().count())
    for account in accounts().iterator():
        # Within the account's transaction nobody looks for a new epoch.
        chest.current()
        try:
            if not _is_under(account, root):
                digest = login_digest(account.email, root=root)
                renew_login_digest(actor=actor, account=account, login_digest=digest)
        except SealError as error:
            record_broken(error, actor=actor)
            renewed.broken.append(account.pk)
        renewed.done += 1
        if renewed.done % EVERY == 0 or renewed.done == renewed.whole:
            yield renewed


def _could_move(account: Account, root: int) -> bool:
    """Not under the root, and not one that is left as it is because it does not hold."""
    try:
        if _is_under(account, root):
            return False
        must_hold(account, whole_of(account.pk).rows())
    except SealError:
        return False
    return True


def _is_under(account: Account, root: int) -> bool:
    """Raises SealError when the account's profile does not open."""
    return account.login_digest == login_digest(account.email, root=root)
