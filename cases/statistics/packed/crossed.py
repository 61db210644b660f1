"""Cross tables that are kept: a unit by every column that is often asked for, and by every two of them.

Counted when a year is packed and sealed with its columns, so that a question about a year is a few thousand
numbers to open and no pass over its rows. Whatever they do not tell is counted from the columns.
"""

import math
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases import codebook
from cases.statistics.packed.answers import Question
from cases.statistics.packed.index import Year

# One column, or two.
Pair = tuple[str, ...]
# The numbers that each column may have, smallest first.
Numbers = tuple[tuple[int, ...], ...]
# A case may have several of these within a year, and stand in two cells of such a column.
OF_ENTRIES = frozenset({"scheme", "month", "channel", "asker"})
# How many bytes each cell takes, and all that tells the numbers.
_HEAD = struct.Struct("<BI")
_NUMBER = np.dtype("<u2")
_LAYOUT, _DIGEST = 1, 8
# So many questions, and layouts of years, are remembered.
_RECENT = 64


@dataclass(frozen=True)
class Kept:
    """`of_cases`: only what is a case is counted, and no general question."""

    unit: str
    columns: tuple[str, ...]
    of_cases: bool

    @property
    def where(self) -> Mapping[str, Sequence[int]]:
        return {"kind": [codebook.number_of("henvendelsesart", "SAK")]} if self.of_cases else {}

    @cached_property
    def tables(self) -> tuple[Pair, ...]:
        return (*((one,) for one in self.columns), *combinations(self.columns, 2))

    @cached_property
    def name(self) -> str:
        """Of the row, beside the names of columns. What is kept otherwise has another name."""
        said = repr((_LAYOUT, self.unit, self.columns, self.of_cases)).encode()
        return f"x.{self.unit}.{blake2b(said, digest_size=_DIGEST).hexdigest()}"

    def may_be_added(self, column: str) -> bool:
        """Whether nobody stands in two cells of the column."""
        return self.unit == "inquiries" or column not in OF_ENTRIES


_SHARED = ("scheme", "month", "concern", "urgency", "asker", "channel")
KEPT = {
    one.unit: one
    for one in (
        Kept("inquiries", ("kind", "scheme", "month", "asker", "channel"), of_cases=False),
        Kept("cases", (*_SHARED, "focus_country", "abroad", "overlap"), of_cases=True),
        Kept("persons", (*_SHARED, "sex", "age_group", "background", "whereabouts"), of_cases=True),
    )
}
NAMES = frozenset(one.name for one in KEPT.values())


def are_kept(year: Year) -> bool:
    return year.columns.keys() >= NAMES


@lru_cache(maxsize=_RECENT)
def asked(question: Question) -> Mapping[str, Collection[int]] | None:
    """The numbers asked for in each column of the one table that tells; None where none does."""
    kept = KEPT.get(question.unit)
    if kept is None or not 0 < len(question.names) - len(kept.where) <= 2:
        return None
    where = {name: set(numbers) for name, numbers in question.where.items()}
    if any(where.pop(name, set()) != set(numbers) for name, numbers in kept.where.items()):
        return None
    if not where.keys().isdisjoint(question.axes) or any(
        len(numbers) > 1 and not kept.may_be_added(name) for name, numbers in where.items()
    ):
        return None
    found = {**question.axes, **where}
    return found if found.keys() <= set(kept.columns) else None


class CrossTables:
    """What is kept of one unit in a year. Raises SealError for bytes that are no such tables."""

    def __init__(self, unit: str, raw: bytes) -> None:
        width, size = _HEAD.unpack_from(raw) if len(raw) >= _HEAD.size else (0, 0)
        starts = _HEAD.size + size
        if width not in (2, 4) or (len(raw) - starts) % width:
            raise SealError("kept cross tables have an unknown layout")
        self.numbers = _numbers(unit, raw[_HEAD.size : starts])
        self._cells = np.frombuffer(raw, dtype=f"<u{width}", offset=starts)
        self._places, length = _places(unit, self.numbers)
        if length != len(self._cells):
            raise SealError("kept cross tables have an unknown layout")

    def table(self, pair: Pair) -> NDArray[np.unsignedinteger]:
        begins, ends, shape = self._places[pair]
        return self._cells[begins:ends].reshape(shape)


