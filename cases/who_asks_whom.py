"""Which post may ask which about a case: one table by kind of post.

Agencies are drawn in by the competence team, which knows whose field a case is; schools and embassies ask
each other and the team. An agency that wants another one asks through the coordinator.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from advisory.models import Post
from advisory.models.post import Kind
from advisory.services.holders import holding

ASKS: dict[str, tuple[Kind, ...]] = {
    Kind.SCHOOL: (Kind.COORDINATOR, Kind.EMBASSY, Kind.SCHOOL),
    Kind.EMBASSY: (Kind.COORDINATOR, Kind.EMBASSY, Kind.SCHOOL),
    Kind.COORDINATOR: (Kind.AGENCY, Kind.EMBASSY, Kind.SCHOOL, Kind.COORDINATOR),
    Kind.AGENCY: (Kind.COORDINATOR,),
}


@dataclass(frozen=True, slots=True)
class Askable:
    """A post that may be asked now: somebody holds it, be it a deputy."""

    post: Post
    kind: Kind


def may_ask(from_kind: str, to_kind: str) -> bool:
    return to_kind in ASKS.get(from_kind, ())


def askable(from_kind: str, now: datetime, *, but: Collection[uuid.UUID]) -> list[Askable]:
    """The posts that a post of this kind may ask now, in the order of the table, then by name. One query.

    Without those of `but`, which work on the case already.
    """
    kinds = ASKS.get(from_kind, ())
    posts = {one.post_id: one.post for one in holding(now) if one.post_id not in but}
    found = [Askable(post, Kind(post.kind)) for post in posts.values() if post.kind in kinds]
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.post.name, one.post.pk))
