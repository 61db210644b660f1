"""What happens to cases, done as services do it; and the same questions asked of rows and packed columns."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from audit import record
from audit.verbs import Verb
from cases import seal
from cases.models import Case, Inquiry, Person, StatusChange
from cases.models.facts import InquiryFacts, PersonFacts
from cases.services import erasure, lanes, segments
from cases.services.inquiries import log_inquiry
from cases.services.unattended import changing_unattended
from cases.statistics import derived
from cases.statistics.declarations import Need
from cases.statistics.histogram import Unit, histogram
from cases.statistics.microdata import Microdata, from_rows
from cases.statistics.packed import crossed
from cases.statistics.packed.answers import Question
from cases.statistics.packed.crossed import KEPT
from cases.statistics.packed.reading import read
from cases.statistics.packed.years import from_cross_tables
from cases.statistics.places import places
from cases.status import Status
from tests import factories
from tests.factories import SUITE, Member

FIRST, TODAY = date(2025, 1, 1), date(2027, 6, 30)
NOON = datetime.combine(TODAY, time(12), tzinfo=timezone.get_default_timezone())
YEARS = list(range(FIRST.year, TODAY.year + 1))
NEEDS: tuple[Need, ...] = ("actions", "abroad", "background", "overlap", "places", "spans")
SPANS = {"month": range(1, 13), "kind": range(8), "scheme": range(1, 8)}
# Every column that can be asked, with more numbers than any list has.
ENTRIES = {
    **SPANS,
    "concern": range(64),
    "focus_country": range(300),
    "urgency": range(8),
    "channel": range(16),
    "asker": range(32),
    "acted": range(2),
    "overlap": range(16),
    "abroad": range(4),
    "case_background": [*range(300), derived.MIXED],
    "station": range(40),
    "county": range(40),
    "post": range(200),
}
PERSONS = {"sex": range(8), "age_group": range(16), "background": range(300), "whereabouts": range(8)}


def logged(by: Member, day: date, scheme: str, *persons: PersonFacts, **case: Any) -> Case:
    """A first contact on that day, logged today."""
    told = factories.told(
        received_on=day,
        case=factories.case_facts(**case),
        inquiry=InquiryFacts(scheme=scheme, channel="TLF", asker="SELV", actions=frozenset({"RAD"})),
        persons=persons if case.get("kind") != "GEN" else (),
    )
    made, _new = log_inquiry(standing=by.standing, held=by.held, told=told, submission=uuid.uuid4())
    return made


@contextmanager
def changed(case_id: uuid.UUID) -> Iterator[seal.Whole]:
    """Rows of the case are changed as every change of a case is: under its seal, and with its trail."""
    with transaction.atomic():
        with changing_unattended(case_id, settles=False) as found:
            yield found
        record.write(Verb.CASE_CHANGED, actor=SUITE, chain=case_id, revision=found.case.revision)


def asked(case_id: uuid.UUID, post_id: uuid.UUID, day: date, facts: InquiryFacts) -> None:
    """Another post is asked."""
    with changed(case_id) as found:
        lane = lanes.begun(
            found.case,
            post_id=post_id,
            received_on=day,
            facts=facts,
            narrative="",
            submission=uuid.uuid4(),
            now=datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone()),
        )
        factories.unlocked(found.case)
        lane.save(force_insert=True)


def moved(case_id: uuid.UUID, day: date) -> None:
    """Somebody corrects the day on which the first post was asked."""
    with changed(case_id) as found:
        inquiry = found.inquiries[0]
        inquiry.received_on = day
        inquiry.save(update_fields=["received_on"])


def corrected(case_id: uuid.UUID, **facts: str) -> None:
    """Facts of the case; those of its first inquiry and its first person by their names."""
    with changed(case_id) as found:
        rows: list[Any] = [found.case, *found.inquiries[:1], *found.persons[:1]]
        for row in rows:
            known = {name: code for name, code in facts.items() if name in row.facts.SLOTS}
            row.facts = replace(row.facts, **known)
            row.save(update_fields=["facts"])


def joined(case_id: uuid.UUID, facts: PersonFacts) -> None:
    with changed(case_id) as found:
        Person(case=found.case, position=len(found.persons) + 1, facts=facts).save(force_insert=True)


def left(case_id: uuid.UUID) -> None:
    """The last person turns out not to be concerned."""
    with changed(case_id) as found:
        for person in found.persons[1:]:
            person.delete()


def closed(case_id: uuid.UUID, at: datetime, outcome: str = "LOST") -> None:
    _each_lane(case_id, lambda lane: lanes.ended(lane, outcome=outcome, at=at), Status.CLOSED, opens=False)


def reopened(case_id: uuid.UUID, at: datetime) -> None:
    _each_lane(case_id, lambda lane: lanes.reopened(lane, at=at), Status.CLOSED, opens=True)


def _each_lane(
    case_id: uuid.UUID, step: Callable[[Inquiry], StatusChange], status: Status, *, opens: bool
) -> None:
    with changed(case_id) as found:
        for lane in found.inquiries:
            if (lane.status == status) is opens:
                change = step(lane)
                lane.save()
                change.save(force_insert=True)


def announced(case_id: uuid.UUID) -> None:
    """It is said that the case will be erased."""
    with changed(case_id) as found:
        found.case.marked_at = timezone.now()
        found.case.save(update_fields=["marked_at"])


def erased(case_id: uuid.UUID) -> None:
    """What erasing leaves: what the lasting tables count."""
    with changed(case_id) as found:
        erasure._erase_case(found, timezone.now())


def pack(**options: Any) -> segments.Outcome:
    return segments.make(actor=SUITE, **options)


def both(first: date = FIRST, last: date = TODAY) -> tuple[Microdata, Microdata]:
    """(read from rows, read beside the packed columns)."""
    numbers = places().numbers
    return from_rows(first, last, NEEDS, numbers), read(first, last, NEEDS, numbers)


def must_count_alike(first: date = FIRST, last: date = TODAY, years: Sequence[int] = YEARS) -> Microdata:
    """Every unit by every column, by pairs of columns and under conditions: the same from both."""
    plain, packed = both(first, last)
    same = partial(_counts_alike, (plain, packed), years)
    assert packed.years == plain.years
    for unit, columns in _units():
        for name, numbers in columns.items():
            same(unit, {}, {name: numbers})
            same(unit, {"kind": [1], "scheme": [1, 2, 3]}, {name: numbers})
            same(unit, {"scheme": [1, 2]}, {"month": range(1, 13), name: numbers})
    for unit in ("inquiries", "cases", "persons"):
        for several in ("actions", "circumstances"):
            for number in range(1, 12):
                same(unit, {several: [number]}, {"scheme": range(1, 8)})
    for unit in ("cases", "persons"):
        same(unit, {"kind": [1], "concern": range(1, 9)}, {"scheme": range(1, 8)})
        same(unit, {"kind": [1], "scheme": [1, 2]}, {"asker": range(32)})
    return packed


def must_cross_alike() -> None:
    """Whatever one of the kept cross tables tells, as whole tables and cell by cell."""
    plain, packed = both()
    same = partial(_counts_alike, (plain, packed), YEARS)
    numbers = ENTRIES | PERSONS
    for unit, kept in KEPT.items():
        for pair in kept.tables:
            axes = {name: numbers[name] for name in reversed(pair)}
            said = Question(unit, kept.where, axes)
            assert crossed.asked(said)
            assert from_cross_tables(list(packed.packed.values()), said).keys() == packed.packed.keys()
            same(unit, kept.where, axes)
            for number in range(1, 4):
                same(unit, kept.where | {pair[-1]: [number]}, {pair[0]: numbers[pair[0]]})
                same(unit, kept.where | {name: [number] for name in pair}, {})


def _units() -> Iterator[tuple[Unit, dict[str, Any]]]:
    yield "inquiries", ENTRIES
    yield "cases", ENTRIES
    yield "persons", ENTRIES | PERSONS
    yield "active", SPANS
    yield "closed", SPANS


def _counts_alike(
    both_ways: tuple[Microdata, Microdata], years: Sequence[int], unit: Unit, where: Any, axes: Any
) -> None:
    plain, packed = both_ways
    axes = {"year": list(years), **{name: list(numbers) for name, numbers in axes.items()}}
    expected = histogram(plain, unit, where=where, axes=axes)
    found = histogram(packed, unit, where=where, axes=axes)
    assert np.array_equal(found, expected), (unit, where, list(axes), np.argwhere(found != expected))
