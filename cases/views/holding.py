"""Holding back that a case is erased, and letting go of it again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.announcements import kept
from cases.errors import Refusal
from cases.forms.holding import HoldForm
from cases.models import Case
from cases.services.holds import Reason, hold_case, release_case
from cases.views.shared import revision_in


@page(may(Act.HOLD))
@require_http_methods(["GET", "HEAD", "POST"])
def case_hold(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask until when and why, then hold it back."""
    case = access.case_to_change(request.standing, case_id)
    if request.method != "POST":
        return _ask(request, HoldForm(), case, case.revision)
    form = HoldForm(request.POST)
    revision = revision_in(request)
    if not form.is_valid():
        return _ask(request, form, case, revision)
    until, reason = form.cleaned_data["until"], Reason(form.cleaned_data["reason"])
    try:
        hold_case(standing=request.standing, case=case, revision=revision, until=until, reason=reason)
    except Refusal as refusal:
        return _not_now(request, case, refusal)
    messages.success(request, _("The case is not erased before that day is over."))
    return redirect("case", case.pk)


@page(may(Act.HOLD))
@require_POST
def case_release(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Let go of it; holding it back again is the way back."""
    case = access.case_to_change(request.standing, case_id)
    try:
        release_case(standing=request.standing, case=case, revision=revision_in(request))
    except Refusal as refusal:
        return _not_now(request, case, refusal)
    messages.success(request, _("The erasing of the case is held back no longer."))
    return redirect("case", case.pk)


def _ask(request: AdviserRequest, form: HoldForm, case: Case, revision: int) -> HttpResponse:
    shown = {"form": form, "case": case, "revision": revision, "kept": kept(request.standing, case)}
    return render(request, "cases/case_hold.html", shown)


def _not_now(request: AdviserRequest, case: Case, refusal: Refusal) -> HttpResponse:
    messages.error(request, str(refusal.sentence))
    return redirect("case", case.pk)
