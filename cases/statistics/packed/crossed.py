"""Cross tables that are kept: a unit by every column that is often asked for, and by every two of them.

Counted when a year is packed and sealed with its columns, so that a question about a year is a few thousand
numbers to open and no pass over its rows. Whatever they do not tell is counted from the columns.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases import codebook
from cases.statistics.packed.answers import Question
from cases.statistics.packed.index import Year

# One column, or two.
Pair = tuple[str, ...]
# A case may have several of these within a year, and stand in two cells of such a column.
OF_ENTRIES = frozenset({"scheme", "month", "channel", "asker"})
_SIZE = np.dtype("<u2")
_DIGEST = 8
# Questions of which it is known what they ask.
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
        said = repr((self.unit, self.columns, self.of_cases)).encode()
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
        number = len(KEPT[unit].columns)
        starts = 1 + number * _SIZE.itemsize
        if len(raw) < starts or raw[0] not in (2, 4) or (len(raw) - starts) % raw[0]:
            raise SealError("kept cross tables have an unknown layout")
        self.sizes = tuple(np.frombuffer(raw, dtype=_SIZE, count=number, offset=1).tolist())
        self._cells = np.frombuffer(raw, dtype=f"<u{raw[0]}", offset=starts)
        self._places, length = _places(unit, self.sizes)
        if length != len(self._cells):
            raise SealError("kept cross tables have an unknown layout")

    def table(self, pair: Pair) -> NDArray[np.unsignedinteger]:
        begins, shape = self._places[pair]
        found: NDArray[np.unsignedinteger] = self._cells[begins : begins + int(np.prod(shape))]
        return found.reshape(shape)


def answers(question: Question, kept: Sequence[CrossTables]) -> NDArray[np.int64]:
    """Of several years at once what counting their columns gives, a year a row.

    Raises LookupError for a question that no one table tells.
    """
    wanted = asked(question)
    if wanted is None:
        raise LookupError("no cross table tells this")
    pair = tuple(sorted(wanted, key=KEPT[question.unit].columns.index))
    tables = [one.table(pair) for one in kept]
    # What was kept before a code list grew has smaller tables: of the new codes there was nobody.
    least = [max(wanted[name], default=0) + 1 for name in pair]
    shape = [max(sizes) for sizes in zip(least, *(one.shape for one in tables), strict=True)]
    found = np.zeros((len(tables), *shape), dtype=np.int64)
    for year, table in zip(found, tables, strict=True):
        year[tuple(slice(0, size) for size in table.shape)] = table
    # Last first, so that those before stay where they are.
    for axis, name in reversed(list(enumerate(pair, start=1))):
        found = found.take(np.array(list(wanted[name]), dtype=np.intp), axis=axis)
        if name not in question.axes:
            found = found.sum(axis=axis)
    axes = [name for name in pair if name in question.axes]
    return found.transpose([0, *(axes.index(name) + 1 for name in question.axes)])


def dump(unit: str, tables: Mapping[Pair, NDArray[np.int64]], sizes: Sequence[int], rows: int) -> bytes:
    """The bytes of these; each number as wide as so many rows may take, however many are in a cell."""
    width = 2 if rows < 1 << 16 else 4
    cells = np.concatenate([tables[pair].ravel() for pair in KEPT[unit].tables])
    return bytes([width]) + np.array(sizes, dtype=_SIZE).tobytes() + cells.astype(f"<u{width}").tobytes()


@cache
def _places(unit: str, sizes: tuple[int, ...]) -> tuple[Mapping[Pair, tuple[int, tuple[int, ...]]], int]:
    """Where each table begins and its shape; and how many numbers there are."""
    of_column = dict(zip(KEPT[unit].columns, sizes, strict=True))
    places, length = {}, 0
    for pair in KEPT[unit].tables:
        shape = tuple(of_column[name] for name in pair)
        places[pair] = (length, shape)
        length += int(np.prod(shape))
    return places, length
