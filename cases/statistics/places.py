"""The stations and counties that tables show, and which post belongs to which.

Posts are the only source: a station is an embassy's post, a county that of a school's.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from advisory.models import Post
from advisory.models.post import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """`number` is its number within one reading; 0 is no place of that kind."""

    key: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Places:
    """What there is of each column, by name; and for each post its numbers."""

    columns: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[uuid.UUID, int]] = field(default_factory=dict)

    def of(self, column: str) -> tuple[Place, ...]:
        return self.columns.get(column, ())

    def number(self, column: str, key: str) -> int | None:
        """None for one that is not there."""
        return next((place.number for place in self.of(column) if place.key == key), None)

    def in_order(self) -> dict[str, list[str]]:
        """By column, which place has each number from 1 on: in another reading it may be another."""
        return {column: [place.key for place in found] for column, found in self.columns.items()}


def places() -> Places:
    """One query. A post whose profile does not open raises SealError."""
    posts = list(Post.objects.all())
    stations = {
        post.pk: (str(post.profile.get("key", post.pk)), post.name)
        for post in posts
        if post.kind == Kind.EMBASSY
    }
    counties = {
        post.pk: (post.profile["county"], post.profile["county"])
        for post in posts
        if post.kind == Kind.SCHOOL and post.profile.get("county")
    }
    columns, numbers = {}, {}
    for column, found in (("station", stations), ("county", counties)):
        known = sorted(set(found.values()), key=lambda place: (place[1], place[0]))
        columns[column] = tuple(Place(key, name, at) for at, (key, name) in enumerate(known, start=1))
        at = {place.key: place.number for place in columns[column]}
        numbers[column] = {post: at[key] for post, (key, _name) in found.items()}
    # Every school and every station by itself, for the gate alone: no table shows schools.
    own = sorted((post.pk for post in posts if post.kind in (Kind.SCHOOL, Kind.EMBASSY)), key=str)
    numbers["post"] = {post: at for at, post in enumerate(own, start=1)}
    return Places(columns, numbers)
