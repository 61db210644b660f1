"""A table's chart as places in a drawing: bars side by side for each row, from the table's own cells.

Numbers only; the template draws them, and the style sheet says how they look. The table stands
beside it, so the drawing is named and described but not read out bar by bar.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.statistics.formats.cells import shown
from cases.statistics.result import Heading, Result, Row
from cases.statistics.words import Text, grouped, listed

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 24, 32
STEPS = (1, 2, 5)
# With more groups than this the numbers over the bars would run into each other.
NUMBERED_GROUPS = 9
NAMED_YEARS = 14
_TITLE = Text(nb="Søylediagram: {what}", nn="Søylediagram: {what}", en="Bar chart: {what}")
_DESCRIPTION = Text(
    nb="{what}, {first} til {last}. Alle tallene står i tabellen.",
    nn="{what}, {first} til {last}. Alle tala står i tabellen.",
    en="{what}, {first} to {last}. All figures stand in the table.",
)


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    series: int
    partial: bool
    number: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def over(self) -> int:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: a year under its bars, a number beside its line."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    description: str
    legend: tuple[Heading, ...]
    bars: tuple[Bar, ...]
    years: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    numbered: bool
    has_partial: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def chart_of(result: Result, language: str) -> Chart | None:
    """The chart of a table that declares one and has a figure to draw."""
    rows = [row for row in result.rows if row.key.isdecimal()]
    columns = [column for column in result.columns if column.key in result.charted]
    values = [row.cells[column.key].value or 0 for row in rows for column in columns]
    if not any(values):
        return None
    top, step = _scale(max(values))
    what = listed([column.label for column in columns], language)
    bars = tuple(_bars(rows, columns, top, language))
    return Chart(
        title=_TITLE.filled(language, what=result.title),
        description=_DESCRIPTION.filled(language, what=what, first=rows[0].label, last=rows[-1].label),
        legend=tuple(columns),
        bars=bars,
        years=_years(rows),
        lines=tuple(Mark(_y(value, top), grouped(value, language)) for value in range(0, top + 1, step)),
        numbered=len(rows) <= NUMBERED_GROUPS,
        has_partial=any(bar.partial for bar in bars),
    )


def _bars(rows: list[Row], columns: list[Heading], top: int, language: str) -> Iterator[Bar]:
    """The bars of each row side by side; a cell without a figure has none."""
    width = min(56, (WIDTH - LEFT - RIGHT) // len(rows) * 4 // 5 // len(columns))
    for number, row in enumerate(rows):
        start = _middle(number, len(rows)) - width * len(columns) // 2
        for series, column in enumerate(columns):
            cell = row.cells[column.key]
            if cell.value is None:
                continue
            y = _y(cell.value, top)
            yield Bar(
                x=start + series * width,
                y=y,
                width=width - 2,
                height=HEIGHT - BOTTOM - y,
                series=series,
                partial=row.label != row.key,
                number=shown(cell, language),
            )


def _years(rows: list[Row]) -> tuple[Mark, ...]:
    """The years under their bars; of many only every second, third …, the last one always."""
    every = -(-len(rows) // NAMED_YEARS)
    return tuple(
        Mark(_middle(number, len(rows)), row.key)
        for number, row in enumerate(rows)
        if (len(rows) - 1 - number) % every == 0
    )


def _scale(most: int) -> tuple[int, int]:
    """The top of the scale and the distance of its lines: round numbers, at most six lines."""
    power = 1
    while True:
        for step in STEPS:
            distance = step * power
            if distance * 5 >= most:
                return -(-most // distance) * distance, distance
        power *= 10


def _middle(number: int, groups: int) -> int:
    return LEFT + (2 * number + 1) * (WIDTH - LEFT - RIGHT) // (2 * groups)


def _y(value: int, top: int) -> int:
    return HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP) // top
