"""What the year's tables count of a case, read from their declarations: all that an erased case keeps.

A fact stays only where some lasting table would miss it, so what is erased later tells as little as they do.
The other tables of such a year say that cases are gone; what was published of it stands in its edition.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.statistics.axes import Codes
from cases.statistics.declarations import Measure, Table
from cases.statistics.gathering import REGISTERED_IN_ERROR
from cases.statistics.tables import TABLES
from cases.statistics.walking import within

Facts = TypeVar("Facts", CaseFacts, PersonFacts, InquiryFacts)

# Every count asks for these: what kind of inquiry it was, which scheme was asked, and the sex of persons.
ALWAYS = frozenset({"kind", "scheme", "sex"})
# An inquiry that was registered in error is counted nowhere, and must go on being none.
ERROR = ("outcome", REGISTERED_IN_ERROR)


def counted_of_case(facts: CaseFacts) -> CaseFacts:
    return _stripped(facts, {"kind": facts.kind})


def counted_of_person(facts: PersonFacts) -> PersonFacts:
    return _stripped(facts, {})


def counted_of_inquiry(facts: InquiryFacts, case: CaseFacts, received_on: date) -> InquiryFacts:
    known = {"kind": case.kind, "scheme": facts.scheme, "month": str(received_on.month)}
    return _stripped(facts, known)


def _stripped(facts: Facts, known: Mapping[str, str]) -> Facts:
    """The facts with every code emptied that no table counts in a case of which `known` is known."""
    left: dict[str, Any] = {}
    for name, slot in facts.SLOTS.items():
        said = getattr(facts, name)
        if slot.shape == "many":
            left[name] = frozenset(code for code in said if _is_counted(name, code, known))
        else:
            left[name] = said if _is_counted(name, said, known) else ""
    return replace(facts, **left)


def _is_counted(column: str, code: str, known: Mapping[str, str]) -> bool:
    """Whether emptying this code could change a figure."""
    if column in ALWAYS or (column, code) == ERROR or column in _whole_columns():
        return True
    for measure in measures():
        if all(value in measure.where.get(name, (value,)) for name, value in known.items()):
            counted = measure.where.get(column, ())
            # Where “not recorded” counts, an emptied code would begin to count.
            if (code in counted) != ("" in counted):
                return True
    return False


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure of a lasting table, a change or a sentence."""
    return tuple({id(one): one for one in within(_lasting(), Measure)}.values())


@cache
def _whole_columns() -> frozenset[str]:
    """Columns that a lasting table shows code by code."""
    return frozenset(axis.column for axis in within(_lasting(), Codes))


def _lasting() -> tuple[Table, ...]:
    return tuple(table for table in TABLES.values() if table.lasting)


__all__ = ["counted_of_case", "counted_of_inquiry", "counted_of_person", "measures"]
