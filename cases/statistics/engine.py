"""Counts the declared tables of a year. The only way to a Report."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils import timezone

from cases.statistics import microdata, rows
from cases.statistics.declarations import Category, Change, Table
from cases.statistics.figures import TableFigures
from cases.statistics.note_words import MARK
from cases.statistics.notes import notes
from cases.statistics.result import Cell, Heading, Report, Result, Row, Sign, Status
from cases.statistics.sources import Sources, sources
from cases.statistics.tables import TABLES


class NoSuchTable(LookupError):
    """No declared table has this id, or none has figures that early."""


class NoSuchYear(LookupError):
    """The year has not begun, or is before every table."""


def count(
    year: int, *, tables: Sequence[str] = (), language: str = "nb", today: date | None = None
) -> Report:
    """The tables of `year` (all that exist then, or those with these ids), in `language`.

    A fixed number of queries whatever the number of cases. Raises NoSuchYear or NoSuchTable;
    SealError when a record does not open; LookupError when the code lists are not loaded.
    """
    today = today or timezone.localdate()
    chosen = _chosen(year, tables, today)
    known = sources()
    data = _read(chosen, year, known, today)
    results = tuple(
        _result(table, year, TableFigures(table, year, data, known, today), language) for table in chosen
    )
    return Report(year, language, _worst([result.status for result in results]), results)


def first_year() -> int:
    return min(table.first_year for table in TABLES.values())


def latest_year(today: date | None = None) -> int:
    """The newest year of which something is in print or in the register; this year when nothing is."""
    this_year = (today or timezone.localdate()).year
    with connection.cursor() as cursor:
        last = rows.last_day(cursor)
    found = {year for _series, _measure, year in sources().printed} | ({last // 10_000} if last else set())
    return max((year for year in found if first_year() <= year <= this_year), default=this_year)


def _chosen(year: int, tables: Sequence[str], today: date) -> list[Table]:
    if not first_year() <= year <= today.year:
        raise NoSuchYear(year)
    unknown = [name for name in tables if name not in TABLES or TABLES[name].first_year > year]
    if unknown:
        raise NoSuchTable(unknown[0])
    return [
        table for table in TABLES.values() if table.first_year <= year and (not tables or table.id in tables)
    ]


def _read(tables: Sequence[Table], year: int, known: Sources, today: date) -> microdata.Microdata:
    """What has to be counted for these tables; nothing when all of it is in print."""
    years: set[int] = set()
    for table in tables:
        shown = _years(table, year, today) or [year]
        # A change needs the year before.
        years.update(known.to_count([table.series], range(max(table.first_year, min(shown) - 1), year + 1)))
    if not years:
        return microdata.nothing()
    return microdata.read(date(min(years), 1, 1), min(date(max(years), 12, 31), today))


def _years(table: Table, year: int, today: date) -> list[int]:
    """The years that the table's axes show."""
    axes = (table.rows, table.columns)
    return [one.year for axis in axes for one in axis.categories(table, year, today, "nb") if one.year]


def _result(table: Table, year: int, figures: TableFigures, language: str) -> Result:
    columns = table.columns.categories(table, year, figures.today, language)
    categories = table.rows.categories(table, year, figures.today, language)
    years = [one.year for one in (*categories, *columns) if one.year] or [year]
    grid = tuple(
        Row(row.key, row.label, {col.key: _cell(figures, year, years, row, col) for col in columns})
        for row in categories
    )
    written = (sentence.write(figures, year, language) for sentence in table.sentences)
    sentences = tuple(one for one in written if one)
    status = _status(figures, year)
    title = table.title.at(year).into(language)
    return Result(
        id=table.id,
        title=title if status is Status.PUBLISHED else f"{title} ({MARK.into(language)})",
        unit=table.unit.into(language),
        columns=tuple(Heading(col.key, col.label) for col in columns),
        rows=grid,
        notes=tuple(notes(figures, years, status, language, _signs(grid))),
        sentences=sentences,
        status=status,
        charted=table.charted,
    )


def _cell(figures: TableFigures, year: int, years: list[int], row: Category, col: Category) -> Cell:
    measure = row.measure or col.measure or figures.table.measure
    if measure is None:
        raise TypeError(f"neither {figures.table.id} nor its axes name a measure")
    when = row.year or col.year or year
    where = {**row.where, **col.where}
    total = row.total or col.total
    if isinstance(measure, Change):
        return Cell(None, Sign.NOT_APPLICABLE) if total else figures.change(measure.of, when)
    return figures.total(measure, years, where) if total else figures.cell(measure, when, where)


def _signs(grid: tuple[Row, ...]) -> set[str]:
    return {cell.sign for row in grid for cell in row.cells.values() if cell.sign}


def _status(figures: TableFigures, year: int) -> Status:
    if all(cell.already_out for cell in figures.asked.values()):
        return Status.PUBLISHED
    return Status.PROVISIONAL if figures.period(year).unfinished else Status.INTERNAL


def _worst(found: Sequence[Status]) -> Status:
    order = (Status.PUBLISHED, Status.INTERNAL, Status.PROVISIONAL)
    return max(found, key=order.index, default=Status.PUBLISHED)
