"""The rows and columns that tables are declared with: measures, years, groups of codes, months.

Every axis over a fact shows what is not known, so that its parts add up to its total.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases import codebook
from cases.statistics.declarations import Category, Change, Conditions, Figures, Measure, Percent, Table
from cases.statistics.periods import period
from cases.statistics.words import Dated, Text, month_name

UNKNOWN = Text("Ukjent", "Ukjent", "Unknown")
SUM = Text("Sum", "Sum", "Sum")


@dataclass(frozen=True, slots=True)
class Measures:
    """One category for each of these."""

    items: tuple[Measure | Change | Percent, ...]

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        return [Category(one.key, one.label.into(language), measure=one) for one in self.items]

    def years(self, table: Table, year: int) -> list[int]:
        return []


@dataclass(frozen=True, slots=True)
class Years:
    """The years up to the one asked for: all, or so many `back`; with a `total` row at will."""

    back: int | None = None
    total: Text | None = None

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        table = figures.table
        found = [
            Category(str(one), period(one, table.schemes, figures.today).label(language), year=one)
            for one in self.years(table, year)
        ]
        if self.total:
            found.append(Category("sum", self.total.into(language), total="years"))
        return found

    def years(self, table: Table, year: int) -> list[int]:
        first = table.first_year if self.back is None else max(table.first_year, year - self.back)
        return list(range(first, year + 1))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a list that were in use during the year, with the labels of its end.

    `unknown` codes and what is not recorded make the last row; codes of other years count in the row
    `other`, where there is one.
    """

    code_list: str
    column: str
    unknown: tuple[str, ...] | None = None
    other: str = ""
    total: Text | None = None

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        day = min(date(year, 12, 31), figures.today)
        entries = codebook.entries(self.code_list)
        apart = self.unknown or ()
        offered = [code for code, entry in entries.items() if entry.offered_on(day) and code not in apart]
        strange = tuple(code for code in entries if code not in offered and code not in apart)
        found = []
        for code in offered:
            codes = (code, *strange) if code == self.other else (code,)
            found.append(Category(code, entries[code].label(day, language), where={self.column: codes}))
        if self.unknown is not None:
            found.append(unknown_row({self.column: (*self.unknown, "")}, language))
        return [*found, *total_row(self.total, language)]

    def years(self, table: Table, year: int) -> list[int]:
        return []


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of codes with names of their own; the name of each may be dated."""

    column: str
    parts: tuple[tuple[str, Text | Dated, tuple[str, ...]], ...]
    total: Text | None = None
    # Where the total is not everybody: the codes it takes.
    total_of: tuple[str, ...] = ()

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        found = [
            Category(key, _at(name, year).into(language), where={self.column: codes})
            for key, name, codes in self.parts
        ]
        where = {self.column: self.total_of} if self.total_of else {}
        return [*found, *total_row(self.total, language, where)]

    def years(self, table: Table, year: int) -> list[int]:
        return []


@dataclass(frozen=True, slots=True)
class Months:
    """The months of the year."""

    total: Text | None = None

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        found = [
            Category(f"{month:02}", month_name(month, language).capitalize(), where={"month": (str(month),)})
            for month in range(1, 13)
        ]
        return [*found, *total_row(self.total, language)]

    def years(self, table: Table, year: int) -> list[int]:
        return []


def unknown_row(where: Conditions, language: str) -> Category:
    return Category("unknown", UNKNOWN.into(language), where=where)


def total_row(name: Text | None, language: str, where: Conditions | None = None) -> Iterator[Category]:
    if name:
        yield Category("sum", name.into(language), where=where or {})


def _at(name: Text | Dated, year: int) -> Text:
    return name.at(year) if isinstance(name, Dated) else name
