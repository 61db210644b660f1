"""The published past beside our own counts: a series a unit, recorded before it is shown."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, statistics_readers
from audit import record
from audit.verbs import Verb
from cases.statistics.note_words import MARK, NO_MEASURE_OF_EXTENT
from cases.statistics.past_read import read_all
from cases.statistics.past_shown import shown_series
from cases.statistics.words import LANGUAGES


@page(statistics_readers)
@require_safe
def statistics_series(request: AdviserRequest) -> HttpResponse:
    language = (get_language() or LANGUAGES[0])[:2]
    record.alone(Verb.STATISTICS_COUNTED, actor=request.standing.actor, fields=["series"])
    found = [shown_series(one, language) for one in read_all(language=language, today=timezone.localdate())]
    context = {
        "series": found,
        "mark": MARK.into(language) if any(one.has_own for one in found) else "",
        "extent": NO_MEASURE_OF_EXTENT.into(language),
    }
    return render(request, "cases/statistics_series.html", context)
