"""Ending a lane with an outcome, and taking it up again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import AlreadyClosed, DutiesNotAssessed, Refusal
from cases.forms.closing import CloseForm
from cases.models import Case, Inquiry
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.settled import owed
from cases.status import Status, may_follow
from cases.views.shared import lane_to_change, revision_in


@page(may(Act.CLOSE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_close(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask for the outcome, then close."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    if not may_follow(lane.status, Status.CLOSED):
        return _not_now(request, case, AlreadyClosed())
    if request.method != "POST":
        return _ask(request, CloseForm(day=timezone.localdate()), case, case.revision)
    form = CloseForm(request.POST, day=timezone.localdate())
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request))
    return _close(request, form, case, lane)


@page(may(Act.CLOSE))
@require_POST
def case_reopen(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take the lane up again; closing it once more is the way back."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    try:
        reopen_inquiry(standing=request.standing, case=case, inquiry=lane, revision=revision_in(request))
    except Refusal as refusal:
        return _not_now(request, case, refusal)
    messages.success(request, _("The case is open again."))
    return redirect("case", case.pk)


def _close(request: AdviserRequest, form: CloseForm, case: Case, lane: Inquiry) -> HttpResponse:
    outcome = form.cleaned_data["outcome"]
    try:
        close_inquiry(
            standing=request.standing,
            case=case,
            inquiry=lane,
            revision=revision_in(request),
            outcome=outcome,
        )
    except DutiesNotAssessed as refusal:
        form.add_error(None, str(refusal.sentence))
        return _ask(request, form, case, revision_in(request))
    except Refusal as refusal:
        return _not_now(request, case, refusal)
    ended = _("The work at your post has ended. The case is closed when every post is done.")
    messages.success(request, _("The case is closed.") if case.closed_at else ended)
    return redirect("case", case.pk)


def _ask(request: AdviserRequest, form: CloseForm, case: Case, revision: int) -> HttpResponse:
    shown = {"form": form, "case": case, "revision": revision, "owed": owed(case, access.sight_of(case))}
    return render(request, "cases/case_close.html", shown)


def _not_now(request: AdviserRequest, case: Case, refusal: Refusal) -> HttpResponse:
    """Back to the case as it stands now, with the reason."""
    messages.error(request, str(refusal.sentence))
    return redirect("case", case.pk)
