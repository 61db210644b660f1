"""What the rows say of the cases about which somebody asked: sealed facts, opened, in the order they came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from cases import codebook
from cases.models.facts import InquiryFacts
from cases.models.slots import RECORD_BYTES
from cases.statistics import rows
from cases.statistics.decoding import Column
from cases.statistics.opening import opener

REGISTERED_IN_ERROR = "FEIL"
# So many records are opened at a time.
BATCH = 2000
_INQUIRY = "cases.Inquiry.facts"
_SCHEME = InquiryFacts.SLOTS["scheme"].offset
_OUTCOME = InquiryFacts.SLOTS["outcome"].offset

# Day, order of creation and id of an inquiry: the least is the one that counts.
_Order = tuple[int, Any, rows.Id]
# The number of the case each record belongs to, and the opened records.
Facts = tuple[Column, list[bytes]]


@dataclass(slots=True)
class Found:
    """What reading the inquiries gathers. `first` goes from (case, scheme) to the earliest inquiry and
    where its record stands in `records`."""

    in_error: int = 0
    numbers: dict[rows.Id, int] = field(default_factory=dict)
    records: list[bytes] = field(default_factory=list)
    # The case, and the inquiry itself, of each record.
    owners: list[int] = field(default_factory=list)
    inquiries: list[rows.Id] = field(default_factory=list)
    first: dict[tuple[int, int], tuple[_Order, int]] = field(default_factory=dict)
    # The day of each record.
    received: list[int] = field(default_factory=list)
    days: set[int] = field(default_factory=set)

    def note(self, case: int, order: _Order, record: bytes) -> None:
        self.records.append(record)
        self.owners.append(case)
        self.received.append(order[0])
        self.inquiries.append(order[2])
        if record[_OUTCOME] != self.in_error:
            key = (case, record[_SCHEME])
            earliest = self.first.get(key)
            if earliest is None or order < earliest[0]:
                self.first[key] = (order, len(self.records) - 1)


@dataclass(slots=True)
class Gathered:
    """Everything that the rows say of the cases asked about between two days."""

    found: Found
    cases: Facts
    persons: Facts
    between: tuple[date, date]


def gather(cursor: Any, first: date, last: date, only: Sequence[rows.Id] | None = None) -> Gathered:
    """Inquiries between these days, the earlier ones of their cases, the cases and their persons.

    Raises SealError when any record it meets does not open: a figure without it would be wrong.
    """
    found = Found(codebook.numbers("avslutning")[REGISTERED_IN_ERROR])
    if only is None:
        _gather(found, rows.inquiries(cursor, first, last))
        _gather_earlier(found, rows.earlier_inquiries(cursor, first, last))
    else:
        # Of few cases, all by one statement.
        asked = list(rows.inquiries(cursor, date.min, last, only))
        begins = first.year * 10_000 + first.month * 100 + first.day
        _gather(found, (one for one in asked if one[2] >= begins))
        _gather_earlier(found, (one for one in asked if one[2] < begins))
    if only is None and first.year == last.year:
        # Of one year, which are few of all.
        only = list(found.numbers)
    cases = _opened(found.numbers, "cases.Case.facts", rows.cases(cursor, first, last, only))
    persons = _opened(found.numbers, "cases.Person.facts", rows.persons(cursor, first, last, only))
    return Gathered(found, cases, persons, (first, last))


def _gather(found: Found, inquiries: Iterator[rows.InquiryRow]) -> None:
    numbers = found.numbers
    for (row, case, day, created, _sealed), record in _each_opened(_INQUIRY, inquiries):
        found.days.add(day)
        found.note(numbers.setdefault(case, len(numbers)), (day, created, row), record)


def _gather_earlier(found: Found, inquiries: Iterator[rows.InquiryRow]) -> None:
    """Earlier inquiries of the same cases: they may be the ones that count, in their own year."""
    known = (one for one in inquiries if one[1] in found.numbers)
    for (row, case, day, created, _sealed), record in _each_opened(_INQUIRY, known):
        found.note(found.numbers[case], (day, created, row), record)


def _opened(numbers: dict[rows.Id, int], label: str, found: Iterator[rows.FactsRow]) -> Facts:
    """The facts of every row that belongs to one of the cases."""
    of_case: list[int] = []
    records: list[bytes] = []
    for (_row, case, _sealed), record in _each_opened(label, (one for one in found if one[1] in numbers)):
        of_case.append(numbers[case])
        records.append(record)
    return np.array(of_case, dtype=np.int64), records


def _each_opened(label: str, found: Iterator[Any]) -> Iterator[tuple[Any, bytes]]:
    """Rows that begin with their own id and that of their case and end with their facts; and the facts."""
    open_facts, as_bytes = opener(label, RECORD_BYTES), rows.as_bytes()
    while batch := list(islice(found, BATCH)):
        owned, owners = ([as_bytes(one[at]) for one in batch] for at in (0, 1))
        yield from zip(batch, open_facts.many([one[-1] for one in batch], owned, owners), strict=True)
