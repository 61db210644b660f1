"""The figures of one table: each asked for once, counted or taken from print, and kept.

Cells, sums, changes and sentences all ask here, so none of them can differ from another.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from cases import codebook
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.statistics.declarations import Conditions, Measure, Table
from cases.statistics.histogram import histogram
from cases.statistics.microdata import Microdata
from cases.statistics.percentages import Base, growth
from cases.statistics.periods import Period, period
from cases.statistics.result import Cell, Origin, Sign
from cases.statistics.sources import Source, Sources

LISTS = {
    name: slot.list
    for facts in (CaseFacts, PersonFacts, InquiryFacts)
    for name, slot in facts.SLOTS.items()
    if slot.shape != "many"
}
_Key = tuple[Measure, frozenset[tuple[str, tuple[str, ...]]]]


class TableFigures:
    """`asked` holds every cell that was given out; what none asked for is in no table and no sentence."""

    def __init__(self, table: Table, year: int, data: Microdata, sources: Sources, today: date) -> None:
        self.table, self.sources, self.today = table, sources, today
        self.years = range(table.first_year, year + 1)
        self.asked: dict[tuple[_Key, int], Cell] = {}
        self._data = data
        self._counted: dict[_Key, dict[int, int]] = {}

    def source(self, year: int) -> Source:
        return self.sources.of(self.table.series, year, self._data.years)

    def period(self, year: int) -> Period:
        return period(year, self.table.schemes, self.today)

    def comparable(self, year: int) -> bool:
        """Whether the year can be set against the one before: both there, both whole."""
        both = (year - 1, year)
        return year - 1 in self.years and all(self.period(one).whole_year for one in both)

    def number(self, measure: Measure, year: int) -> int | None:
        return self.cell(measure, year).value

    def cell(self, measure: Measure, year: int, where: Conditions | None = None) -> Cell:
        key = (measure, frozenset((where or {}).items()))
        if (key, year) not in self.asked:
            self.asked[key, year] = self._answer(key, year)
        return self.asked[key, year]

    def change(self, measure: Measure, year: int) -> Cell:
        """Whole per cent of the year before; a sign when there is nothing to compare."""
        if not self.comparable(year):
            return Cell(None, Sign.NOT_APPLICABLE)
        before, after = self.cell(measure, year - 1), self.cell(measure, year)
        if before.value is None or after.value is None:
            return Cell(None, Sign.MISSING)
        percent = growth(Base(before.value, measure.label), after.value)
        if percent is None:
            return Cell(None, Sign.NOT_APPLICABLE)
        return Cell(percent, origin=Origin.DERIVED)

    def total(self, measure: Measure, years: Sequence[int], where: Conditions | None = None) -> Cell:
        """The sum over these years; years without a figure are left out (a note says so)."""
        cells = [self.cell(measure, year, where) for year in years]
        known = [cell.value for cell in cells if cell.value is not None]
        if not known:
            return Cell(None, Sign.MISSING)
        provisional = any(cell.sign == Sign.PROVISIONAL for cell in cells)
        return Cell(sum(known), Sign.PROVISIONAL if provisional else "", Origin.DERIVED)

    def _answer(self, key: _Key, year: int) -> Cell:
        measure, where = key
        printed = self.sources.printed.get((*measure.printed_as, year)) if not where else None
        source = self.source(year)
        if source is Source.COUNTED:
            sign = Sign.PROVISIONAL if self.period(year).unfinished else ""
            return Cell(self._count(key)[year], sign, Origin.COUNTED, printed.value if printed else None)
        if source is Source.PRINTED and printed:
            return Cell(printed.value, "", Origin.PUBLISHED, printed.value)
        return Cell(None, Sign.MISSING)

    def _count(self, key: _Key) -> dict[int, int]:
        """The measure in every year at once."""
        if key not in self._counted:
            measure, where = key
            years = list(self.years)
            found = histogram(
                self._data,
                measure.unit,
                where=numbers(both(measure.where, dict(where))),
                axes={"year": years},
            )
            self._counted[key] = dict(zip(years, found.tolist(), strict=True))
        return self._counted[key]


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
    if column not in LISTS:
        return int(code)
    return codebook.numbers(LISTS[column])[code] if code else 0
