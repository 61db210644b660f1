"""The figures behind an edition's tables, by table and year: what each cell asks, and what it is called.

Nothing is protected here; this is what there is to protect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cases.statistics import engine
from cases.statistics.declarations import Category, Change, Measure, Percent, Table
from cases.statistics.figures import Known, TableFigures
from cases.statistics.keys import Key, both, key_of
from cases.statistics.result import Origin


@dataclass(slots=True)
class Group:
    """A table's figures of one year. `shown` stand in its cells, `support` in its percentages and text.

    Only figures counted here are in it; what is taken from print is out already.
    """

    table: Table
    year: int
    shown: dict[Key, int] = field(default_factory=dict)
    support: dict[Key, int] = field(default_factory=dict)


@dataclass(slots=True)
class Questions:
    groups: dict[tuple[str, int], Group] = field(default_factory=dict)
    # Table, row and column of a figure, for people.
    names: dict[Key, str] = field(default_factory=dict)
    # Figures of rows that are shown from so many on.
    at_least: dict[Key, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Key, int]:
        found: dict[Key, int] = {}
        for group in self.groups.values():
            found |= group.support | group.shown
        return found


def questions(tables: Sequence[Table], year: int, known: Known) -> Questions:
    """Counts everything that these tables show or say of the year, and of the years they show beside it."""
    found = Questions()
    for table in tables:
        figures = TableFigures(table, year, known)
        result = engine.make_result(figures, year, "nb")
        shown = dict(_cells(figures, year, found, result.title))
        for ((measure, where), when), cell in figures.asked.items():
            if cell.origin is not Origin.COUNTED or cell.value is None:
                continue
            key = key_of(measure, dict(where), when)
            group = found.groups.setdefault((table.id, when), Group(table, when))
            (group.shown if key in shown else group.support)[key] = cell.value
            found.names.setdefault(key, shown.get(key, f"{table.id} {measure.label.nb} {when}"))
    return found


def _cells(figures: TableFigures, year: int, found: Questions, title: str) -> Iterator[tuple[Key, str]]:
    """The key of each figure that stands in a cell or in a sum over years, and the cell's name."""
    table = figures.table
    rows = table.rows.categories(figures, year, "nb")
    columns = table.columns.categories(figures, year, "nb")
    years = engine.years_shown(rows, columns, year)
    for row in rows:
        for col in columns:
            measure = engine.measure_of(table, row, col)
            for key in _keys(measure, row, col, years, year):
                yield key, f"{table.id}: {row.label}, {col.label}"
                least = max(row.at_least, col.at_least)
                if least and key.year == year:
                    found.at_least[key] = least


def _keys(
    measure: Measure | Change | Percent, row: Category, col: Category, years: list[int], year: int
) -> list[Key]:
    if not isinstance(measure, Measure):
        return []
    when = years if row.total or col.total else [row.year or col.year or year]
    return [key_of(measure, both(row.where, col.where), one) for one in when]
