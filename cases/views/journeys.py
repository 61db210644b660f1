"""The journey of a case; and the page before summer: all that are planned, by week and country."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.choices import covered_countries
from cases.forms.journeys import JourneyForm
from cases.models.event import EventKind
from cases.planned import planned_for
from cases.services.journeys import tell_journey
from cases.views.journeys_drawn import chart_of, lines_of
from cases.views.telling import Telling, given, recorded, refused, show, telling

TEMPLATE = "cases/case_journey.html"


@page(may(Act.JOURNEYS))
@require_safe
def journeys(request: AdviserRequest) -> HttpResponse:
    today = timezone.localdate()
    found = planned_for(request.standing, today)
    lines = lines_of(found.journeys, today)
    shown = {"found": found, "lines": lines, "chart": chart_of(found.journeys, today)}
    return render(request, "cases/journeys.html", shown)


@page(may(Act.URGENT))
@require_http_methods(["GET", "HEAD", "POST"])
def case_journey(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask about the journey, or record what was told."""
    about = telling(request, case_id, EventKind.JOURNEY)
    form = _form(request, about)
    if request.method != "POST" or not form.is_valid():
        return show(request, TEMPLATE, about, form)
    try:
        tell_journey(**given(request, about), facts=form.facts())
    except Refusal as refusal:
        return refused(request, TEMPLATE, about, form, refusal)
    return recorded(request, about, _("The journey is recorded."))


def _form(request: AdviserRequest, about: Telling) -> JourneyForm:
    today, case = timezone.localdate(), about.case
    shows_country = access.sight_of(case).shows("case.focus_country")
    return JourneyForm(
        request.POST if request.method == "POST" else None,
        day=today,
        first=covered_countries(request.standing.case_posts(), today),
        told=about.before.facts if about.before is not None else None,
        country=case.facts.focus_country if shows_country else "",
    )
