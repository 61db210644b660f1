"""The figures of one table: each asked for once, counted or taken from print, and kept.

Cells, sums, changes, percentages and sentences all ask here, so none of them can differ from another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cases import codebook
from cases.statistics.declarations import Conditions, Measure, Percent, Table
from cases.statistics.histogram import histogram
from cases.statistics.keys import LISTS, Key, both, key_of, numbers
from cases.statistics.microdata import Microdata
from cases.statistics.percentages import Base, growth, percentage
from cases.statistics.periods import Period, period
from cases.statistics.places import Places
from cases.statistics.result import Cell, Origin, Sign, Status
from cases.statistics.sources import Source, Sources
from cases.statistics.words import Text

Asked = tuple[Measure, frozenset[tuple[str, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a report is made from: read once, and the same for each of its tables."""

    data: Microdata
    sources: Sources
    today: date
    places: Places = field(default_factory=Places)
    # Years of which cases are gone.
    erased: frozenset[int] = frozenset()
    # Figures that somebody printed, by the key of what they are of.
    printed: Mapping[Key, int] = field(default_factory=dict)


class TableFigures:
    """`asked` holds every cell that was given out; what none asked for is in no table and no sentence."""

    def __init__(self, table: Table, year: int, known: Known) -> None:
        self.table, self.known, self.sources, self.today = table, known, known.sources, known.today
        self.years = range(table.first_year, year + 1)
        self.asked: dict[tuple[Asked, int], Cell] = {}
        self._counted: dict[Asked, dict[int, int]] = {}

    @property
    def least_base(self) -> int:
        return 1

    @property
    def places(self) -> Places:
        return self.known.places

    def status(self, year: int) -> Status:
        """Of all that was given out."""
        if all(cell.already_out for cell in self.asked.values()):
            return Status.PUBLISHED
        return Status.PROVISIONAL if self.period(year).unfinished else Status.INTERNAL

    def remarks(self, years: Sequence[int]) -> Sequence[Text]:
        """What has to be said about these figures beyond what the table says of itself."""
        return ()

    def source(self, year: int) -> Source:
        return self.sources.of(self.table.series, year, self.known.data.years)

    def period(self, year: int) -> Period:
        return period(year, self.table.schemes, self.today)

    def comparable(self, year: int) -> bool:
        """Whether the year can be set against the one before: both there, both whole."""
        both_years = (year - 1, year)
        return year - 1 in self.years and all(self.period(one).whole_year for one in both_years)

    def number(self, measure: Measure, year: int) -> int | None:
        return self.cell(measure, year).value

    def most(self, measure: Measure, year: int, column: str) -> Mapping[str, int]:
        """How many of the measure have each code of a column in the year; no cell of the table."""
        codes = codebook.numbers(LISTS[column])
        axes = {"year": [year], column: list(codes.values())}
        found = histogram(self.known.data, measure.unit, where=numbers(measure.where), axes=axes)
        return dict(zip(codes, found[0].tolist(), strict=True))

    def cell(self, measure: Measure, year: int, where: Conditions | None = None) -> Cell:
        asked = (measure, frozenset((where or {}).items()))
        if (asked, year) not in self.asked:
            self.asked[asked, year] = self._answer(asked, year)
        return self.asked[asked, year]

    def change(self, measure: Measure, year: int) -> Cell:
        """Whole per cent of the year before; a sign when there is nothing to compare."""
        if not self.comparable(year):
            return Cell(None, Sign.NOT_APPLICABLE)
        before, after = self.cell(measure, year - 1), self.cell(measure, year)
        if before.value is None or after.value is None:
            return Cell(None, Sign.MISSING)
        percent = growth(Base(before.value, measure.label), after.value)
        if percent is None or before.value < self.least_base:
            return Cell(None, Sign.NOT_APPLICABLE)
        return Cell(percent, origin=Origin.DERIVED)

    def percent(self, measure: Percent, year: int, where: Conditions) -> Cell:
        """Whole per cent of the base that the measure keeps; a sign when there is no base."""
        of = {column: codes for column, codes in where.items() if column in measure.keeps}
        part, whole = self.cell(measure.part, year, where), self.cell(measure.of, year, of)
        if part.value is None or whole.value is None:
            return Cell(None, part.sign if part.value is None else whole.sign)
        percent = percentage(part.value, Base(whole.value, measure.of.label))
        if percent is None or whole.value < self.least_base:
            return Cell(None, Sign.NOT_APPLICABLE)
        return Cell(percent, whole.sign, Origin.DERIVED)

    def total(self, measure: Measure, years: Sequence[int], where: Conditions | None = None) -> Cell:
        """The sum over these years; years without a figure are left out (a note says so)."""
        cells = [self.cell(measure, year, where) for year in years]
        known = [cell.value for cell in cells if cell.value is not None]
        if not known:
            return Cell(None, Sign.MISSING)
        provisional = any(cell.sign == Sign.PROVISIONAL for cell in cells)
        return Cell(sum(known), Sign.PROVISIONAL if provisional else "", Origin.DERIVED)

    def _answer(self, asked: Asked, year: int) -> Cell:
        measure, where = asked
        if self._outside(both(measure.where, dict(where)), year):
            return Cell(None, Sign.NOT_APPLICABLE)
        printed = self.known.printed.get(key_of(measure, dict(where), year))
        source = self.source(year)
        if source is Source.COUNTED:
            sign = Sign.PROVISIONAL if self.period(year).unfinished else ""
            return Cell(self._count(asked, year), sign, Origin.COUNTED, printed)
        if source is Source.PRINTED and printed is not None:
            return Cell(printed, "", Origin.PUBLISHED, printed)
        return Cell(None, Sign.MISSING)

    def _outside(self, where: Conditions, year: int) -> bool:
        """Whether only months are asked for in which none of the schemes was there, or that are to come."""
        if "month" not in where or "scheme" not in where:
            return False
        covered = period(year, where["scheme"], self.today)
        return not any(covered.first.month <= int(month) <= covered.last.month for month in where["month"])

    def _count(self, asked: Asked, year: int) -> int:
        """The measure in a year: of a packed year known or counted alone, of the others read at once."""
        counted = self._counted.setdefault(asked, {})
        if year not in counted:
            measure, where = asked
            packed = self.known.data.packed
            years = [year] if year in packed else [one for one in self.years if one not in packed]
            found = histogram(
                self.known.data,
                measure.unit,
                where=numbers(both(measure.where, dict(where))),
                axes={"year": years},
            )
            counted |= dict(zip(years, found.tolist(), strict=True))
        return counted[year]
