"""What a table is declared with. A new table is a value of these and of `axes`, not a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from cases.statistics.histogram import Unit
from cases.statistics.periods import Period
from cases.statistics.places import Places
from cases.statistics.words import Dated, Text

# Column to the codes that count; an empty code is “not recorded”. Months are codes of their own.
Conditions = Mapping[str, tuple[str, ...]]
# What a table asks of the reading beyond entries and persons (see `microdata`).
Need = Literal["actions", "abroad", "background", "overlap", "places", "spans"]


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """Something that is counted in a year, and under which name the same was printed."""

    key: str
    label: Text
    unit: Unit
    where: Conditions
    # (series, measure) in the published figures; none for what nobody printed.
    printed_as: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """How much a measure changed from the year before, in whole per cent of that year."""

    key: str
    label: Text
    of: Measure


@dataclass(frozen=True, slots=True, eq=False)
class Percent:
    """How many whole per cent `part` is of `of`; of the cell's conditions, the base has those it `keeps`."""

    key: str
    label: Text
    part: Measure
    of: Measure
    keeps: tuple[str, ...] = ("scheme",)


@dataclass(frozen=True, slots=True)
class Category:
    """One row or column: what it adds to the question that a cell answers."""

    key: str
    label: str
    measure: Measure | Change | Percent | None = None
    year: int | None = None
    where: Conditions = field(default_factory=dict)
    total: Literal["", "years"] = ""
    # It is shown only from so many in the last year on, which tells something by itself.
    at_least: int = 0


class Axis(Protocol):
    def categories(self, figures: "Figures", year: int, language: str) -> list[Category]: ...

    def years(self, table: "Table", year: int) -> list[int]:
        """The years it shows; none when it shows the year asked for alone."""
        ...


@dataclass(frozen=True, slots=True)
class Break:
    """From this day figures are not quite comparable with those before."""

    day: date
    why: Text


class Sentence(Protocol):
    """Words made from figures that are already there."""

    def write(self, figures: "Figures", year: int, language: str) -> str | None: ...


class Figures(Protocol):
    """What an axis or a sentence may ask: figures that stand, and which days they cover."""

    @property
    def table(self) -> "Table": ...

    @property
    def today(self) -> date: ...

    @property
    def places(self) -> Places: ...

    @property
    def least_base(self) -> int:
        """Of a smaller base no percentage is made."""
        ...

    def number(self, measure: Measure, year: int) -> int | None: ...

    def most(self, measure: Measure, year: int, column: str) -> Mapping[str, int]: ...

    def period(self, year: int) -> Period: ...

    def comparable(self, year: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Protection:
    """How a table is made fit to leave the house (see `disclosure`).

    A “headline” stays exact where no figure of a year is small, and is rounded where one is; “rounded” is
    rounded always; “hidden” leaves out the small figures, and others with which they could be worked out.
    """

    style: Literal["headline", "rounded", "hidden"] = "rounded"
    base: int = 3


@dataclass(frozen=True, slots=True)
class Across:
    """Lying bars for a table whose rows are no years or months: each of its rows is one of the drawing.

    Its series are the columns whose keys begin with one of `of`, without their sum; the last years where
    that names none. More than can stand together have a drawing for each of `of`.
    """

    of: tuple[str, ...] = ()
    # Rows that hold what others do; beside them the others could not be seen.
    without: tuple[str, ...] = ("sum",)


@dataclass(frozen=True, slots=True)
class Table:
    """`series` are where the same was printed; `measure` is counted where no axis names one.

    A `lasting` table goes on being counted right when cases are erased: what it asks for is kept of them.
    """

    id: str
    title: Dated
    unit: Text
    rule: Text
    base: Text | None
    schemes: tuple[str, ...]
    series: tuple[str, ...]
    first_year: int
    rows: Axis
    columns: Axis
    sentences: tuple[Sentence, ...] = ()
    breaks: tuple[Break, ...] = ()
    charted: tuple[str, ...] = ()
    across: Across | None = None
    measure: Measure | None = None
    needs: tuple[Need, ...] = ()
    remarks: Sequence[Text] = ()
    lasting: bool = False
    protection: Protection = Protection()
