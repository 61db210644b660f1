"""A table's lying bars: each of its rows with up to three schemes, sexes or years under each other.

More than three series have a drawing for each scheme, all on one scale. What has no figure has no bar but
the table's sign in its place; a sum is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from advisory.charts import Group
from advisory.charts_across import Lying, lying
from cases.statistics.chart_breaks import is_year
from cases.statistics.charts import RANGE, SIDE_BY_SIDE, TITLE, group_of, most_of
from cases.statistics.declarations import Across
from cases.statistics.result import Heading, Result
from cases.statistics.words import HARD_SPACE, SHARES, Text, grouped

_DESCRIPTION = Text(
    nb="Liggende søyler, {rows} rader: {what} ({unit}). Alle tallene står i tabellen.",
    nn="Liggjande søyler, {rows} rader: {what} ({unit}). Alle tala står i tabellen.",
    en="Lying bars, {rows} rows: {what} ({unit}). All figures stand in the table.",
)
# Behind each figure of a table of shares.
PER_CENT = f"{HARD_SPACE}%"
# Of the years of a table that shows more of them.
_LAST_YEARS = 2


@dataclass(frozen=True, slots=True)
class _Panel:
    """One drawing to be: what it is of, the columns that are its series, and a group for each row."""

    label: str
    columns: Sequence[Heading]
    groups: list[Group]


def charts_across(result: Result, language: str) -> list[Lying]:
    """The lying bars of a table that declares any and has figures to draw."""
    if result.across is None:
        return []
    panels = [
        _Panel(label, columns, _groups(result, result.across, columns, language))
        for label, columns in _series(result, result.across)
    ]
    most = max((most_of(group) for panel in panels for group in panel.groups), default=0)
    return [one for panel in panels for one in _drawn(result, panel, most, language)]


def _drawn(result: Result, panel: _Panel, most: int, language: str) -> list[Lying]:
    legend = [column.label for column in panel.columns]
    sign = PER_CENT if result.unit == SHARES.into(language) else ""
    return lying(
        [_signed(group, sign) for group in panel.groups],
        title=TITLE.filled(language, what=". ".join(filter(None, (result.title, panel.label)))),
        description=_DESCRIPTION.filled(
            language, rows=len(panel.groups), what=", ".join(legend), unit=result.unit
        ),
        legend=legend,
        partial=frozenset(place for place, column in enumerate(panel.columns) if _is_partial(column)),
        dashed=_("Dashed outline: not a whole year"),
        number=lambda value: grouped(value, language) + sign,
        ranges=RANGE.into(language),
        unit=result.unit,
        most=most,
    )


def _signed(group: Group, sign: str) -> Group:
    """Behind figures, and never behind what stands in the place of one."""
    told = zip(group.values, group.numbers, strict=True)
    return replace(group, numbers=tuple(text if value is None else text + sign for value, text in told))


def _series(result: Result, across: Across) -> Iterator[tuple[str, Sequence[Heading]]]:
    """The columns that stand together, with what they have in common where that is not all of the table."""
    if not across.of:
        yield "", [column for column in result.columns if is_year(column.key)][-_LAST_YEARS:]
        return
    each = [_columns(result, one) for one in across.of]
    together = [column for columns in each for column in columns]
    if len(together) <= SIDE_BY_SIDE:
        yield "", together
        return
    for columns in each:
        yield columns[0].label.partition(": ")[0] if columns else "", columns


def _columns(result: Result, start: str) -> list[Heading]:
    """The column of that key, or its years, or what else it is crossed with except the sum of that."""
    found = [one for one in result.columns if one.key == start or one.key.startswith(f"{start}-")]
    years = [one for one in found if is_year(_after(one, start))]
    return years or [one for one in found if _after(one, start) != "sum"]


def _after(column: Heading, start: str) -> str:
    return column.key[len(start) + 1 :]


def _groups(result: Result, across: Across, columns: Sequence[Heading], language: str) -> list[Group]:
    return [
        group_of(row.label, [row.cells[column.key] for column in columns], language, dashed=False)
        for row in result.rows
        if row.key not in across.without
    ]


def _is_partial(column: Heading) -> bool:
    """Whether it is a year that is not whole: then its label says more than the year."""
    year = column.key.rpartition("-")[2]
    return is_year(year) and column.label.rpartition(": ")[2] != year
