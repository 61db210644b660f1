"""A year's rows as packed columns: the same entries, persons and half-years that reading the rows gives.

Sorted by the ids of cases, which are random, so that an order tells nothing.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from cases.models.facts import InquiryFacts
from cases.models.slots import RECORD_BYTES
from cases.statistics import microdata, rows, spans
from cases.statistics.decoding import Column, Columns, decoded
from cases.statistics.gathering import Gathered, gather
from cases.statistics.microdata import Microdata
from cases.statistics.opening import opener
from cases.statistics.packed.index import day_number
from cases.statistics.packed.layout import ENTRIES, PERSONS, POSTS, STEP, halves

NEEDS = ("overlap", "actions", "background", "abroad")
_FROM_DATA = tuple(name for name in ENTRIES if name != "post")


@dataclass(frozen=True, slots=True)
class Made:
    """What `index.Year` says of the columns, and the columns by their names."""

    columns: Columns
    asked: int
    newest: int
    erased: bool
    spans: bool
    later: bool


def made(year: int, today: date, leave_out: Collection[rows.Id]) -> Made:
    """The columns of a year but for the cases that are left out. Raises SealError as reading rows does."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    with connection.cursor() as cursor:
        gathered = gather(cursor, first, last)
        data = microdata.joined(gathered, NEEDS)
        posts = microdata.posts_of(cursor, gathered, data)
        later = _later(cursor, gathered, data, first, last)
        erased = bool(rows.years_erased(cursor, asked_in=(first, last)))
    over = last < today
    worked_on: dict[str, Columns] = spans.none()
    span_ids: list[rows.Id] = []
    if over:
        worked_on, span_ids = spans.read_with_ids(first, last, gathered.found.in_error)
    others = [span_ids[number] for number in np.unique(worked_on["active"]["case"])]
    numbered = _Numbered(gathered, others, day_number(first), leave_out)
    return Made(
        {
            **numbered.columns(),
            **numbered.entries(data, posts),
            **numbered.spans(worked_on, span_ids),
            **numbered.later(later),
        },
        asked=len(numbered.asked),
        newest=max(gathered.found.received, default=0),
        erased=erased,
        spans=over,
        later=bool(len(later["l.entry"])),
    )


class _Numbered:
    """The cases of the year in the order of their ids, and where each stands there."""

    def __init__(
        self, gathered: Gathered, others: list[rows.Id], begins: int, leave_out: Collection[rows.Id]
    ) -> None:
        found, as_bytes = gathered.found, rows.as_bytes()
        out = {as_bytes(one) for one in leave_out}
        # By the number that reading gave it.
        self._ids = [as_bytes(one) for one in found.numbers]
        self.asked: dict[bytes, int] = {}
        for case, day in zip(found.owners, found.received, strict=True):
            if day >= begins and self._ids[case] not in out:
                self.asked[self._ids[case]] = self.asked.get(self._ids[case], 0) + 1
        # Cases without facts were erased while they were read, and stand in no entry.
        self.order = sorted({*self.asked, *(one for one in map(as_bytes, others) if one not in out)})
        self._place = {one: place for place, one in enumerate(self.order)}
        self._per_case: Columns = {}

    def columns(self) -> Columns:
        asked = np.array([self.asked.get(one, 0) for one in self.order], dtype=np.int64)
        return {**halves(self.order), "c.asked": asked}

    def places(self, ids: list[bytes]) -> Column:
        """Where each stands; -1 for one that is left out."""
        return np.array([self._place.get(one, -1) for one in ids], dtype=np.int64)

    def entries(self, data: Microdata, posts: list[uuid.UUID | None]) -> Columns:
        place = self.places(self._ids)[data.entries["case"]] if len(self._ids) else data.entries["case"]
        order = np.lexsort((data.entries["scheme"], place))
        self.entry_order = order = order[place[order] >= 0]
        known = sorted({post for post in posts if post}, key=str)
        number = {post: at for at, post in enumerate(known)}
        of_entry = np.array([number.get(post, 0) for post in posts if post], dtype=np.int64)
        raw = b"".join(post.bytes for post in known)
        columns = {name: data.entries[name][order] for name in _FROM_DATA}
        columns["post"] = of_entry[order] if len(of_entry) else of_entry
        columns[POSTS] = np.frombuffer(raw, dtype=">u8").astype(np.uint64)
        columns["c.entries"] = np.bincount(place[order], minlength=len(self.order))
        # The new place of each entry, and with it the order of its persons.
        self.new_place = np.full(len(place), -1, dtype=np.int64)
        self.new_place[order] = np.arange(len(order))
        entry = self.new_place[data.persons["entry"]] if len(place) else data.persons["entry"]
        persons = np.argsort(entry, kind="stable")
        persons = persons[entry[persons] >= 0]
        return columns | {name: data.persons[name][persons] for name in PERSONS}

    def spans(self, found: dict[str, Columns], ids: list[rows.Id]) -> Columns:
        as_bytes = rows.as_bytes()
        active, closed = found["active"], found["closed"]
        place = self.places([as_bytes(one) for one in ids])
        place = place[active["case"]] if len(ids) else active["case"]
        order = np.lexsort((active["scheme"], active["month"], place))
        order = order[place[order] >= 0]
        ended = np.isin(_rows_as_one(active), _rows_as_one(closed))
        columns = {f"s.{name}": active[name][order] for name in ("month", "kind", "scheme")}
        columns["s.ended"] = ended[order].astype(np.int64)
        columns["c.spans"] = np.bincount(place[order], minlength=len(self.order))
        return columns

    def later(self, found: Columns) -> Columns:
        """Written in steps: what fills them has a day that never counts."""
        entry = self.new_place[found["l.entry"]]
        stays = entry >= 0
        filled = -int(stays.sum()) % STEP
        kept = {"l.entry": entry, "l.day": found["l.day"], "l.actions": found["l.actions"]}
        return {name: np.pad(column[stays], (0, filled)) for name, column in kept.items()}


def _rows_as_one(columns: Columns) -> Column:
    """A number for each row of half-years of one year."""
    return (columns["case"] * 16 + columns["month"]) * 256 + columns["scheme"]


def _later(cursor: Any, gathered: Gathered, data: Microdata, first: date, last: date) -> Columns:
    """What was done after the year in inquiries that belong to one of its entries."""
    open_inquiry, as_bytes = opener("cases.Inquiry.facts", RECORD_BYTES), rows.as_bytes()
    numbers = gathered.found.numbers
    found: list[tuple[int, int]] = []
    records: list[bytes] = []
    for row, case, day, _created, sealed in rows.later_inquiries(cursor, first, last):
        number = numbers.get(case)
        if number is not None:
            found.append((number, day))
            records.append(open_inquiry(sealed, as_bytes(row), as_bytes(case)))
    facts = decoded(records, InquiryFacts.SLOTS)
    of_case, days = np.array(found, dtype=np.int64).reshape(-1, 2).T
    key = data.entries["case"] * 256 + data.entries["scheme"]
    order = np.argsort(key)
    wanted = of_case * 256 + facts["scheme"]
    at = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    counts = (facts["outcome"] != gathered.found.in_error) & (facts["actions"] != 0)
    counts &= key[order][at] == wanted if len(key) else False
    return {
        "l.entry": order[at[counts]] if len(key) else of_case[counts],
        "l.day": days[counts],
        "l.actions": facts["actions"][counts],
    }
