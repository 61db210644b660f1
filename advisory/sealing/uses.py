"""What is still sealed under a key epoch: who wants to destroy one asks here first.

The layers above know their own tables, so they say what uses an epoch; nothing here imports them.
"""

from collections.abc import Callable

# Counts by label what is sealed under this epoch.
Uses = Callable[[int], dict[str, int]]
_sources: list[Uses] = []


def watch_uses(source: Uses) -> None:
    """Register a function that counts."""
    if source not in _sources:
        _sources.append(source)


def uses_of(epoch: int) -> dict[str, int]:
    """Label and count of everything that opens with this epoch's key alone; empty when nothing does."""
    found: dict[str, int] = {}
    for source in _sources:
        for label, count in source(epoch).items():
            if count:
                found[label] = found.get(label, 0) + count
    return found
