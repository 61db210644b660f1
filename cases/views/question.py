"""A question to the statistics, asked by a form and answered on its page: no address tells what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import page, statistics_readers
from audit import record
from audit.verbs import Verb
from cases.forms.question import QuestionForm
from cases.statistics import engine
from cases.statistics.asking import answer
from cases.statistics.note_words import MARK
from cases.statistics.shown import shown_table
from cases.statistics.words import LANGUAGES


@page(statistics_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def statistics_question(request: AdviserRequest) -> HttpResponse:
    """Recorded with what was asked before it is counted; nothing of it is kept."""
    language = (get_language() or LANGUAGES[0])[:2]
    today = timezone.localdate()
    tables = []
    if request.method == "POST":
        form = QuestionForm(request.POST, latest=today.year, language=language)
        if form.is_valid() and form.question is not None:
            record.alone(Verb.STATISTICS_COUNTED, actor=request.standing.actor, fields=form.question.said)
            tables = [shown_table(answer(form.question, language=language, today=today), language)]
    else:
        newest = str(engine.latest_year(today))
        begin = {"unit": "cases", "rows": "concern", "columns": "scheme", "first": newest, "last": newest}
        form = QuestionForm(latest=today.year, language=language, initial=begin)
    context = {"form": form, "tables": tables, "mark": MARK.into(language)}
    return render(request, "cases/question.html", context)
