"""The year's tables as a page, recorded before they are shown."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, statistics_readers
from advisory.rights import Act, roles_that
from audit import record
from audit.verbs import Verb
from cases.statistics import engine
from cases.statistics.note_words import MARK
from cases.statistics.result import Status
from cases.statistics.seals_tried import seals_tried
from cases.statistics.shown import shown_tables
from cases.statistics.words import LANGUAGES

# The table that is asked to be drawn whole.
DRAWN = "tegn"


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
        "tables": shown_tables(report.results, language, asked=request.GET.get(DRAWN)),
        "mark": "" if report.status is Status.PUBLISHED else MARK.into(language),
        "years": years,
        "seals_tried": seals_tried(language),
        "may_issue": request.standing.holds_any(roles_that(Act.EDITIONS)),
    }
    return render(request, "cases/statistics_year.html", context)
