"""A table's chart: bars side by side for each of its years, from the table's own cells."""

from django.utils.translation import gettext_lazy as _

from advisory.charts import Chart, Group, drawn
from cases.statistics.formats.cells import shown
from cases.statistics.result import Heading, Result, Row
from cases.statistics.words import Text, grouped, listed

_TITLE = Text(nb="Søylediagram: {what}", nn="Søylediagram: {what}", en="Bar chart: {what}")
_DESCRIPTION = Text(
    nb="{what}, {first} til {last}. Alle tallene står i tabellen.",
    nn="{what}, {first} til {last}. Alle tala står i tabellen.",
    en="{what}, {first} to {last}. All figures stand in the table.",
)
_PARTIAL = _("Dashed outline: not a whole year")


def chart_of(result: Result, language: str) -> Chart | None:
    """The chart of a table that declares one and has a figure to draw."""
    rows = [row for row in result.rows if row.key.isdecimal()]
    columns = [column for column in result.columns if column.key in result.charted]
    if not rows or not columns:
        return None
    what = listed([column.label for column in columns], language)
    return drawn(
        [_group(row, columns, language) for row in rows],
        title=_TITLE.filled(language, what=result.title),
        description=_DESCRIPTION.filled(language, what=what, first=rows[0].label, last=rows[-1].label),
        legend=[column.label for column in columns],
        dashed=str(_PARTIAL),
        number=lambda value: grouped(value, language),
    )


def _group(row: Row, columns: list[Heading], language: str) -> Group:
    """A year's bars; one that is not whole is named otherwise than it is called."""
    cells = [row.cells[column.key] for column in columns]
    return Group(
        name=row.key,
        values=tuple(cell.value for cell in cells),
        numbers=tuple(shown(cell, language) for cell in cells),
        dashed=row.label != row.key,
    )
