"""What the year's tables count of a case, read from their declarations: all that an erased case keeps.

A fact stays only where some table would miss it, so what is erased later tells as little as the tables do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.statistics.declarations import Codes, Measure
from cases.statistics.microdata import REGISTERED_IN_ERROR
from cases.statistics.tables import TABLES

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
    """Every measure of a table, a change or a sentence."""
    return tuple({id(one): one for one in _within(tuple(TABLES.values()), Measure)}.values())


@cache
def _whole_columns() -> frozenset[str]:
    """Columns that a table shows code by code."""
    return frozenset(axis.column for axis in _within(tuple(TABLES.values()), Codes))


def _within(value: Any, kind: type[Any]) -> Iterator[Any]:
    """Everything of this kind that a declaration is made of."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _within(getattr(value, field.name), kind)


__all__ = ["counted_of_case", "counted_of_inquiry", "counted_of_person", "measures"]
