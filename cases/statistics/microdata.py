"""The rows that are counted, as columns: who was asked first and when, and whom it concerns.

One entry is one case in one scheme, at the day that scheme was asked first; so passing a case
on inside a scheme changes no figure. Reads sealed facts by three statements, whatever the
number of cases, and opens them here. Tables see columns only, so where these come from can change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from cases import codebook
from cases.models.facts import RECORD_BYTES, CaseFacts, InquiryFacts, PersonFacts
from cases.statistics import rows
from cases.statistics.decoding import Column, Columns, decoded
from cases.statistics.opening import opener

# Entries and persons carry these; `case`, `person` and `entry` are numbers within one reading.
ENTRY_FACTS = ("scheme", "channel", "asker", "actions")
REGISTERED_IN_ERROR = "FEIL"
_SCHEME = InquiryFacts.SLOTS["scheme"].offset
_OUTCOME = InquiryFacts.SLOTS["outcome"].offset


@dataclass(frozen=True, slots=True)
class Microdata:
    """`entries`: case, year, month, persons and the facts of case and first inquiry; `persons`: entry,
    person and facts. `years`: the calendar years in which anybody was asked anything."""

    entries: Columns
    persons: Columns
    years: frozenset[int]


# Day, order of creation, id and facts of an inquiry: the least is the one that counts.
_Asked = tuple[int, Any, bytes, bytes]


@dataclass(slots=True)
class _Found:
    """What reading the inquiries gathers. `first` goes from (case, scheme) to the earliest inquiry."""

    in_error: int
    numbers: dict[bytes, int] = field(default_factory=dict)
    cases: list[bytes] = field(default_factory=list)
    inquiries: list[bytes] = field(default_factory=list)
    first: dict[tuple[int, int], _Asked] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)

    def note(self, case: int, asked: _Asked) -> None:
        record = asked[3]
        self.inquiries.append(record)
        if record[_OUTCOME] != self.in_error:
            key = (case, record[_SCHEME])
            earliest = self.first.setdefault(key, asked)
            if asked < earliest:
                self.first[key] = asked


def read(first: date, last: date) -> Microdata:
    """Entries whose scheme was asked first between these days, with their persons.

    Raises SealError when any record it meets does not open: a figure without it would be wrong.
    """
    found = _Found(codebook.numbers("avslutning")[REGISTERED_IN_ERROR])
    with connection.cursor() as cursor:
        _gather(found, rows.inquiries(cursor, first, last))
        _gather_earlier(found, rows.earlier_inquiries(cursor, first, last))
        case_of_person, person_records = _persons(found.numbers, rows.persons(cursor, first, last))
    entries = _entries(found, decoded(found.cases, CaseFacts.SLOTS))
    # Checked like the rest, also those that are not first in their scheme.
    decoded(found.inquiries, InquiryFacts.SLOTS)
    day = entries.pop("day")
    wanted = (day >= _as_number(first)) & (day <= _as_number(last))
    entries = {name: column[wanted] for name, column in entries.items()}
    persons = _person_entries(entries, case_of_person, decoded(person_records, PersonFacts.SLOTS))
    return Microdata(entries, persons, frozenset(one // 10_000 for one in found.days))


def nothing() -> Microdata:
    """No rows; for years that are taken from print alone."""
    found = _Found(codebook.numbers("avslutning")[REGISTERED_IN_ERROR])
    entries = _entries(found, decoded([], CaseFacts.SLOTS))
    del entries["day"]
    empty = np.empty(0, dtype=np.int64)
    return Microdata(entries, _person_entries(entries, empty, decoded([], PersonFacts.SLOTS)), frozenset())


def _gather(found: _Found, inquiries: Iterator[rows.InquiryRow]) -> None:
    open_inquiry, open_case = (
        opener("cases.Inquiry.facts", RECORD_BYTES),
        opener("cases.Case.facts", RECORD_BYTES),
    )
    numbers, cases = found.numbers, found.cases
    for row, case, day, created, sealed, sealed_case in inquiries:
        number = numbers.get(case)
        if number is None:
            number = numbers[case] = len(cases)
            cases.append(open_case(sealed_case, case, case))
        found.days.add(day)
        found.note(number, (day, created, row, open_inquiry(sealed, row, case)))


def _gather_earlier(found: _Found, inquiries: Iterator[rows.EarlierRow]) -> None:
    """Earlier inquiries of the same cases: they may be the ones that count, in their own year."""
    open_inquiry = opener("cases.Inquiry.facts", RECORD_BYTES)
    for row, case, day, created, sealed in inquiries:
        number = found.numbers.get(case)
        if number is not None:  # else an inquiry of these days was erased meanwhile
            found.note(number, (day, created, row, open_inquiry(sealed, row, case)))


def _persons(numbers: dict[bytes, int], persons: Iterator[rows.PersonRow]) -> tuple[Column, list[bytes]]:
    open_person = opener("cases.Person.facts", RECORD_BYTES)
    case_of_person: list[int] = []
    records: list[bytes] = []
    for row, case, sealed in persons:
        number = numbers.get(case)
        if number is not None:  # else its case was logged after the inquiries were read
            case_of_person.append(number)
            records.append(open_person(sealed, row, case))
    return np.array(case_of_person, dtype=np.int64), records


def _entries(found: _Found, cases: Columns) -> Columns:
    asked = found.first.values()
    case = np.fromiter((number for number, _scheme in found.first), dtype=np.int64, count=len(asked))
    day = np.fromiter((one[0] for one in asked), dtype=np.int64, count=len(asked))
    facts = decoded([one[3] for one in asked], InquiryFacts.SLOTS)
    entries: Columns = {"case": case, "day": day, "year": day // 10_000, "month": day // 100 % 100}
    entries |= {name: facts[name] for name in ENTRY_FACTS}
    return entries | {name: column[case] for name, column in cases.items()}


def _person_entries(entries: Columns, case_of_person: Column, facts: Columns) -> Columns:
    """Every entry with every person of its case. Also gives each entry its number of persons."""
    case = entries["case"]
    cases = int(max(case.max(initial=-1), case_of_person.max(initial=-1))) + 1
    in_case = np.bincount(case_of_person, minlength=cases)
    by_case = np.argsort(case_of_person, kind="stable")
    begins = np.cumsum(in_case) - in_case
    entries["persons"] = size = in_case[case]
    entry = np.repeat(np.arange(len(case)), size)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(size) - size, size)
    person = by_case[np.repeat(begins[case], size) + within]
    return {"entry": entry, "person": person} | {name: column[person] for name, column in facts.items()}


def _as_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
