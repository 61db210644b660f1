"""Saying how the case stands at one's own post, by hand, where the table of steps allows it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.status import StatusForm
from cases.lane_errors import NoSuchStep, NotAnswered
from cases.models import Case
from cases.models.inquiry import Answer
from cases.services.steps import may_say, take_step
from cases.status import Status
from cases.views.shared import lane_to_change, revision_in


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_status(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """The same form as on the page of the case, by itself: where an answer is missing it says so."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    offered = may_say(lane)
    if not offered:
        return _not_now(request, case, NotAnswered() if lane.answer == Answer.UNANSWERED else NoSuchStep())
    if request.method != "POST":
        return _ask(request, StatusForm(offered=offered), case, case.revision)
    form = StatusForm(request.POST, offered=offered)
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request))
    try:
        take_step(
            standing=request.standing,
            case=case,
            lane=lane,
            revision=revision_in(request),
            status=Status(form.cleaned_data["status"]),
        )
    except Refusal as refusal:
        return _not_now(request, case, refusal)
    messages.success(request, _("It is written down how the case stands at your post."))
    return _back(request, case)


def _ask(request: AdviserRequest, form: StatusForm, case: Case, revision: int) -> HttpResponse:
    """On the page of the case the form alone comes back, with what is missing beside it."""
    template = "cases/_status_form.html" if request.htmx else "cases/case_status.html"
    return render(request, template, {"form": form, "case": case, "revision": revision})


def _not_now(request: AdviserRequest, case: Case, refusal: Refusal) -> HttpResponse:
    """Back to the case as it stands now, with the reason."""
    messages.error(request, str(refusal.sentence))
    return _back(request, case)


def _back(request: AdviserRequest, case: Case) -> HttpResponse:
    """The whole case anew: what is next there, and the revision in every form of it, are others now."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("case", args=[case.pk]))
    return redirect("case", case.pk)
