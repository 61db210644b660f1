"""Axes over places: countries that have enough cases to be named, and stations or counties of posts."""

from dataclasses import dataclass
from datetime import date

from cases import codebook
from cases.statistics.axes import total_row, unknown_row
from cases.statistics.declarations import Category, Figures, Measure, Table
from cases.statistics.words import Text


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries with at least so many in the year, by name; the others together, and the unknown.

    `measure` is what has to reach the threshold.
    """

    column: str
    measure: Measure
    at_least: int
    others: Text
    mixed: str
    unknown: tuple[str, ...]
    total: Text | None = None

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        day = min(date(year, 12, 31), figures.today)
        entries = codebook.entries("land")
        numbers = figures.most(self.measure, year, self.column)
        large = [
            code for code in entries if code not in self.unknown and numbers.get(code, 0) >= self.at_least
        ]
        # By the country's name in the first of our languages, so that all three list alike.
        large.sort(key=lambda code: entries[code].label(day, "nb"))
        rest = tuple(code for code in entries if code not in large and code not in self.unknown)
        found = [
            Category(
                code,
                entries[code].label(day, language),
                where={self.column: (code,)},
                at_least=self.at_least,
            )
            for code in large
        ]
        found.append(Category("other", self.others.into(language), where={self.column: (*rest, self.mixed)}))
        found.append(unknown_row({self.column: (*self.unknown, "")}, language))
        return [*found, *total_row(self.total, language)]

    def years(self, table: Table, year: int) -> list[int]:
        return []


@dataclass(frozen=True, slots=True)
class Located:
    """Stations or counties, as the register of posts has them; `column` is “station” or “county”."""

    column: str
    total: Text | None = None

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        found = [
            Category(one.key, one.name, where={self.column: (str(one.number),)})
            for one in figures.places.of(self.column)
        ]
        found.append(unknown_row({self.column: ("0",)}, language))
        return [*found, *total_row(self.total, language)]

    def years(self, table: Table, year: int) -> list[int]:
        return []
