"""What counting gives: frozen figures with their words. Page, file, chart and sentence show this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cases.statistics.declarations import Across


class Sign(StrEnum):
    """The signs of a cell (code list `celletegn`, after Statistics Norway's)."""

    NOT_APPLICABLE = "."
    MISSING = ".."
    PROVISIONAL = "*"
    HIDDEN = ":"


class Status(StrEnum):
    """`published`: every figure is in print already. Anything else is for internal use."""

    PUBLISHED = "published"
    INTERNAL = "internal"
    PROVISIONAL = "provisional"


class Origin(StrEnum):
    COUNTED = "counted"
    PUBLISHED = "published"
    DERIVED = "derived"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    value: int | None
    sign: str = ""
    origin: Origin = Origin.NONE
    # What was printed for the same thing, where something was.
    printed: int | None = None
    # What it is rounded to; 1 for a figure as it is.
    base: int = 1

    @property
    def already_out(self) -> bool:
        """Nothing in this cell is news to a reader of what is in print."""
        return self.origin != Origin.COUNTED or self.value == self.printed


@dataclass(frozen=True, slots=True)
class Heading:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    label: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Result:
    """One table of one year in one language."""

    id: str
    title: str
    unit: str
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    sentences: tuple[str, ...]
    status: Status
    # Keys of what the table's charts draw, each on one of its own (see `charts`); none for a table without.
    charted: tuple[str, ...] = ()
    # What its lying bars are of (see `charts_across`).
    across: Across | None = None


@dataclass(frozen=True, slots=True)
class Report:
    year: int
    language: str
    status: Status
    results: tuple[Result, ...]
