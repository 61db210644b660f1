"""Rows put together to cases: what the rows of one case must agree on, and which inquiries they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.importing import columns
from cases.importing.errors import Bad
from cases.importing.rows import Row
from cases.models.facts import PersonFacts
from cases.services.past_cases import Ending, Lane, Plan

# A file tells days; the hours of the first inquiry and of the end are these.
NOON = time(12)
EVENING = time(15)


def plans(rows: Iterable[Row], found: list[Bad]) -> list[Plan]:
    """The cases in the order in which they began. What does not fit together is added to `found`."""
    by_case: dict[str, list[Row]] = {}
    for row in rows:
        by_case.setdefault(row.case, []).append(row)
    made = [_plan(together, found) for together in by_case.values()]
    return sorted(made, key=lambda plan: plan.lanes[0].at)


def _plan(rows: Sequence[Row], found: list[Bad]) -> Plan:
    first = rows[0]
    for row in rows[1:]:
        if row.facts != first.facts:
            found.append(Bad(row.line, columns.CASE, f"It tells another case than row {first.line}."))
    return Plan(first.facts, tuple(_persons(rows, found)), tuple(_lanes(rows, found)))


def _persons(rows: Sequence[Row], found: list[Bad]) -> Iterator[PersonFacts]:
    persons: dict[str, Row] = {}
    for row in rows:
        known = persons.setdefault(row.number, row)
        if known.person != row.person:
            found.append(Bad(row.line, columns.PERSON, f"It tells another person than row {known.line}."))
    return (row.person for row in persons.values() if row.person is not None)


def _lanes(rows: Sequence[Row], found: list[Bad]) -> Iterator[Lane]:
    """In the order of the days on which they began; a post is asked once in a case."""
    lanes: dict[str, Row] = {}
    for row in rows:
        known = lanes.setdefault(row.post, row)
        if (known.asked, known.closed, known.inquiry) != (row.asked, row.closed, row.inquiry):
            found.append(Bad(row.line, columns.POST, f"It tells another inquiry than row {known.line}."))
        elif known is not row and row.note and row.note != known.note:
            found.append(Bad(row.line, columns.NOTE, f"It tells another note than row {known.line}."))
    ordered = sorted(lanes.values(), key=lambda row: row.asked)
    return (_lane(row, order) for order, row in enumerate(ordered))


def _lane(row: Row, order: int) -> Lane:
    """Posts that were asked on one day were so one after the other."""
    at = _moment(row.asked, NOON) + timedelta(minutes=order)
    ending = None
    if row.closed is not None:
        ending = Ending(row.inquiry.outcome, max(_moment(row.closed, EVENING), at + timedelta(minutes=1)))
    return Lane(row.post, row.asked, at, row.inquiry, row.note, ending)


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
