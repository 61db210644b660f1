"""What a table is declared with. A new table is a value of these, not a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from cases import codebook
from cases.statistics.histogram import Unit
from cases.statistics.periods import Period, period
from cases.statistics.words import Dated, Text

# Column to the codes that count; an empty code is “not recorded”. Months are codes of their own.
Conditions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """Something that is counted in a year, and under which name the same was printed."""

    key: str
    label: Text
    unit: Unit
    where: Conditions
    # (series, measure) in the published figures.
    printed_as: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """How much a measure changed from the year before, in whole per cent of that year."""

    key: str
    label: Text
    of: Measure


@dataclass(frozen=True, slots=True)
class Category:
    """One row or column: what it adds to the question that a cell answers."""

    key: str
    label: str
    measure: Measure | Change | None = None
    year: int | None = None
    where: Conditions = field(default_factory=dict)
    total: Literal["", "years"] = ""


class Axis(Protocol):
    def categories(self, table: "Table", year: int, today: date, language: str) -> list[Category]: ...


@dataclass(frozen=True, slots=True)
class Measures:
    """One category for each of these."""

    items: tuple[Measure | Change, ...]

    def categories(self, table: "Table", year: int, today: date, language: str) -> list[Category]:
        return [Category(one.key, one.label.into(language), measure=one) for one in self.items]


@dataclass(frozen=True, slots=True)
class Years:
    """The years up to the one asked for: all, or so many `back`; with a `total` row at will."""

    back: int | None = None
    total: Text | None = None

    def categories(self, table: "Table", year: int, today: date, language: str) -> list[Category]:
        first = table.first_year if self.back is None else max(table.first_year, year - self.back)
        found = [
            Category(str(one), period(one, table.schemes, today).label(language), year=one)
            for one in range(first, year + 1)
        ]
        if self.total:
            found.append(Category("sum", self.total.into(language), total="years"))
        return found


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a list that were in use during the year, with the labels of its end."""

    code_list: str
    column: str

    def categories(self, table: "Table", year: int, today: date, language: str) -> list[Category]:
        day = min(date(year, 12, 31), today)
        return [
            Category(code, entry.label(day, language), where={self.column: (code,)})
            for code, entry in codebook.entries(self.code_list).items()
            if entry.offered_on(day)
        ]


@dataclass(frozen=True, slots=True)
class Break:
    """From this day figures are not quite comparable with those before."""

    day: date
    why: Text


class Sentence(Protocol):
    """Words made from figures that are already there."""

    def write(self, figures: "Figures", year: int, language: str) -> str | None: ...


class Figures(Protocol):
    """What a sentence may ask: figures that stand, and which days they cover."""

    def number(self, measure: Measure, year: int) -> int | None: ...

    def period(self, year: int) -> Period: ...

    def comparable(self, year: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Table:
    """`series` is where the same was printed; `measure` is counted where no axis names one."""

    id: str
    title: Dated
    unit: Text
    rule: Text
    base: Text
    schemes: tuple[str, ...]
    series: str
    first_year: int
    rows: Axis
    columns: Axis
    sentences: tuple[Sentence, ...] = ()
    breaks: tuple[Break, ...] = ()
    charted: tuple[str, ...] = ()
    measure: Measure | None = None
