"""The year's tables as a page, recorded before they are shown."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advisory.charts import Chart
from advisory.http import AdviserRequest
from advisory.pages import page, statistics_readers
from advisory.rights import Act, roles_that
from audit import record
from audit.verbs import Verb
from cases.statistics import engine
from cases.statistics.charts import chart_of
from cases.statistics.formats.cells import meaning, shown
from cases.statistics.note_words import MARK
from cases.statistics.result import Result, Status
from cases.statistics.seals_tried import seals_tried
from cases.statistics.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page writes it: each row's name, and its cells as text with what a sign means."""

    result: Result
    lines: list[tuple[str, list[tuple[str, str]]]]
    chart: Chart | None


@page(statistics_readers)
@require_safe
def statistics(request: AdviserRequest) -> HttpResponse:
    """To the newest year there is anything of."""
    return redirect("statistics_year", year=engine.latest_year())


@page(statistics_readers)
@require_safe
def statistics_year(request: AdviserRequest, year: int) -> HttpResponse:
    language = (get_language() or LANGUAGES[0])[:2]
    years = range(timezone.localdate().year, engine.first_year() - 1, -1)
    if year not in years:
        raise Http404
    record.alone(Verb.STATISTICS_COUNTED, actor=request.standing.actor, fields=[str(year)])
    report = engine.count(year, language=language)
    context = {
        "report": report,
        "tables": [shown_table(result, language) for result in report.results],
        "mark": "" if report.status is Status.PUBLISHED else MARK.into(language),
        "years": years,
        "seals_tried": seals_tried(language),
        "may_issue": request.standing.holds_any(roles_that(Act.EDITIONS)),
    }
    return render(request, "cases/statistics_year.html", context)


def shown_table(result: Result, language: str) -> Shown:
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
    return Shown(result, lines, chart_of(result, language))
