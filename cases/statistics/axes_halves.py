"""The half-years of some years. Of a year that is not over only the half that still runs says so."""

import calendar
from dataclasses import dataclass, replace
from datetime import date

from cases.statistics.axes import Groups, Years
from cases.statistics.declarations import Category, Figures, Table
from cases.statistics.words import Text, day_name

HALVES = Groups(
    "month",
    (
        ("H1", Text("første halvår", "første halvår", "first half"), ("1", "2", "3", "4", "5", "6")),
        ("H2", Text("andre halvår", "andre halvår", "second half"), ("7", "8", "9", "10", "11", "12")),
    ),
)
_OVER = Text(nb="{year}, {half}", nn="{year}, {half}", en="{year}, {half}")
_SO_FAR = Text(
    nb="{year}, {half} (til og med {day})",
    nn="{year}, {half} (til og med {day})",
    en="{year}, {half} (up to {day})",
)
_AHEAD = Text(
    nb="{year}, {half} (ikke begynt)", nn="{year}, {half} (ikkje byrja)", en="{year}, {half} (not begun)"
)


@dataclass(frozen=True, slots=True)
class HalfYears:
    """Both halves of the year asked for and of so many years `back`."""

    back: int

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        halves = HALVES.categories(figures, year, language)
        return [
            replace(half, key=f"{one}-{half.key}", label=_label(one, half, figures.today, language), year=one)
            for one in self.years(figures.table, year)
            for half in halves
        ]

    def years(self, table: Table, year: int) -> list[int]:
        return Years(back=self.back).years(table, year)


def _label(year: int, half: Category, today: date, language: str) -> str:
    """“2026, første halvår”, “2026, andre halvår (til og med 30. november)”."""
    months = [int(month) for month in half.where["month"]]
    first = date(year, months[0], 1)
    last = date(year, months[-1], calendar.monthrange(year, months[-1])[1])
    words = _OVER if today >= last else _SO_FAR if today >= first else _AHEAD
    day = day_name(today, language).removesuffix(f" {today.year}")
    return words.filled(language, year=year, half=half.label, day=day)
