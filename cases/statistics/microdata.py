"""The rows that are counted, as columns: who was asked first and when, and whom it concerns.

One entry is one case in one scheme, at the day that scheme was asked first; so passing a case
on inside a scheme changes no figure. Reads sealed facts by four statements, whatever the
number of cases, and opens them here. Tables see columns only, so where these come from can change.
What only some tables ask for (`derived`, `spans`) is made when one of them `needs` it.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from cases import codebook
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.models.slots import RECORD_BYTES
from cases.statistics import derived, rows, spans
from cases.statistics.decoding import Column, Columns, decoded
from cases.statistics.opening import opener

# Entries and persons carry these; `case`, `person` and `entry` are numbers within one reading.
ENTRY_FACTS = ("scheme", "channel", "asker", "actions")
REGISTERED_IN_ERROR = "FEIL"
_SCHEME = InquiryFacts.SLOTS["scheme"].offset
_OUTCOME = InquiryFacts.SLOTS["outcome"].offset


@dataclass(slots=True)
class Microdata:
    """`entries`: case, year, month, persons and the facts of case and first inquiry; `persons`: entry,
    person and facts. `years`: the calendar years in which anybody was asked anything."""

    entries: Columns
    persons: Columns
    years: frozenset[int]
    # By unit: the cases that were active, and that ended, in each half-year; where a table needs it.
    spans: Mapping[str, Columns] = field(default_factory=dict)


# Day, order of creation and id of an inquiry: the least is the one that counts.
_Order = tuple[int, Any, rows.Id]
# The number of the case each record belongs to, and the opened records.
_Facts = tuple[Column, list[bytes]]


@dataclass(slots=True)
class _Found:
    """What reading the inquiries gathers. `first` goes from (case, scheme) to the earliest inquiry and
    where its record stands in `records`."""

    in_error: int = 0
    numbers: dict[rows.Id, int] = field(default_factory=dict)
    records: list[bytes] = field(default_factory=list)
    # The case, and the inquiry itself, of each record.
    owners: list[int] = field(default_factory=list)
    inquiries: list[rows.Id] = field(default_factory=list)
    first: dict[tuple[int, int], tuple[_Order, int]] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)

    def note(self, case: int, order: _Order, record: bytes) -> None:
        self.records.append(record)
        self.owners.append(case)
        self.inquiries.append(order[2])
        if record[_OUTCOME] != self.in_error:
            key = (case, record[_SCHEME])
            earliest = self.first.get(key)
            if earliest is None or order < earliest[0]:
                self.first[key] = (order, len(self.records) - 1)


def read(
    first: date,
    last: date,
    needs: Collection[str] = (),
    places: Mapping[str, Mapping[uuid.UUID, int]] | None = None,
) -> Microdata:
    """Entries whose scheme was asked first between these days, with their persons.

    `needs` are names of what some tables ask beyond that; `places` gives the numbers of posts, by column.
    Raises SealError when any record it meets does not open: a figure without it would be wrong.
    """
    found = _Found(codebook.numbers("avslutning")[REGISTERED_IN_ERROR])
    with connection.cursor() as cursor:
        _gather(found, rows.inquiries(cursor, first, last))
        _gather_earlier(found, rows.earlier_inquiries(cursor, first, last))
        cases = _facts(found.numbers, "cases.Case.facts", rows.cases(cursor, first, last))
        persons = _facts(found.numbers, "cases.Person.facts", rows.persons(cursor, first, last))
        data = _joined(found, cases, persons, (_as_number(first), _as_number(last)), needs)
        if "places" in needs:
            posts = dict(rows.posts(cursor, last))
            of_entry = [posts.get(found.inquiries[record]) for record in data.entries["record"].tolist()]
            for column, numbers in (places or {}).items():
                data.entries[column] = derived.placed(of_entry, numbers)
    if "spans" in needs:
        data.spans = spans.read(first, last, found.in_error)
    return data


def nothing(
    needs: Collection[str] = (), places: Mapping[str, Mapping[uuid.UUID, int]] | None = None
) -> Microdata:
    """No rows; for years that are taken from print alone."""
    none: _Facts = (np.empty(0, dtype=np.int64), [])
    data = _joined(_Found(), none, none, (0, 0), needs)
    for column in places or {}:
        data.entries[column] = np.empty(0, dtype=np.int64)
    if "spans" in needs:
        data.spans = spans.none()
    return data


def _gather(found: _Found, inquiries: Iterator[rows.InquiryRow]) -> None:
    open_inquiry, as_bytes = opener("cases.Inquiry.facts", RECORD_BYTES), rows.as_bytes()
    numbers = found.numbers
    for row, case, day, created, sealed in inquiries:
        found.days.add(day)
        number = numbers.setdefault(case, len(numbers))
        found.note(number, (day, created, row), open_inquiry(sealed, as_bytes(row), as_bytes(case)))


def _gather_earlier(found: _Found, inquiries: Iterator[rows.InquiryRow]) -> None:
    """Earlier inquiries of the same cases: they may be the ones that count, in their own year."""
    open_inquiry, as_bytes = opener("cases.Inquiry.facts", RECORD_BYTES), rows.as_bytes()
    for row, case, day, created, sealed in inquiries:
        number = found.numbers.get(case)
        if number is not None:
            found.note(number, (day, created, row), open_inquiry(sealed, as_bytes(row), as_bytes(case)))


def _facts(numbers: dict[rows.Id, int], label: str, found: Iterator[rows.FactsRow]) -> _Facts:
    """The facts of every row that belongs to one of the cases."""
    open_facts, as_bytes = opener(label, RECORD_BYTES), rows.as_bytes()
    of_case: list[int] = []
    records: list[bytes] = []
    for row, case, sealed in found:
        number = numbers.get(case)
        if number is not None:
            of_case.append(number)
            records.append(open_facts(sealed, as_bytes(row), as_bytes(case)))
    return np.array(of_case, dtype=np.int64), records


def _joined(
    found: _Found, cases: _Facts, persons: _Facts, days: tuple[int, int], needs: Collection[str]
) -> Microdata:
    entries = _entries(found, cases, needs)
    day = entries.pop("day")
    wanted = (day >= days[0]) & (day <= days[1])
    entries = _chosen(entries, wanted)
    people = derived.person_entries(entries, persons[0], decoded(persons[1], PersonFacts.SLOTS))
    if "background" in needs:
        entries["case_background"] = derived.case_background(len(day[wanted]), people)
    if "abroad" in needs:
        entries["abroad"] = derived.abroad(len(day[wanted]), people)
    return Microdata(entries, people, frozenset(one // 10_000 for one in found.days))


def _entries(found: _Found, cases: _Facts, needs: Collection[str]) -> Columns:
    """One row for each scheme of each case; all records are checked, also those that are not first."""
    inquiries = decoded(found.records, InquiryFacts.SLOTS)
    facts = decoded(cases[1], CaseFacts.SLOTS)
    at = np.full(len(found.numbers), -1, dtype=np.int64)
    at[cases[0]] = np.arange(len(cases[0]))
    # A case that was erased while we read has no facts; it is left out.
    there = [
        (case, order[0], record) for (case, _scheme), (order, record) in found.first.items() if at[case] >= 0
    ]
    case, day, record = np.array(there, dtype=np.int64).reshape(-1, 3).T
    entries: Columns = {"case": case, "day": day, "year": day // 10_000, "month": day // 100 % 100}
    entries |= {name: inquiries[name][record] for name in ENTRY_FACTS}
    entries["record"] = record
    if "overlap" in needs:
        entries["overlap"] = derived.overlap(entries, len(found.numbers))
    if "actions" in needs:
        counts = inquiries["outcome"] != found.in_error
        owners = np.array(found.owners, dtype=np.int64)
        entries["actions"] = derived.actions(entries, owners[counts], _chosen(inquiries, counts))
        entries["acted"] = (entries["actions"] != 0).astype(np.int64)
    return entries | {name: column[at[case]] for name, column in facts.items()}


def _chosen(columns: Columns, which: Column) -> Columns:
    return {name: column[which] for name, column in columns.items()}


def _as_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
