"""Who is told before a case is erased: those who hold its posts now, else the privacy officer."""

from collections.abc import Iterable
from datetime import datetime

from advisory.models import Account, Membership
from advisory.roles import CASE_ROLES, Role
from advisory.services.outbox import ask_to_sign_in
from cases.seal import Whole


def warn(found: Whole, *, now: datetime) -> int:
    """A letter to each of them, one however many cases are marked; how many hold the case's posts.

    In the caller's transaction, which marks the case.
    """
    posts = {inquiry.post_id for inquiry in found.inquiries}
    held = Membership.objects.holding_at(now).select_related("account", "post")
    owners = _once([one for one in held.filter(post__in=posts) if one.role in CASE_ROLES])
    told = owners or _once([one for one in held if one.role == Role.PRIVACY])
    for account in told:
        ask_to_sign_in(account, now=now)
    return len(owners)


def _once(memberships: Iterable[Membership]) -> list[Account]:
    """Each account that is in use, once. Raises SealError for one that SQL pointed elsewhere."""
    accounts: dict[object, Account] = {}
    for one in memberships:
        one.must_be_as_sealed()
        if one.account.is_active:
            accounts[one.account_id] = one.account
    return list(accounts.values())