def answers(question: Question, kept: Sequence[CrossTables]) -> NDArray[np.int64]:
    """Of several years at once what counting their columns gives, a year a row.

    Raises LookupError for a question that no one table tells.
    """
    wanted = asked(question)
    if wanted is None:
        raise LookupError("no cross table tells this")
    columns = KEPT[question.unit].columns
    pair = tuple(sorted(wanted, key=columns.index))
    axes = [name for name in pair if name in question.axes]
    found = np.zeros((len(kept), *(len(question.axes[name]) for name in axes)), dtype=np.int64)
    alike: dict[Numbers, list[int]] = {}
    for at, one in enumerate(kept):
        alike.setdefault(one.numbers, []).append(at)
    for numbers, years in alike.items():
        part = np.stack([kept[at].table(pair) for at in years])
        # Last first, so that those before stay where they are.
        for axis, name in reversed(list(enumerate(pair, start=1))):
            part = _picked(part, axis, numbers[columns.index(name)], list(wanted[name]))
            if name not in axes:
                part = part.sum(axis=axis, dtype=np.int64)
        found[years] = part
    return found.transpose([0, *(axes.index(name) + 1 for name in question.axes)])


def dump(unit: str, tables: Mapping[Pair, NDArray[np.int64]], numbers: Numbers, rows: int) -> bytes:
    """The bytes of these; each number as wide as so many rows may take, however many are in a cell."""
    width = 2 if rows < 1 << 16 else 4
    head = b"".join(np.array([len(one), *one], dtype=_NUMBER).tobytes() for one in numbers)
    cells = np.concatenate([tables[pair].ravel() for pair in KEPT[unit].tables])
    return _HEAD.pack(width, len(head)) + head + cells.astype(f"<u{width}").tobytes()


@lru_cache(maxsize=_RECENT)
def _numbers(unit: str, head: bytes) -> Numbers:
    """The numbers of each column as `dump` wrote them. Raises SealError."""
    rest = np.frombuffer(head[: len(head) // 2 * 2], dtype=_NUMBER).tolist()
    found = []
    while rest:
        found.append(tuple(rest[1 : rest[0] + 1]))
        rest = rest[rest[0] + 1 :]
    if len(found) != len(KEPT[unit].columns):
        raise SealError("kept cross tables have an unknown layout")
    return tuple(found)


@lru_cache(maxsize=_RECENT)
def _places(unit: str, numbers: Numbers) -> tuple[Mapping[Pair, tuple[int, int, tuple[int, ...]]], int]:
    """Where each table begins and ends, and its shape; and how many cells there are."""
    sizes = {name: len(of) for name, of in zip(KEPT[unit].columns, numbers, strict=True)}
    places, length = {}, 0
    for pair in KEPT[unit].tables:
        shape = tuple(sizes[name] for name in pair)
        places[pair] = (length, length + math.prod(shape), shape)
        length += math.prod(shape)
    return places, length


def _picked(table: NDArray[Any], axis: int, numbers: tuple[int, ...], wanted: Sequence[int]) -> NDArray[Any]:
    """Those of an axis that are wanted, in their order. Of a number that is not there, nobody."""
    place = {number: at for at, number in enumerate(numbers)}
    at = [place.get(number, -1) for number in wanted]
    found: NDArray[Any] = table.take(np.array(at, dtype=np.intp), axis=axis)
    if -1 in at:
        np.moveaxis(found, axis, 0)[np.array(at) < 0] = 0
    return found
