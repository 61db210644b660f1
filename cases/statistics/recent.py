"""What the rules of routing would say of the cases of late, for who tries them: facts come in and stay here.

A case is of late when somebody asked about it first between the days, and not in error.
"""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from advisory.sealing.codecs import codec_of
from cases.models.facts import InquiryFacts
from cases.models.slots import RECORD_BYTES
from cases.routing.facts import RoutedFacts, facts_of
from cases.statistics import rows
from cases.statistics.gathering import REGISTERED_IN_ERROR
from cases.statistics.opening import opener

Said = TypeVar("Said")
CASE, PERSON, INQUIRY = "cases.Case.facts", "cases.Person.facts", "cases.Inquiry.facts"


def by_case(first: date, last: date, say: Callable[[RoutedFacts], Said]) -> dict[uuid.UUID, Said]:
    """What `say` makes of each case of late. Raises SealError when any record that it meets does not open."""
    as_bytes = rows.as_bytes()
    asked: dict[rows.Id, tuple[Any, bytes]] = {}
    with connection.cursor() as cursor:
        open_one = opener(INQUIRY, RECORD_BYTES)
        for row, case, day, created, sealed in rows.inquiries(cursor, first, last):
            order = (day, created, row)
            if case not in asked or order < asked[case][0]:
                asked[case] = order, open_one(sealed, as_bytes(row), as_bytes(case))
        for _row, case, *_rest in rows.earlier_inquiries(cursor, first, last):
            asked.pop(case, None)
        cases = _opened(asked, CASE, rows.cases(cursor, first, last))
        persons = _opened(asked, PERSON, rows.persons(cursor, first, last))
    found: dict[uuid.UUID, Said] = {}
    for case, (_order, record) in asked.items():
        inquiry: InquiryFacts = codec_of(INQUIRY).load(record)
        if inquiry.outcome == REGISTERED_IN_ERROR or case not in cases:
            continue
        facts = facts_of(cases[case][0], inquiry, persons.get(case, ()))
        found[uuid.UUID(bytes=as_bytes(case))] = say(facts)
    return found


def _opened(asked: dict[rows.Id, Any], label: str, found: Any) -> dict[rows.Id, list[Any]]:
    """The facts of the rows of these cases, by case."""
    open_one, load, as_bytes = opener(label, RECORD_BYTES), codec_of(label).load, rows.as_bytes()
    facts: dict[rows.Id, list[Any]] = {}
    for row, case, sealed in found:
        if case in asked:
            facts.setdefault(case, []).append(load(open_one(sealed, as_bytes(row), as_bytes(case))))
    return facts
