"""Counts the declared tables of a year. The only way to a Report."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils import timezone

from cases.statistics import microdata, rows
from cases.statistics.declarations import Category, Change, Measure, Percent, Table
from cases.statistics.figures import Known, TableFigures
from cases.statistics.keys import Key, both, key_of
from cases.statistics.note_words import MARK
from cases.statistics.notes import notes
from cases.statistics.packed.reading import read as read_span
from cases.statistics.places import Places, places
from cases.statistics.result import Cell, Heading, Report, Result, Row, Sign, Status
from cases.statistics.sources import Sources, sources
from cases.statistics.tables import TABLES, printed_measures


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
    chosen = chosen_tables(year, tables, today)
    known = read(chosen, year, today)
    results = tuple(make_result(TableFigures(table, year, known), year, language) for table in chosen)
    return Report(year, language, worst([result.status for result in results]), results)


def first_year() -> int:
    return min(table.first_year for table in TABLES.values())


def latest_year(today: date | None = None) -> int:
    """The newest year of which something is in print or in the register; this year when nothing is."""
    this_year = (today or timezone.localdate()).year
    with connection.cursor() as cursor:
        last = rows.last_day(cursor)
    found = {year for _series, _measure, year in sources().printed} | ({last // 10_000} if last else set())
    return max((year for year in found if first_year() <= year <= this_year), default=this_year)


def chosen_tables(year: int, tables: Sequence[str], today: date) -> list[Table]:
    """The declared tables of these ids, or all of that year. Raises NoSuchYear or NoSuchTable."""
    if not first_year() <= year <= today.year:
        raise NoSuchYear(year)
    unknown = [name for name in tables if name not in TABLES or TABLES[name].first_year > year]
    if unknown:
        raise NoSuchTable(unknown[0])
    return [
        table for table in TABLES.values() if table.first_year <= year and (not tables or table.id in tables)
    ]


def read(tables: Sequence[Table], year: int, today: date) -> Known:
    """What has to be counted for these tables; no rows when all of it is in print."""
    found = sources()
    years: set[int] = set()
    for table in tables:
        shown = sorted({*table.rows.years(table, year), *table.columns.years(table, year)}) or [year]
        # A change needs the year before.
        years.update(found.to_count(table.series, range(max(table.first_year, shown[0] - 1), year + 1)))
    needs = {need for table in tables for need in table.needs}
    where = places() if "places" in needs else Places()
    printed = printed_figures(found)
    if not years:
        return Known(microdata.nothing(needs, where.numbers), found, today, where, printed=printed)
    span = (date(min(years), 1, 1), min(date(max(years), 12, 31), today))
    data = read_span(*span, needs, where.numbers)
    return Known(data, found, today, where, _erased(tables, data), printed)


def printed_figures(found: Sources) -> dict[Key, int]:
    """The printed figures by the key of what they are of, as far as a table says what they are of."""
    named: dict[tuple[str, str], list[Measure]] = {}
    for measure in printed_measures():
        if measure.printed_as is not None:
            named.setdefault(measure.printed_as, []).append(measure)
    return {
        key_of(measure, {}, year): one.value
        for (series, name, year), one in found.printed.items()
        for measure in named.get((series, name), ())
    }


def _erased(tables: Sequence[Table], data: microdata.Microdata) -> frozenset[int]:
    if all(table.lasting for table in tables):
        return frozenset()
    if data.erased is not None:
        return data.erased
    with connection.cursor() as cursor:
        return frozenset(rows.years_erased(cursor))


def make_result(figures: TableFigures, year: int, language: str) -> Result:
    """The table that these figures are of, with its words."""
    table = figures.table
    categories, columns = (axis.categories(figures, year, language) for axis in (table.rows, table.columns))
    years = years_shown(categories, columns, year)
    grid = tuple(
        Row(row.key, row.label, {col.key: _cell(figures, year, years, row, col) for col in columns})
        for row in categories
    )
    written = (sentence.write(figures, year, language) for sentence in table.sentences)
    sentences = tuple(one for one in written if one)
    status = figures.status(year)
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
        across=table.across,
    )


def years_shown(rows: Sequence[Category], columns: Sequence[Category], year: int) -> list[int]:
    return sorted({one.year for one in (*rows, *columns) if one.year}) or [year]


def measure_of(table: Table, row: Category, col: Category) -> Measure | Change | Percent:
    """What a cell measures. Raises TypeError where the declaration does not say."""
    measure = row.measure or col.measure or table.measure
    if measure is None:
        raise TypeError(f"neither {table.id} nor its axes name a measure")
    return measure


def _cell(figures: TableFigures, year: int, years: list[int], row: Category, col: Category) -> Cell:
    measure = measure_of(figures.table, row, col)
    when = row.year or col.year or year
    where = both(row.where, col.where)
    total = row.total or col.total
    if isinstance(measure, Change):
        return Cell(None, Sign.NOT_APPLICABLE) if total else figures.change(measure.of, when)
    if isinstance(measure, Percent):
        return Cell(None, Sign.NOT_APPLICABLE) if total else figures.percent(measure, when, where)
    return figures.total(measure, years, where) if total else figures.cell(measure, when, where)


def _signs(grid: tuple[Row, ...]) -> set[str]:
    return {cell.sign for row in grid for cell in row.cells.values() if cell.sign}


def worst(found: Sequence[Status]) -> Status:
    order = (Status.PUBLISHED, Status.INTERNAL, Status.PROVISIONAL)
    return max(found, key=order.index, default=Status.PUBLISHED)
