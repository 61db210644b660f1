"""Who is told before a case is erased: those who hold its posts now, else the privacy officer."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from advisory.models import Account, Membership
from advisory.roles import CASE_ROLES, Role
from advisory.services.outbox import ask_to_sign_in
from cases.errors import NobodyToTell
from cases.seal import Whole


def warn(found: Whole, *, now: datetime) -> int:
    """A letter to each of them, one however many cases are marked; how many hold the case's posts.

    In the caller's transaction, which marks the case. Raises NobodyToTell, which takes the mark back.
    """
    posts = {inquiry.post_id for inquiry in found.inquiries}
    held = Membership.objects.holding_at(now).select_related("account", "post")
    owners = _once(held.filter(post__in=posts), CASE_ROLES, now)
    told = owners or _once(held, frozenset({Role.PRIVACY}), now)
    if not told:
        raise NobodyToTell
    for account in told:
        ask_to_sign_in(account, now=now)
    return len(owners)


def _once(memberships: Iterable[Membership], roles: frozenset[Role], now: datetime) -> list[Account]:
    """Each account in use that has such a role, once. Raises SealError for one that SQL pointed elsewhere."""
    today = localdate(now)
    accounts: dict[object, Account] = {}
    for one in memberships:
        if one.role not in roles:
            continue
        one.must_be_as_sealed()
        # Whose post is closed meets no announcement.
        if one.account.is_active and one.post.holds_on(today):
            accounts[one.account_id] = one.account
    return list(accounts.values())
