"""Which cases were worked on, and which ended, in each half-year: from the days their lanes changed status.

A case is active in a scheme as long as one of the scheme's lanes is open, and has ended when all are closed.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from cases.models import StatusChange
from cases.models.facts import CaseFacts, InquiryFacts
from cases.models.slots import RECORD_BYTES
from cases.statistics import rows
from cases.statistics.decoding import Columns, decoded
from cases.statistics.opening import opener
from cases.statistics.sql import BATCH
from cases.status import Status

OSLO = ZoneInfo("Europe/Oslo")
HALVES = ((1, (1, 1), (6, 30)), (7, (7, 1), (12, 31)))
_SCHEME = InquiryFacts.SLOTS["scheme"].offset
_OUTCOME = InquiryFacts.SLOTS["outcome"].offset


@dataclass(slots=True)
class _Lane:
    """`open_now`: as it stands; `changes`: closings (False) and openings (True) by day, oldest first."""

    case: int
    scheme: int
    received: date
    open_now: bool
    changes: list[tuple[date, bool]] = field(default_factory=list)

    def open_on(self, day: date) -> bool:
        """Whether it was open when that day ended."""
        if day < self.received:
            return False
        earlier = [is_open for at, is_open in self.changes if at <= day]
        if earlier:
            return earlier[-1]
        # Before its first change that is known it was the opposite of what it became.
        return not self.changes[0][1] if self.changes else self.open_now

    def active(self, first: date, last: date) -> bool:
        if last < self.received:
            # Whatever became of it then: the day was corrected to a later one since.
            return False
        begun = first <= self.received <= last
        opened = any(is_open and first <= at <= last for at, is_open in self.changes)
        return begun or opened or self.open_on(date.fromordinal(first.toordinal() - 1))


def read(first: date, last: date, in_error: int, only: Sequence[rows.Id] | None = None) -> dict[str, Columns]:
    """By unit, a row for each case, scheme and half-year between these days: case, year, month, kind, scheme.

    `month` is the first of the half-year. `only` are the cases that are read; without it, all.
    Raises SealError when a record does not open.
    """
    return read_with_ids(first, last, in_error, only)[0]


def read_with_ids(
    first: date, last: date, in_error: int, only: Sequence[rows.Id] | None = None
) -> tuple[dict[str, Columns], list[rows.Id]]:
    """The same, and the id of each number of a case."""
    if only is not None and not only:
        return none(), []
    lanes, kinds, ids = _lanes(first, last, in_error, only)
    grouped: dict[tuple[int, int], list[_Lane]] = {}
    for lane in lanes:
        grouped.setdefault((lane.case, lane.scheme), []).append(lane)
    found: dict[str, list[tuple[int, ...]]] = {"active": [], "closed": []}
    for (case, scheme), of_case in grouped.items():
        for year, month, begins, ends in _halves(first, last):
            if any(lane.active(begins, ends) for lane in of_case):
                row = (case, year, month, kinds[case], scheme)
                found["active"].append(row)
                if not any(lane.open_on(ends) for lane in of_case):
                    found["closed"].append(row)
    return {unit: _columns(listed) for unit, listed in found.items()}, ids


def in_years(found: dict[str, Columns], years: Collection[int]) -> dict[str, Columns]:
    """The rows of these years alone."""
    chosen = {unit: np.isin(columns["year"], list(years)) for unit, columns in found.items()}
    return {
        unit: {name: column[chosen[unit]] for name, column in columns.items()}
        for unit, columns in found.items()
    }


def beside(one: Columns, other: Columns) -> Columns:
    """Two readings as one; a number of a case may mean one in each."""
    return {name: np.concatenate([column, other[name]]) for name, column in one.items()}


def none() -> dict[str, Columns]:
    return {unit: _columns([]) for unit in ("active", "closed")}


def _halves(first: date, last: date) -> Iterator[tuple[int, int, date, date]]:
    for year in range(first.year, last.year + 1):
        for month, begins, ends in HALVES:
            if date(year, *begins) <= last:
                yield year, month, date(year, *begins), min(date(year, *ends), last)


def _lanes(
    first: date, last: date, in_error: int, only: Sequence[rows.Id] | None
) -> tuple[list[_Lane], dict[int, int], list[rows.Id]]:
    """Lanes that were open at some time between the days, the kind of each of their cases, and its id."""
    begins = datetime.combine(first, time(), tzinfo=OSLO)
    as_bytes = rows.as_bytes()
    numbers: dict[Any, int] = {}
    lanes: dict[bytes, _Lane] = {}
    with connection.cursor() as cursor:
        open_inquiry = opener("cases.Inquiry.facts", RECORD_BYTES)
        for row, case, day, is_open, sealed in rows.open_lanes(
            cursor, begins, last, str(Status.CLOSED), only
        ):
            record = open_inquiry(sealed, as_bytes(row), as_bytes(case))
            if record[_OUTCOME] != in_error:
                number = numbers.setdefault(case, len(numbers))
                received = date(day // 10_000, day // 100 % 100, day % 100)
                lanes[as_bytes(row)] = _Lane(number, record[_SCHEME], received, bool(is_open))
        wanted = list(numbers) if first.year == last.year else only
        open_case = opener("cases.Case.facts", RECORD_BYTES)
        opened = [
            (numbers[case], open_case(sealed, as_bytes(row), as_bytes(case)))
            for row, case, sealed in rows.cases(cursor, date.min, last, wanted)
            if case in numbers
        ]
    for inquiry, status, at in _changes(begins, None if only is None else list(lanes)):
        lane = lanes.get(inquiry.bytes)
        if lane is not None:
            lane.changes.append((at.astimezone(OSLO).date(), status != Status.CLOSED))
    kind = decoded([record for _number, record in opened], CaseFacts.SLOTS)["kind"].tolist()
    kinds = {number: kind[at] for at, (number, _record) in enumerate(opened)}
    # A case that was erased while we read has no facts; it is left out.
    return [lane for lane in lanes.values() if lane.case in kinds], kinds, list(numbers)


def _changes(begins: datetime, only: Sequence[bytes] | None) -> Iterable[Any]:
    """Closings and openings from that moment on (of these lanes), of each lane the oldest first."""
    ended = (Status.CLOSED, Status.REOPENED)
    found = StatusChange.objects.filter(at__gte=begins, status__in=ended)
    changes = found.order_by("at", "pk").values_list("inquiry_id", "status", "at")
    if only is None:
        return changes
    ids = [uuid.UUID(bytes=one) for one in only]
    batches = (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
    return chain.from_iterable(changes.filter(inquiry_id__in=batch) for batch in batches)


def _columns(listed: list[tuple[int, ...]]) -> Columns:
    table = np.array(listed, dtype=np.int64).reshape(-1, 5).T
    return dict(zip(("case", "year", "month", "kind", "scheme"), table, strict=True))
