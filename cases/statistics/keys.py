"""One name for each figure, however a table asks for it, so that the same figure is the same everywhere.

Two cells that ask the same of the same year have one key; printed figures are found by it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cases import codebook
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.statistics.declarations import Conditions, Measure
from cases.statistics.derived import MIXED
from cases.statistics.histogram import Unit

LISTS = {
    name: slot.list for facts in (CaseFacts, PersonFacts, InquiryFacts) for name, slot in facts.SLOTS.items()
} | {"case_background": "land"}
SEVERAL = {
    name
    for facts in (CaseFacts, PersonFacts, InquiryFacts)
    for name, slot in facts.SLOTS.items()
    if slot.shape == "many"
}
MONTHS = frozenset(range(1, 13))
# Columns of ours, with all the numbers they can have.
OWN_NUMBERS = {
    "month": MONTHS,
    "abroad": frozenset(range(4)),
    "acted": frozenset((0, 1)),
    "overlap": frozenset(range(2, 16, 2)),
}
# What no case and no inquiry is stored without.
ALWAYS_TOLD = ("kind", "scheme")


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted, in which year, under which conditions (numbers of codes, sorted)."""

    unit: Unit
    year: int
    where: tuple[tuple[str, tuple[int, ...]], ...]

    def said(self, column: str) -> tuple[int, ...] | None:
        """The numbers it asks for in a column; None when it asks nothing there."""
        return dict(self.where).get(column)


def key_of(measure: Measure, where: Conditions, year: int) -> Key:
    """Raises KeyError for a code that its list does not have."""
    found = {
        column: tuple(sorted(set(asked)))
        for column, asked in numbers(both(measure.where, where)).items()
        if not asks_nothing(column, asked)
    }
    unit = measure.unit
    # A case has one entry in each scheme: there inquiries and cases are the same.
    if unit == "inquiries" and len(found.get("scheme", ())) == 1:
        unit = "cases"
    return Key(unit, year, tuple(sorted(found.items())))


def asks_nothing(column: str, asked: list[int]) -> bool:
    """Whether everything there can be is asked for."""
    return column == "month" and set(asked) == MONTHS


def both(one: Conditions, other: Conditions) -> dict[str, tuple[str, ...]]:
    """Both conditions at once: for a column that stands in both, the codes they share."""
    joined = dict(one)
    for column, codes in other.items():
        joined[column] = tuple(code for code in codes if code in one.get(column, codes))
    return joined


def numbers(where: Conditions) -> Mapping[str, list[int]]:
    """Codes to the numbers in the records; 0 is “not recorded”, a month its own number.

    Raises KeyError for a code that its list does not have.
    """
    return {column: [_number(column, code) for code in codes] for column, codes in where.items()}


def _number(column: str, code: str) -> int:
    if code.isdecimal() and (column not in LISTS or LISTS[column] == "land"):
        return int(code)
    return codebook.numbers(LISTS[column])[code] if code else 0


def universe(column: str, places: Mapping[str, int]) -> frozenset[int]:
    """Every number that a row can have in a column; `places` says how many places of each kind there are."""
    if column in OWN_NUMBERS:
        return OWN_NUMBERS[column]
    if column in places:
        return frozenset(range(places[column] + 1))
    known = frozenset(codebook.numbers(LISTS[column]).values())
    if column in ALWAYS_TOLD:
        return known
    return known | {0} | ({MIXED} if column == "case_background" else frozenset())
