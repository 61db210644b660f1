"""A table as page and report write it: cells as text with what their signs mean, and its charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory.charts import Chart
from advisory.charts_across import Lying
from cases.statistics.cells import meaning, shown
from cases.statistics.charts import charts_of
from cases.statistics.charts_across import charts_across
from cases.statistics.heads import Head, heads_of
from cases.statistics.result import Result

# Of a page with more tables than this each is drawn unasked only where it takes at most so many drawings.
FEW_TABLES, FEW_DRAWINGS = 6, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page writes it: each row's name, and its cells as text with what a sign means."""

    result: Result
    lines: list[tuple[str, list[tuple[str, str]]]]
    # Each with the id that the page has for it.
    charts: list[tuple[str, Chart | Lying]]
    # Whether it has more, which are drawn when they are asked for.
    undrawn: bool = False
    # What stands over several of its columns; nothing where each stands for itself.
    heads: Sequence[Head] = ()


def shown_tables(results: Sequence[Result], language: str, *, asked: str | None) -> list[Shown]:
    """The tables of one page. `asked` is the id of one to draw whole.

    Unasked there are no lying bars, and of many tables only the small drawings: a page may only weigh
    so much.
    """
    most = FEW_DRAWINGS if len(results) > FEW_TABLES else None
    return [
        shown_table(one, language) if one.id == asked else shown_table(one, language, across=False, most=most)
        for one in results
    ]


def shown_table(result: Result, language: str, *, across: bool = True, most: int | None = None) -> Shown:
    """With its lying bars if `across`, and its upright drawings unless they are more than `most`."""
    lines = [
        (
            row.label,
            [
                (shown(cell, language), meaning(cell.sign, language))
                for cell in (row.cells[column.key] for column in result.columns)
            ],
        )
        for row in result.rows
    ]
    upright, lying = charts_of(result, language), charts_across(result, language)
    found: list[Chart | Lying] = [
        *(upright if most is None or len(upright) <= most else ()),
        *(lying if across else ()),
    ]
    charts = [(f"{result.id}-{number}", chart) for number, chart in enumerate(found, start=1)]
    undrawn = len(found) < len(upright) + len(lying)
    return Shown(result, lines, charts, undrawn, heads_of(result.columns))
