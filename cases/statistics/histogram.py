"""Counts units by any columns: the one place where something is counted.

An inquiry is an entry; a case or a person that stands in several entries of one cell (asked at a
school and at an embassy in the same year) is counted there once.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cases.statistics.decoding import Column
from cases.statistics.microdata import Microdata

# “active” and “closed” are cases too: those worked on, and those that ended, within a half-year.
Unit = Literal["inquiries", "cases", "persons", "active", "closed"]


def histogram(
    data: Microdata,
    unit: Unit,
    *,
    where: Mapping[str, Collection[int]],
    axes: Mapping[str, Sequence[int]],
) -> NDArray[np.int64]:
    """How many units are in each cell; one dimension an axis, in the order of its numbers.

    `where` and `axes` go from a column's name to code numbers. Raises KeyError for an unknown column.
    """
    chosen = np.ones(len(_column(data, unit, "year")), dtype=bool)
    for name, numbers in where.items():
        chosen &= _has(_column(data, unit, name), numbers)
    cell = np.zeros(len(chosen), dtype=np.int64)
    for name, numbers in axes.items():
        position = _positions(_column(data, unit, name), numbers)
        chosen &= position >= 0
        cell = cell * len(numbers) + position
    shape = tuple(len(numbers) for numbers in axes.values())
    cells = int(np.prod(shape, dtype=np.int64))
    cell = cell[chosen]
    if unit != "inquiries":
        identity = _column(data, unit, "person" if unit == "persons" else "case")[chosen]
        cell = np.unique(identity * cells + cell) % cells
    return np.bincount(cell, minlength=cells).reshape(shape).astype(np.int64)


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
