"""Who holds a post now, and who only stands in: whom to tell, and whether anybody is left.

Asked of memberships that say themselves, under seal, whose they are; a deactivated account holds nothing.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.timezone import localdate

from advisory.models import Account, Membership
from advisory.rights import Act, roles_that
from advisory.roles import CASE_ROLES, Role
from advisory.sealing.errors import SealError


def holding(
    moment: datetime, *, posts: Collection[uuid.UUID] | None = None, roles: frozenset[Role] = CASE_ROLES
) -> list[Membership]:
    """The memberships that give one of these posts, or any, in one of these roles, with account and post.

    One query. One that SQL pointed elsewhere, or that does not open, holds nothing: nobody is told because of
    it, and it must not keep an account from being deactivated.
    """
    rows = Membership.objects.holding_at(moment).select_related("account", "post")
    if posts is not None:
        rows = rows.filter(post__in=posts)
    today, found = localdate(moment), []
    for one in rows.order_by("starts_at", "pk"):
        try:
            one.must_be_as_sealed()
            fits = one.role in roles
        except SealError:
            continue
        if fits and one.account.is_active and one.post.holds_on(today):
            found.append(one)
    return found


def accounts_of(memberships: Iterable[Membership]) -> list[Account]:
    """Each account once."""
    return list({one.account_id: one.account for one in memberships}.values())


def coordinators(moment: datetime) -> list[Account]:
    return accounts_of(holding(moment, roles=roles_that(Act.COORDINATE)))


def held_posts(moment: datetime, posts: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these posts that somebody holds herself; a deputy does not hold one."""
    return {one.post_id for one in holding(moment, posts=posts) if one.deputy_for is None}
