"""A table's charts: a drawing for each thing that it declares as charted, from the table's own cells.

What has another unit or is of another scheme has a drawing of its own, all on one scale (small multiples).
A rounded figure carries a thin line over what it can be, and breaks in the series stand between the years.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from advisory.chart_places import HEIGHT
from advisory.charts import LOW, Chart, Group, drawn
from cases import codebook
from cases.statistics.cells import shown
from cases.statistics.chart_breaks import breaks_of, is_year
from cases.statistics.declarations import Break
from cases.statistics.result import Cell, Heading, Result, Row
from cases.statistics.tables import TABLES
from cases.statistics.words import Text, grouped

TITLE = Text(nb="Søylediagram: {what}", nn="Søylediagram: {what}", en="Bar chart: {what}")
_DESCRIPTION = Text(
    nb="{what}, {first} til {last}. Alle tallene står i tabellen.",
    nn="{what}, {first} til {last}. Alle tala står i tabellen.",
    en="{what}, {first} to {last}. All figures stand in the table.",
)
RANGE = Text(
    nb="Tynn strek: så lavt og så høyt kan det tallet være som er avrundet",
    nn="Tynn strek: så lågt og så høgt kan det talet vere som er avrunda",
    en="Thin line: how low and how high the figure can be that was rounded",
)
# More bars than so many of one group could not be told apart.
SIDE_BY_SIDE = 3
# Letters of a month's name that stand under its bar.
_MONTH = 3


@dataclass(frozen=True, slots=True)
class _Panel:
    """One drawing to be: what it is of, the names of its bars, and its groups."""

    label: str
    legend: list[str]
    groups: list[Group]
    # What the scale counts; nothing where the legend says it.
    unit: str = ""


def charts_of(result: Result, language: str) -> tuple[Chart, ...]:
    """The charts of a table that declares any and has figures to draw."""
    panels = list(_panels(result, language))
    first = first_known([panel.groups for panel in panels])
    panels = [replace(panel, groups=panel.groups[first:]) for panel in panels]
    most = max((most_of(group) for panel in panels for group in panel.groups), default=0)
    found = (
        drawn(
            panel.groups,
            title=TITLE.filled(language, what=f"{result.title}. {panel.label}"),
            description=_DESCRIPTION.filled(
                language, what=panel.label, first=panel.groups[0].name, last=panel.groups[-1].name
            ),
            legend=panel.legend,
            dashed=_("Dashed outline: not a whole year"),
            number=lambda value: grouped(value, language),
            breaks=breaks_of(_declared_breaks(result), [group.name for group in panel.groups], language),
            ranges=RANGE.into(language),
            unit=panel.unit,
            most=most,
            height=LOW if len(panels) > 1 else HEIGHT,
        )
        for panel in panels
    )
    return tuple(one for one in found if one)


def first_known(drawings: Iterable[Sequence[Group]]) -> int:
    """The place of the first group that has a figure in any of the drawings, which stand below each
    other: before the register began there is nothing to draw.
    """
    places = (
        place
        for groups in drawings
        for place, group in enumerate(groups)
        if any(value is not None for value in group.values)
    )
    return min(places, default=0)


def _declared_breaks(result: Result) -> Sequence[Break]:
    return TABLES[result.id].breaks if result.id in TABLES else ()


def _panels(result: Result, language: str) -> Iterator[_Panel]:
    for charted in result.charted:
        if all(is_year(column.key) for column in result.columns):
            yield from _of_row(result, charted, language)
        else:
            yield from _of_columns(result, charted, language)


def _of_row(result: Result, charted: str, language: str) -> Iterator[_Panel]:
    """Years stand beside each other in the table: the row that is charted, year by year."""
    for row in result.rows:
        if row.key == charted:
            groups = [
                group_of(column.key, [row.cells[column.key]], language, dashed=column.label != column.key)
                for column in result.columns
            ]
            yield _Panel(row.label, [row.label], groups)


def _of_columns(result: Result, charted: str, language: str) -> Iterator[_Panel]:
    """The column of that key, or those of it by year side by side; a group of bars for every row."""
    columns = [
        one
        for one in result.columns
        if one.key == charted or (one.key.startswith(f"{charted}-") and is_year(one.key[len(charted) + 1 :]))
    ]
    rows = [row for row in result.rows if row.key != "sum"]
    if not columns or not rows or len(columns) > SIDE_BY_SIDE:
        return
    label, legend = _names(columns)
    groups = [
        group_of(
            _name(row),
            [row.cells[column.key] for column in columns],
            language,
            dashed=is_year(row.key) and row.label != row.key,
        )
        for row in rows
    ]
    # What is charted by scheme names the scheme alone.
    yield _Panel(label, legend, groups, result.unit if charted in codebook.entries("ordning") else "")


def _names(columns: Sequence[Heading]) -> tuple[str, list[str]]:
    """What all of the columns are of, and by what they differ: “IR: 2007”, “IR: 2008”."""
    if len(columns) == 1:
        return columns[0].label, [columns[0].label]
    return columns[0].label.partition(": ")[0], [one.label for one in columns]


def _name(row: Row) -> str:
    """As it fits under bars: the year, a month in short, or the row's own name."""
    if is_year(row.key):
        return row.key
    return row.label[:_MONTH] if row.key.isdecimal() else row.label


def group_of(name: str, cells: Sequence[Cell], language: str, *, dashed: bool) -> Group:
    return Group(
        name=name,
        values=tuple(cell.value for cell in cells),
        numbers=tuple(shown(cell, language) for cell in cells),
        dashed=dashed,
        ranges=tuple(_range(cell) for cell in cells),
    )


def _range(cell: Cell) -> tuple[int, int] | None:
    """The least and the most that a figure was before it was rounded; none for one as it is."""
    if cell.value is None or cell.base <= 1:
        return None
    return max(0, cell.value - cell.base + 1), cell.value + cell.base - 1


def most_of(group: Group) -> int:
    ends = [one[1] for one in group.ranges if one]
    return max([*ends, *(value or 0 for value in group.values)], default=0)
