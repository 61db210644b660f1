"""Counts units by any columns: the one place where something is counted.

An inquiry is an entry; a case or a person that stands in several entries of one cell (asked at a
school and at an embassy in the same year) is counted there once. The first axis is always the year, so what
is packed by years and what was read from rows are added up cell by cell.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases.statistics.decoding import Column
from cases.statistics.microdata import Microdata
from cases.statistics.packed.answers import Question
from cases.statistics.packed.years import PackedYear, from_cross_tables

# “active” and “closed” are cases too: those worked on, and those that ended, within a half-year.
Unit = Literal["inquiries", "cases", "persons", "active", "closed"]
# Cells that are counted at once, whatever is asked of them.
LARGE = 1 << 20
Where = Mapping[str, Collection[int]]
Axes = Mapping[str, Sequence[int]]


def histogram(data: Microdata, unit: Unit, *, where: Where, axes: Axes) -> NDArray[np.int64]:
    """How many units are in each cell; one dimension an axis, in the order of its numbers.

    `where` and `axes` go from a column's name to code numbers; the first axis is “year”. Raises KeyError for
    an unknown column, ValueError for another first axis, SealError when a row that it needs does not open.
    """
    if next(iter(axes), "") != "year":
        raise ValueError("Everything is counted by years: the first axis is the year.")
    found = _of_rows(data, unit, where, axes)
    if data.packed:
        _add_packed(found, data, unit, where, axes)
    return found


def _of_rows(data: Microdata, unit: Unit, where: Where, axes: Axes) -> NDArray[np.int64]:
    """Of what was read from rows."""
    shape = tuple(len(numbers) for numbers in axes.values())
    length = len(_column(data, unit, "year"))
    if not length and data.packed:
        return np.zeros(shape, dtype=np.int64)
    cell = _cells(lambda name: _column(data, unit, name), length, where, axes)
    cells = int(np.prod(shape, dtype=np.int64))
    chosen = cell >= 0
    if unit != "inquiries":
        identity = _column(data, unit, "person" if unit == "persons" else "case")
        cell = _once(identity[chosen], cell[chosen], cells)
    else:
        cell = cell[chosen]
    return np.bincount(cell, minlength=cells).reshape(shape).astype(np.int64)


def _add_packed(found: NDArray[np.int64], data: Microdata, unit: Unit, where: Where, axes: Axes) -> None:
    years = {
        year: at
        for at, year in enumerate(axes["year"])
        if year in data.packed and data.packed[year].covers(unit)
    }
    question = Question(unit, where, {name: numbers for name, numbers in axes.items() if name != "year"})
    unknown = []
    for year, at in years.items():
        packed = data.packed[year]
        answer = None if packed.is_broken else packed.known(question)
        if answer is None:
            unknown.append(year)
        else:
            found[at] += answer.reshape(question.shape)
    for year, answer in from_cross_tables([data.packed[year] for year in unknown], question).items():
        data.packed[year].remember(question, answer)
        found[years[year]] += answer
        unknown.remove(year)
    _fetch([data.packed[year] for year in unknown], question)
    for year in unknown:
        packed = data.packed[year]
        try:
            answer = of_columns(packed, question)
        except SealError:
            packed.is_broken = True
            found[years[year]] = _of_rows(packed.instead, unit, where, {**axes, "year": [year]})[0]
        else:
            packed.remember(question, answer)
            found[years[year]] += answer.reshape(question.shape)


def _fetch(years: Sequence[PackedYear], question: Question) -> None:
    """All that this takes by one statement."""
    if years:
        years[0].stored.fetch(key for one in years for key in one.needed(question.unit, question.names))


def of_columns(packed: PackedYear, question: Question) -> NDArray[np.int64]:
    """Of a year's packed columns. Raises SealError when one does not open."""
    if packed.is_broken:
        raise SealError(f"packed columns of {packed.year} do not open")
    unit, where, axes = question.unit, question.where, question.axes
    columns = [packed.chosen(unit, name, where, _has) for name in axes] or [
        packed.chosen(unit, "kind", where, _has)
    ]
    counts = _by_numbers(columns, list(axes.values()))
    if unit != "inquiries":
        rows, identity = packed.shared(unit)
        cells = int(np.prod(question.shape, dtype=np.int64))
        again = _cells(lambda name: packed.column(unit, name)[rows], len(rows), where, axes)
        there = again >= 0
        once = np.bincount(_once(identity[there], again[there], cells), minlength=cells)
        counts += (once - np.bincount(again[there], minlength=cells)).reshape(counts.shape)
    return counts


