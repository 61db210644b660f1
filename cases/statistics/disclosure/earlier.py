"""How a figure stands in a table that is out, or is to be; and the editions that came before.

Kept under seal with an edition, as the gate of every later one has to know it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.statistics.disclosure.statements import AtLeast, Exact, Rounded, Told
from cases.statistics.keys import Key
from cases.statistics.places import Places

NOWHERE = Places()


@dataclass(frozen=True, slots=True)
class Stand:
    """`value` as it is shown, rounded to `base` (1: exact); None where hidden, `small` for its own sake."""

    value: int | None
    base: int
    small: bool = False
    # Its row is shown only from so many on.
    at_least: int = 0

    def statements(self, key: Key) -> list[Told[Key]]:
        """What a reader learns of the figure."""
        told: list[Told[Key]] = [AtLeast(key, self.at_least)] if self.at_least else []
        if self.value is not None:
            told.append(Exact(key, self.value) if self.base == 1 else Rounded(key, self.value, self.base))
        return told


@dataclass(frozen=True, slots=True)
class Earlier:
    """An edition that is out: how each figure stood in it, and what it was then."""

    stands: Mapping[Key, tuple[Stand, ...]]
    counts: Mapping[Key, int]


def to_text(key: Key) -> str:
    """“cases 2009 kind=1 scheme=1,2”; `from_text` gives the key back."""
    where = " ".join(f"{column}={','.join(map(str, numbers))}" for column, numbers in key.where)
    return f"{key.unit} {key.year} {where}".rstrip()


def from_text(text: str) -> Key:
    unit, year, *where = text.split(" ")
    pairs = (one.partition("=")[::2] for one in where)
    found = tuple((column, tuple(int(one) for one in numbers.split(","))) for column, numbers in pairs)
    return Key(unit, int(year), found)  # type: ignore[arg-type]


def as_data(stands: Mapping[Key, tuple[Stand, ...]], counts: Mapping[Key, int]) -> dict[str, Any]:
    return {
        to_text(key): [counts[key], [[one.value, one.base, one.small, one.at_least] for one in found]]
        for key, found in stands.items()
    }


def from_data(
    data: Mapping[str, Any], then: Mapping[str, Sequence[str]] | None = None, places: Places = NOWHERE
) -> Earlier:
    """`then` says of each column of places which had the numbers from 1 on when the edition was made; they
    get the numbers that they have in `places`. A figure of one that is there no longer tells nothing. An
    edition that does not say it has the numbers of today.
    """
    numbers = {
        column: {at: places.number(column, key) for at, key in enumerate(keys, start=1)} | {0: 0}
        for column, keys in (then or {}).items()
    }
    texts = ((_placed(from_text(text), numbers), one) for text, one in data.items())
    read = {key: one for key, one in texts if key is not None}
    return Earlier(
        {key: tuple(Stand(*stand) for stand in stands) for key, (_count, stands) in read.items()},
        {key: count for key, (count, _stands) in read.items()},
    )


def _placed(key: Key, numbers: Mapping[str, Mapping[int, int | None]]) -> Key | None:
    """The key by the numbers that places have now; None when one of them has none."""
    where = []
    for column, said in key.where:
        now = [numbers[column].get(one) for one in said] if column in numbers else list(said)
        if None in now:
            return None
        where.append((column, tuple(sorted(one for one in now if one is not None))))
    return Key(key.unit, key.year, tuple(where))
