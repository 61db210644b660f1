"""The rows that are counted, as columns: who was asked first and when, and whom it concerns.

One entry is one case in one scheme, at the day that scheme was asked first; so passing a case
on inside a scheme changes no figure. Years are read from their packed columns and the rest from sealed
facts, by a fixed number of statements whatever the number of cases. Tables see columns only, so where these
come from does not show. What only some tables ask for (`derived`, `spans`) is made when one `needs` it.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.statistics import derived, rows, spans
from cases.statistics.asked_posts import asked_at_first
from cases.statistics.decoding import Column, Columns, decoded
from cases.statistics.gathering import Facts, Found, Gathered, gather

if TYPE_CHECKING:
    from cases.statistics.packed.years import PackedYear

# Entries and persons carry these; `case`, `person` and `entry` are numbers within one reading.
ENTRY_FACTS = ("scheme", "channel", "asker", "actions")


@dataclass(slots=True)
class Microdata:
    """`entries`: case, year, month, persons and the facts of case and first inquiry; `persons`: entry,
    person and facts. `years`: the calendar years in which anybody was asked anything."""

    entries: Columns
    persons: Columns
    years: frozenset[int]
    # By unit: the cases that were active, and that ended, in each half-year; where a table needs it.
    spans: Mapping[str, Columns] = field(default_factory=dict)
    # Years that are counted from packed columns as well; no case stands there and here.
    packed: dict[int, "PackedYear"] = field(default_factory=dict)
    # Years of which cases were erased; none: not looked for.
    erased: frozenset[int] | None = None


def from_rows(
    first: date,
    last: date,
    needs: Collection[str] = (),
    places: Mapping[str, Mapping[uuid.UUID, int]] | None = None,
    only: Sequence[rows.Id] | None = None,
) -> Microdata:
    """Entries whose scheme was asked first between these days, with their persons, by reading their rows.

    `needs` are names of what some tables ask beyond that; `places` gives the numbers of posts, by column.
    `only` are the cases that are read; without it, all. Raises SealError as `gather` does.
    """
    with connection.cursor() as cursor:
        gathered = gather(cursor, first, last, only)
        data = joined(gathered, needs)
        if "places" in needs:
            place(cursor, gathered, data, places or {}, only)
    if "spans" in needs:
        data.spans = spans.read(first, last, gathered.found.in_error, only)
    return data


def place(
    cursor: Any,
    gathered: Gathered,
    data: Microdata,
    places: Mapping[str, Mapping[uuid.UUID, int]],
    only: Sequence[rows.Id] | None,
) -> None:
    """Give each entry the numbers of the post that was asked."""
    of_entry = posts_of(cursor, gathered, data, only)
    for column, numbers in places.items():
        data.entries[column] = derived.placed(of_entry, numbers)


def posts_of(
    cursor: Any, gathered: Gathered, data: Microdata, only: Sequence[rows.Id] | None = None
) -> list[uuid.UUID | None]:
    """The post that was asked by the inquiry that each entry counts by, whoever works on it now."""
    posts = dict(rows.posts(cursor, *gathered.between, only)) | asked_at_first(cursor, only)
    inquiries = gathered.found.inquiries
    return [posts.get(inquiries[record]) for record in data.entries["record"].tolist()]


def joined(gathered: Gathered, needs: Collection[str]) -> Microdata:
    """The entries that count between the days, with their persons."""
    first, last = (_as_number(day) for day in gathered.between)
    return _joined(gathered.found, gathered.cases, gathered.persons, (first, last), needs)


def nothing(
    needs: Collection[str] = (), places: Mapping[str, Mapping[uuid.UUID, int]] | None = None
) -> Microdata:
    """No rows; for years that are taken from print alone."""
    none: Facts = (np.empty(0, dtype=np.int64), [])
    data = _joined(Found(), none, none, (0, 0), needs)
    for column in places or {}:
        data.entries[column] = np.empty(0, dtype=np.int64)
    if "spans" in needs:
        data.spans = spans.none()
    return data


def _joined(
    found: Found, cases: Facts, persons: Facts, days: tuple[int, int], needs: Collection[str]
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


def _entries(found: Found, cases: Facts, needs: Collection[str]) -> Columns:
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
