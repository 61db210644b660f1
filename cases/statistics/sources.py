"""Where a year's figures come from: counted here, or printed before this register was.

A printed year stays as it was printed unless it is declared counted (CountedYear); any other
year is counted when somebody was asked anything in it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cases.models.codes import CountedYear, PublishedFigure

# Series so named are shown beside our counts and are no basis of any: their years are not taken from print.
BESIDE = "PAST_"


class Source(Enum):
    COUNTED = "counted"
    PRINTED = "printed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in print, and the days it covers."""

    value: int
    first: date
    last: date
    source: str


@dataclass(frozen=True, slots=True)
class Sources:
    counted_years: frozenset[int]
    printed: dict[tuple[str, str, int], Printed]

    def has_printed(self, series: str, year: int) -> bool:
        return any(of == series and when == year for of, _measure, when in self.printed)

    def to_count(self, series: Collection[str], years: Iterable[int]) -> list[int]:
        """The years for which the register has to be read."""
        return [year for year in years if year in self.counted_years or not self._any(series, year)]

    def of(self, series: Collection[str], year: int, years_seen: frozenset[int]) -> Source:
        if year in self.counted_years:
            return Source.COUNTED
        if self._any(series, year):
            return Source.PRINTED
        return Source.COUNTED if year in years_seen else Source.NONE

    def names(self, series: Collection[str], year: int) -> list[str]:
        """Who printed figures of any of these series for the year."""
        return sorted(
            {one.source for (of, _m, when), one in self.printed.items() if of in series and when == year}
        )

    def _any(self, series: Collection[str], year: int) -> bool:
        return any(self.has_printed(one, year) for one in series)


def sources() -> Sources:
    """Two queries."""
    printed: dict[tuple[str, str, int], Printed] = {}
    # Where several have printed the same, the first to be loaded is taken.
    for row in PublishedFigure.objects.exclude(series__startswith=BESIDE).order_by("pk"):
        if not row.measure.startswith("printed_"):  # sums and percentages on paper are no basis
            key = (row.series, row.measure, row.year)
            printed.setdefault(key, Printed(int(row.value), row.period_from, row.period_to, row.source))
    counted = frozenset(CountedYear.objects.values_list("year", flat=True))
    return Sources(counted, printed)
