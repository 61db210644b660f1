"""Whether a drawing can be read on a telephone whole: made smaller there, its words stand larger in it.

How wide a word becomes is estimated on the safe side; the style sheet of the statistics enlarges it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisory.across_places import width_of

# With more names than this a drawing is moved sideways. Words are at most so many times as large.
FEW_NAMES, ENLARGED = 7, 29 / 13


@dataclass(frozen=True, slots=True)
class Narrow:
    """`is_few`: seen whole. `is_sparse`: only every second name fits; `is_crowded`: the numbers do not."""

    is_few: bool
    is_sparse: bool
    is_crowded: bool


def narrow(names: Sequence[str], numbers: Iterable[str], *, pitch: int, room: int) -> Narrow:
    """By the names under the bars, `pitch` apart, and the numbers over them, with `room` for each."""
    return Narrow(
        is_few=len(names) <= FEW_NAMES and _fit(names, 2 * pitch),
        is_sparse=not _fit(names, pitch),
        is_crowded=not _fit(numbers, room),
    )


def _fit(words: Iterable[str], room: int) -> bool:
    return all(width_of(word) * ENLARGED <= room for word in words)
