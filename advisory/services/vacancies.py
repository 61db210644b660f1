"""Which posts there are, who holds them, and which nobody holds: for the administrator's pages."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from advisory.models import Membership, Post
from advisory.roles import KINDS, NAMES, Role
from advisory.services.staff import Person, State, everybody, role_of
from advisory.sorting import sort_key
from audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A post in use, who holds it now, and who will."""

    id: uuid.UUID
    name: str
    role: str
    holders: tuple[tuple[uuid.UUID, str], ...]
    coming: tuple[tuple[uuid.UUID, str, date], ...]


def posts_in_use(today: date) -> list[Post]:
    """Today's posts by name. Raises SealError for one that was altered."""
    rows = [post for post in Post.objects.all() if post.holds_on(today)]
    for post in rows:
        post.must_be_as_sealed()
    return sorted(rows, key=lambda post: (sort_key(post.name), str(post.pk)))


def places(*, asked_by: Actor) -> list[Place]:
    """Every post in use in each role that is held there, by role and name, with whoever holds it."""
    now = timezone.now()
    people = {one.id: one for one in everybody(asked_by=asked_by) if one.state != State.DEACTIVATED}
    held: dict[tuple[uuid.UUID, str], list[Membership]] = {}
    for row in Membership.objects.not_over_at(now).order_by("starts_at", "pk"):
        if row.account_id in people and (role := role_of(row, asked_by)):
            held.setdefault((row.post_id, role), []).append(row)
    return [
        _place(post, role, held.get((post.pk, role.value), []), people, now)
        for role in Role
        for post in posts_in_use(timezone.localdate(now))
        if post.kind == KINDS[role]
    ]


def _place(
    post: Post, role: Role, rows: list[Membership], people: dict[uuid.UUID, Person], now: datetime
) -> Place:
    return Place(
        id=post.pk,
        name=post.name,
        role=str(NAMES[role]),
        holders=tuple((row.account_id, people[row.account_id].name) for row in rows if row.holds_at(now)),
        coming=tuple(
            (row.account_id, people[row.account_id].name, timezone.localdate(row.starts_at))
            for row in rows
            if row.starts_at > now
        ),
    )
