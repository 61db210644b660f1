"""Chains that must exist, told by the layers above: a case without its chain is a removed trail."""

import uuid
from collections.abc import Callable, Iterable

_sources: list[Callable[[], Iterable[uuid.UUID]]] = []


def expect_chains(source: Callable[[], Iterable[uuid.UUID]]) -> None:
    """Register a function that gives the ids of rows which must have a chain of their own."""
    if source not in _sources:
        _sources.append(source)


def missing_chains(present: set[uuid.UUID]) -> list[uuid.UUID]:
    return [id_ for source in _sources for id_ in source() if id_ not in present]
