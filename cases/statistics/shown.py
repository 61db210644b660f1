"""A table as page and report write it: cells as text with what their signs mean, and its charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory.charts import Chart
from advisory.charts_across import Lying
from cases.statistics.cells import meaning, shown
from cases.statistics.charts import charts_of
from cases.statistics.charts_across import charts_across
from cases.statistics.result import Result

# More tables on a page than so many are many: of each, at most so many drawings come unasked; of few tables
# at most so many.
FEW_TABLES, FEW_DRAWINGS, MOST_UPRIGHT = 6, 2, 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page writes it: each row's name, and its cells as text with what a sign means."""

    result: Result
    lines: list[tuple[str, list[tuple[str, str]]]]
    # Each with the id that the page has for it.
    charts: list[tuple[str, Chart | Lying]]
    # Whether it has more, which are drawn when they are asked for.
    undrawn: bool = False


def shown_tables(results: Sequence[Result], language: str, *, asked: str | None) -> list[Shown]:
    """The tables of one page. `asked` is the id of one to draw whole.

    Unasked, a page of many tables draws those of a few upright drawings: a page may weigh only so much.
    """
    many = len(results) > FEW_TABLES
    return [
        shown_table(one, language, most=FEW_DRAWINGS if many else MOST_UPRIGHT)
        if one.id != asked
        else shown_table(one, language)
        for one in results
    ]


def shown_table(result: Result, language: str, *, most: int | None = None) -> Shown:
    """With all its drawings; or with its upright ones alone, where they are at `most` so many."""
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
    if most is None:
        found: list[Chart | Lying] = [*upright, *lying]
    else:
        found = list(upright) if len(upright) <= most else []
    charts = [(f"{result.id}-{number}", chart) for number, chart in enumerate(found, start=1)]
    return Shown(result, lines, charts, undrawn=len(found) < len(upright) + len(lying))
