"""What the layers above know of the trail: chains that must exist, and records it vouches for.

A case without its chain is a removed trail; a record whose digest the trail holds must still give it.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator

from audit.chain import Flaw

_sources: list[Callable[[], Iterable[uuid.UUID]]] = []
_anchored: list[Callable[[], Iterable[Flaw]]] = []


def expect_chains(source: Callable[[], Iterable[uuid.UUID]]) -> None:
    """Register a function that gives the ids of rows which must have a chain of their own."""
    if source not in _sources:
        _sources.append(source)


def missing_chains(present: set[uuid.UUID]) -> list[uuid.UUID]:
    return [id_ for source in _sources for id_ in source() if id_ not in present]


def vouch_for(check: Callable[[], Iterable[Flaw]]) -> None:
    """Register a function that compares records with their anchors in the trail and gives what differs."""
    if check not in _anchored:
        _anchored.append(check)


def anchored_flaws() -> Iterator[Flaw]:
    for check in _anchored:
        yield from check()
