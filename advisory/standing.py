"""Who acts and by which posts, at this moment: what every rule is asked about.

Made once a request from the memberships that hold now, so leaving a post ends
access with the minute, not with the session.
"""

import uuid
from dataclasses import dataclass

from django.utils import timezone

from advisory.account_seal import Whole, verified
from advisory.models import Account, Membership
from advisory.roles import CASE_ROLES, DEPUTIES, Role
from audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """A post held now."""

    post_id: uuid.UUID
    group_id: int
    role: Role
    post_kind: str
    post_name: str
    # Code of the agency whose post it is, for a representative's.
    agency: str = ""
    # Whom she stands in for here; None where the post is her own.
    deputy_for: uuid.UUID | None = None
    # IANA name, and the town, of an embassy's; nothing where the post is in Norway.
    time_zone: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    account_id: uuid.UUID
    actor: Actor
    posts: tuple[Held, ...]
    # The second factors of the account, by their ids.
    factors: frozenset[uuid.UUID] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.posts)

    def holds_any(self, roles: frozenset[Role]) -> bool:
        return not self.roles.isdisjoint(roles)

    def own_case_posts(self) -> list[Held]:
        """Those of them that are hers, not only while somebody is away."""
        return [held for held in self.case_posts() if held.deputy_for is None]

    def case_posts(self) -> list[Held]:
        """The posts at which cases are worked on."""
        return [held for held in self.posts if held.role in CASE_ROLES]


def standing_of(account: Account, *, actor: Actor | None = None) -> Standing:
    """Three queries. A deactivated account stands nowhere. `actor` is the account as it acts in a request.

    Raises SealError unless the account, all its memberships and the trail agree, and its posts are as sealed.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    whole = verified(account) if account.is_active else Whole([], [])
    rows = whole.memberships
    held = tuple(_held(row) for row in rows if row.holds_at(now) and row.post.holds_on(today))
    return Standing(
        account_id=account.pk,
        actor=actor or Actor(id=account.pk),
        posts=_in_force(held),
        factors=frozenset(one.pk for one in whole.factors),
    )


def _in_force(held: tuple[Held, ...]) -> tuple[Held, ...]:
    """Without those where she stands in and does that kind of work at no post of her own any more."""
    own = frozenset(one.role for one in held if one.deputy_for is None)
    return tuple(one for one in held if one.deputy_for is None or not own.isdisjoint(DEPUTIES[one.role]))


def _held(row: Membership) -> Held:
    row.must_be_as_sealed()
    row.post.must_be_as_sealed()
    post = row.post
    return Held(
        row.post_id,
        post.group_id,
        Role(row.role),
        post.kind,
        post.name,
        post.agency,
        row.deputy_for,
        post.time_zone,
        post.city,
    )
