"""The team's work figures: internal, recorded before they are counted; and what one's own cases lack."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import case_workers, page, statistics_readers
from advisory.rights import Act, roles_that
from audit import record
from audit.verbs import Verb
from cases.gaps import gaps
from cases.statistics import engine
from cases.statistics.lanes import answering, in_hand
from cases.statistics.note_words import MARK
from cases.statistics.shown import shown_table
from cases.statistics.tables.times import T11
from cases.statistics.words import LANGUAGES
from cases.statistics.work_tables import FACTS, work_tables
from cases.views import work_drawn


@page(statistics_readers)
@require_safe
def work_figures(request: AdviserRequest, year: int | None = None) -> HttpResponse:
    """Of this year, or of one that is over; what is in hand is always of this moment."""
    language, now = _language(), timezone.now()
    today = timezone.localdate(now)
    years = range(today.year, T11.first_year - 1, -1)
    year = engine.latest_year(today) if year is None else year
    if year not in years:
        raise Http404
    record.alone(Verb.STATISTICS_COUNTED, actor=request.standing.actor, fields=["work", str(year)])
    half_years, season, unknown = work_tables(year, language=language, today=today)
    answered, load = answering(year, now=now), in_hand(now=now)
    context = {
        "year": year,
        "years": years,
        "mark": MARK.into(language),
        "half_years": [shown_table(half_years, language)],
        "half_year_charts": work_drawn.half_year_charts(half_years, language),
        "season": [shown_table(season, language)],
        "unknown": [shown_table(unknown, language)],
        "answering": list(work_drawn.answering_lines(answered)),
        "in_hand": list(work_drawn.in_hand_lines(load)),
        "in_hand_chart": work_drawn.in_hand_chart(load),
        "may_see_cases": request.standing.holds_any(roles_that(Act.SEE_CASES)),
    }
    return render(request, "cases/work_figures.html", context)


@page(case_workers)
@require_safe
def case_gaps(request: AdviserRequest) -> HttpResponse:
    """Her own open cases, by what is not known in them."""
    language = _language()
    found = [(gap.fact, FACTS[gap.fact].into(language), gap.cases) for gap in gaps(request.standing)]
    return render(request, "cases/case_gaps.html", {"gaps": found})


def _language() -> str:
    return (get_language() or LANGUAGES[0])[:2]
