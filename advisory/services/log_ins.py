"""Log-ins under a new MAC root: each account's digest is made anew from its sealed e-mail address.

Until an account's turn has come it is found by the digest under the older root, so nobody notices.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from advisory.models import Account
from advisory.sealing.keys import keyring
from advisory.sealing.lookup import login_digest
from advisory.services.accounts import reseal
from audit.actor import Actor

EVERY = 100


def accounts() -> QuerySet[Account]:
    return Account.objects.order_by("pk")


def newest_root() -> int:
    """The root to move to: a new one, unless accounts are still under an older one than the newest."""
    ring = keyring()
    newest = ring.mac_numbers()[-1]
    first = accounts().first()
    moved = first is None or all(_is_under(account, newest) for account in accounts().iterator())
    return ring.add("mac") if moved else newest


def renew(*, actor: Actor, root: int) -> Iterator[tuple[int, int]]:
    """(done, all) now and then. Those that are under this root already are left alone, so it can go on."""
    whole = accounts().count()
    for done, account in enumerate(accounts().iterator(), start=1):
        if not _is_under(account, root):
            reseal(actor=actor, account=account, login_digest=login_digest(account.email, root=root))
        if done % EVERY == 0 or done == whole:
            yield done, whole


def _is_under(account: Account, root: int) -> bool:
    return account.login_digest == login_digest(account.email, root=root)