def _by_numbers(columns: Sequence[Column], axes: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """How many rows have each pair (or so) of these numbers; without axes, how many rows there are.

    All numbers there are counted first, whatever is asked: one pass, and what is asked is picked out of it.
    """
    if not axes:
        return np.array(len(columns[0]), dtype=np.int64)
    sizes = [
        max(int(column.max(initial=0)), *axis, 0) + 1 for column, axis in zip(columns, axes, strict=True)
    ]
    if int(np.prod([float(size) for size in sizes])) > LARGE:
        # So many that a place in what is asked is looked for instead.
        columns, axes, sizes = _narrowed(columns, axes)
    cells = int(np.prod(sizes, dtype=np.int64))
    # As narrow as the number of cells allows: most of the time goes into passing over rows.
    kind: type[Any] = np.uint16 if cells <= 1 << 16 else np.uint32
    code: NDArray[Any] = columns[0].astype(kind)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        code *= kind(size)
        code += column.astype(kind, copy=False)
    whole = np.bincount(code, minlength=cells).reshape(sizes)
    picked: NDArray[np.int64] = whole[np.ix_(*(np.asarray(axis, dtype=np.intp) for axis in axes))]
    return picked.astype(np.int64)


def _narrowed(
    columns: Sequence[Column], axes: Sequence[Sequence[int]]
) -> tuple[list[Column], list[Sequence[int]], list[int]]:
    """The same as places in what is asked of each; 0 for what is not."""
    placed = [_positions(column, axis) + 1 for column, axis in zip(columns, axes, strict=True)]
    return placed, [range(1, len(axis) + 1) for axis in axes], [len(axis) + 1 for axis in axes]


def _cells(get: Callable[[str], Column], length: int, where: Where, axes: Axes) -> NDArray[np.int64]:
    """Which cell each row is in, counted through all axes; -1 for one that is in none."""
    cell = np.zeros(length, dtype=np.int64)
    for name, numbers in axes.items():
        position = _positions(get(name), numbers)
        cell = np.where((cell < 0) | (position < 0), -1, cell * len(numbers) + position)
    for name, asked in where.items():
        cell[~_has(get(name), asked)] = -1
    return cell


def _once(identity: Column, cell: Column, cells: int) -> Column:
    """The cells of the same, each once a cell."""
    return np.unique(identity.astype(np.int64) * cells + cell) % cells


def _column(data: Microdata, unit: Unit, name: str) -> Column:
    """A column with one value a row of the unit's table; an entry's facts hold for each of its persons."""
    if unit in ("active", "closed"):
        return data.spans[unit][name]
    if unit != "persons":
        return data.entries[name]
    if name in data.persons:
        return data.persons[name]
    return data.entries[name][data.persons["entry"]]


def _has(column: Column, numbers: Collection[int]) -> NDArray[np.bool_]:
    """Whether each value is one of these; of a choice of several, whether one of these is among it."""
    if column.dtype == np.uint64:
        mask = np.uint64(sum(1 << number for number in numbers))
        chosen: NDArray[np.bool_] = (column & mask) != 0
        return chosen
    return _positions(column, sorted(numbers)) >= 0


def _positions(column: NDArray[Any], numbers: Sequence[int]) -> NDArray[np.int64]:
    """Where each value stands in `numbers`; -1 for one that is not there."""
    size = max([int(column.max(initial=0)), *numbers], default=0) + 1
    table = np.full(size, -1, dtype=np.int64)
    table[list(numbers)] = np.arange(len(numbers))
    found: NDArray[np.int64] = table[column]
    return found
