"""Reading the reference files for their tests: rows as text, spans of days, sums of what was published.

The tests of the files share this; nothing here looks at the application.
"""

import csv
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "reference"
FILES = (
    "codes",
    "urgent",
    "countries",
    "schools",
    "embassies",
    "coverage",
    "team",
    "coordination",
    "published",
    "past",
)

Row = dict[str, str]
Span = tuple[date, date]


def read(name: str) -> list[Row]:
    """Rows of a reference file as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def span(row: Row, start: str = "valid_from", end: str = "valid_to") -> Span:
    """First and last day of a row; empty means no limit."""
    first = date.fromisoformat(row[start]) if row[start] else date.min
    last = date.fromisoformat(row[end]) if row[end] else date.max
    return first, last


def overlaps(spans: Iterable[Span]) -> bool:
    """Whether two of the spans share a day."""
    return any(late[0] <= early[1] for early, late in pairwise(sorted(spans)))


def published(series: str, measure: str, year: int | None = None) -> int:
    """Sum of a published measure over all years or one."""
    rows = [r for r in read("published") if (r["series"], r["measure"]) == (series, measure)]
    return sum(int(r["value"]) for r in rows if year is None or int(r["year"]) == year)
