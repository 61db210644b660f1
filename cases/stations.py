"""Which embassy covers which country on a day: read from the sealed rows of coverage, and never from SQL.

A row that was altered is recorded and left out, so that one bad row takes nobody's numbers away.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from advisory.broken_seals import record_broken
from advisory.models import Coverage, Post
from advisory.sealing.errors import SealError
from audit.actor import Actor

Place = TypeVar("Place", Coverage, Post)


@dataclass(frozen=True, slots=True)
class Station:
    """An embassy with an adviser: its post, its key in the reference files, its name, what it covers."""

    post_id: uuid.UUID
    key: str
    name: str
    countries: frozenset[str]


def stations(day: date, *, actor: Actor) -> list[Station]:
    """Every embassy that is there on that day and covers anything, by name. Two queries."""
    covered: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in _as_sealed(Coverage.objects.all(), actor):
        if row.holds_on(day):
            covered[row.post_id].add(str(row.profile["country"]))
    found = [
        Station(post.pk, str(post.profile["key"]), post.name, frozenset(covered[post.pk]))
        for post in _as_sealed(Post.objects.filter(pk__in=covered), actor)
        if post.holds_on(day)
    ]
    return sorted(found, key=lambda one: one.name)


def covering(
    day: date, countries: frozenset[str], own: frozenset[uuid.UUID] = frozenset(), *, actor: Actor
) -> list[Station]:
    """Those of them that cover one of these countries or are in `own`; asks nothing when both are empty."""
    if not countries and not own:
        return []
    found = stations(day, actor=actor)
    return [one for one in found if one.post_id in own or not one.countries.isdisjoint(countries)]


def _as_sealed(rows: Iterable[Place], actor: Actor) -> Iterator[Place]:
    for row in rows:
        try:
            row.must_be_as_sealed()
        except SealError as error:
            record_broken(error, actor=actor)
        else:
            yield row
