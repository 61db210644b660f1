"""A table as page and report write it: cells as text with what their signs mean, and its charts."""

from dataclasses import dataclass

from advisory.charts import Chart
from advisory.charts_across import Lying
from cases.statistics.cells import meaning, shown
from cases.statistics.charts import charts_of
from cases.statistics.charts_across import charts_across
from cases.statistics.result import Result


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page writes it: each row's name, and its cells as text with what a sign means."""

    result: Result
    lines: list[tuple[str, list[tuple[str, str]]]]
    # Each with the id that the page has for it.
    charts: list[tuple[str, Chart | Lying]]
    # Whether it has lying bars that are drawn when they are asked for.
    undrawn: bool = False


def shown_table(result: Result, language: str, *, across: bool = True) -> Shown:
    """Without its lying bars where not `across`: those of all tables weigh more than a page may."""
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
    lying = charts_across(result, language)
    found: list[Chart | Lying] = [*charts_of(result, language), *(lying if across else ())]
    charts = [(f"{result.id}-{number}", chart) for number, chart in enumerate(found, start=1)]
    return Shown(result, lines, charts, undrawn=bool(lying) and not across)
