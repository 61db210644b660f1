"""What the layers above know of the trail: chains that must exist, and records it vouches for.

A case without its chain is a removed trail; a record whose digest the trail holds must still give it, and
goes when the entry that vouches for it is trimmed. What nothing else tells is said again before it goes.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from audit.chain import Flaw
from audit.verbs import Verb

_sources: list[Callable[[], Iterable[uuid.UUID]]] = []
_anchored: list[Callable[[], Iterable[Flaw]]] = []
# Gets the `fields` of the entries that went, and says how many records it let go.
LetGo = Callable[[Sequence[str]], int]
_companions: dict[Verb, LetGo] = {}
# Gets the number of the last of the house's entries that is to go; gives those to be said again, in order.
Kept = Callable[[int], Sequence[int]]
_kept: list[Kept] = []


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


def goes_with(verb: Verb, let_go: LetGo) -> None:
    """Register what deletes the records that the house's entries of this verb vouch for."""
    _companions[verb] = let_go


def keep_saying(kept: Kept) -> None:
    """Register what knows which of the house's entries must be said again when they go."""
    if kept not in _kept:
        _kept.append(kept)


def kept_before(last: int) -> list[int]:
    return [number for kept in _kept for number in kept(last)]


def companions() -> Mapping[Verb, LetGo]:
    return _companions
