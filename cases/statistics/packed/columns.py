"""A year's packed columns as columns of entries, persons and half-years, but for the cases left out."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.statistics.decoding import Column, Columns
from cases.statistics.packed.index import Year, day_number
from cases.statistics.packed.layout import ENTRIES, LATER, PERSONS, POSTS, SEVERAL, SPANS
from cases.statistics.packed.stored import Stored

Places = Mapping[str, Mapping[uuid.UUID, int]]
ACTIONS = ("actions", "acted")
# Beyond the largest number of persons in a case.
MANY = 1 << 16
_TABLES = {
    **dict.fromkeys(ENTRIES, "entries"),
    **dict.fromkeys(PERSONS, "persons"),
    **dict.fromkeys(SPANS, "spans"),
}


class YearColumns:
    """`last` is the last day that counts; `places` gives the numbers of posts, by column."""

    def __init__(self, year: int, said: Year, stored: Stored, *, last: date, places: Places) -> None:
        self.year, self.said, self.stored, self.places = year, said, stored, places
        self._last = day_number(last)
        # The places of the cases that are counted elsewhere.
        self.gone: Sequence[int] = ()
        self._columns: dict[str, Column] = {}
        # Of the conditions asked last: the rows that meet them, none for all; and columns at those rows.
        self._chosen: dict[Any, Column | None] = {}
        self._picked: dict[str, Column] = {}

    def leave_out(self, ids: Columns, candidates: Column) -> None:
        """Those of these cases that stand here are counted elsewhere. `ids` as `layout.halves` gives them.

        Raises SealError when the ids of the year do not open.
        """
        if not len(candidates):
            return
        high = self.stored.column(self.year, "c.high")
        wanted = ids["c.high"][candidates]
        at = np.searchsorted(high, wanted)
        there = np.flatnonzero(at < len(high))
        there = there[high[at[there]] == wanted[there]]
        if len(there):
            low = self.stored.column(self.year, "c.low")
            same = low[at[there]] == ids["c.low"][candidates][there]
            self.gone = tuple(at[there][same].tolist())

    def length(self, unit: str) -> int:
        if unit in ("active", "closed"):
            return len(self.column(unit, "kind"))
        if unit == "persons":
            return len(self._entry_of_person)
        return len(self.whole("persons"))

    def column(self, unit: str, name: str) -> Column:
        """One value a row of the unit's table. Raises KeyError for an unknown column, SealError."""
        if unit in ("active", "closed"):
            column = self.whole(f"s.{name}")
            return column if unit == "active" else column[self.whole("s.ended") != 0]
        if unit == "persons" and name not in PERSONS:
            key = f"persons of {name}"
            if key not in self._columns:
                self._columns[key] = self.whole(name)[self._entry_of_person]
            return self._columns[key]
        return self.whole(name)

    def chosen(
        self,
        unit: str,
        name: str,
        where: Mapping[str, Collection[int]],
        has: Callable[[Column, Collection[int]], NDArray[np.bool_]],
    ) -> Column:
        """The column at the rows that meet the conditions; many questions ask under the same."""
        asked = (unit, tuple(sorted((one, tuple(sorted(of))) for one, of in where.items())))
        if asked not in self._chosen:
            found = np.ones(self.length(unit), dtype=bool)
            for one, numbers in where.items():
                # What all cases meet all of their persons meet.
                if unit != "persons" or one in PERSONS or not has(self.column("cases", one), numbers).all():
                    found &= has(self.column(unit, one), numbers)
            self._chosen = {asked: None if found.all() else np.flatnonzero(found)}
            self._picked.clear()
        rows = self._chosen[asked]
        column = self.column(unit, name)
        if rows is None:
            return column
        if name not in self._picked:
            self._picked[name] = column[rows]
        return self._picked[name]

    def shared(self, unit: str) -> tuple[Column, Column]:
        """(rows whose case or person has other rows too, who it is): the others count for themselves."""
        if unit in ("active", "closed"):
            identity = np.repeat(np.arange(len(self.whole("c.spans"))), self.whole("c.spans"))
            if unit == "closed":
                identity = identity[self.whole("s.ended") != 0]
            return np.arange(len(identity)), identity
        rows, case = self._shared_entries
        if unit != "persons":
            return rows, case
        at, within = _rows_of(self._first_person[rows], self.whole("persons")[rows])
        return at, np.repeat(case, self.whole("persons")[rows]) * MANY + within

    @cached_property
    def _shared_entries(self) -> tuple[Column, Column]:
        per_case = self.whole("c.entries").astype(np.int64)
        several = np.flatnonzero(per_case > 1)
        first = (np.cumsum(per_case) - per_case)[several]
        at, _within = _rows_of(first, per_case[several])
        return at, np.repeat(several, per_case[several])

    @cached_property
    def _first_person(self) -> Column:
        persons = self.whole("persons").astype(np.int64)
        first: Column = np.cumsum(persons) - persons
        return first

    @cached_property
    def _entry_of_person(self) -> Column:
        persons = self.whole("persons")
        return np.repeat(np.arange(len(persons), dtype=np.int32), persons)

    def whole(self, name: str) -> Column:
        """A column without the rows of the cases that are counted elsewhere."""
        if name not in self._columns:
            column = self._made(name)
            stays = self._stays[_table_of(name, self.places)] if self.gone else ...
            self._columns[name] = column[stays]
        return self._columns[name]

    def _made(self, name: str) -> Column:
        if name in self.places:
            return self._placed(self.places[name])
        if name == "actions":
            return self._actions()
        if name == "acted":
            acted: Column = (self._actions() != 0).astype(np.uint8)
            return acted
        column = self.stored.column(self.year, name)
        # A choice of several is a bitmap, which is known by its kind.
        return column.astype(np.uint64) if name in SEVERAL else column

    def _placed(self, numbers: Mapping[uuid.UUID, int]) -> Column:
        raw = self.posts().astype(">u8").tobytes()
        posts = [uuid.UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)]
        of_post = np.array([numbers.get(post, 0) for post in posts] or [0], dtype=np.int64)
        placed: Column = of_post[self.stored.column(self.year, "post")]
        return placed

    def posts(self) -> Column:
        """The ids of the posts by their numbers here, in two columns."""
        return self.stored.column(self.year, POSTS).reshape(-1, 2)

    def _actions(self) -> Column:
        done = self.stored.column(self.year, "actions").astype(np.uint64)
        if self.said.later:
            entry, day, more = (self.stored.column(self.year, name) for name in LATER)
            counts = (day <= self._last) & (day > 0)
            np.bitwise_or.at(done, entry[counts], more[counts].astype(np.uint64))
        return done

    @cached_property
    def _stays(self) -> Mapping[str, NDArray[np.bool_]]:
        """By table, the rows of the cases that are counted here."""
        column = self.stored.column
        cases = np.ones(len(column(self.year, "c.entries")), dtype=bool)
        cases[list(self.gone)] = False
        entries = np.repeat(cases, column(self.year, "c.entries"))
        found = {
            "cases": cases,
            "entries": entries,
            "persons": np.repeat(entries, column(self.year, "persons")),
        }
        if self.said.spans:
            found["spans"] = np.repeat(cases, column(self.year, "c.spans"))
        return found


def _table_of(name: str, places: Places) -> str:
    if name in places or name in ACTIONS:
        return "entries"
    return _TABLES.get(name, "cases")


def _rows_of(first: Column, number: Column) -> tuple[Column, Column]:
    """(rows, place among its own) of groups that begin at `first` and have so many rows each."""
    total = int(number.sum())
    within = np.arange(total) - np.repeat(np.cumsum(number, dtype=np.int64) - number, number)
    return np.repeat(first, number) + within, within
