"""Ending a lane with an outcome, and taking it up again."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access, gate
from cases.closing_scan import certain_in
from cases.errors import AlreadyClosed, ChangedMeanwhile, Refusal
from cases.forms.closing import CloseForm
from cases.gate import NoteIdentifies
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.services.follow_ups import asks
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.tasks import open_tasks
from cases.settled import owed
from cases.status import Status, may_follow
from cases.views.shared import lane_to_change, lanes_of, revision_in

# Where that is put right which keeps a case from being closed: page and words, by refusal. Who is still asked
# and what is still planned stands on the page, with its links, before anything is refused.
WAYS_OUT: dict[type[Refusal], tuple[str, Promise]] = {
    NoteIdentifies: ("case_change", gettext_lazy("Change the note")),
    ChangedMeanwhile: ("case", gettext_lazy("See the case as it stands now")),
}


@page(may(Act.CLOSE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_close(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask for the outcome, and when she is followed up; then close."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    if not may_follow(lane.status, Status.CLOSED):
        return _not_now(request, case, AlreadyClosed())
    typed = request.POST if request.method == "POST" else None
    form = CloseForm(typed, day=timezone.localdate(), follows=asks(case, lane))
    if typed is None:
        return _ask(request, form, case, lane, revision=case.revision)
    if not form.is_valid():
        return _ask(request, form, case, lane, revision=revision_in(request))
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
    seen = case.revision
    try:
        close_inquiry(
            standing=request.standing,
            case=case,
            inquiry=lane,
            revision=revision_in(request),
            outcome=form.cleaned_data["outcome"],
            follow_up=form.plan(),
        )
    except Refusal as refusal:
        refuse(form, refusal)
        # What others changed is one link away; whoever has seen it closes the case as it stands now.
        told = seen if isinstance(refusal, ChangedMeanwhile) else revision_in(request)
        return _ask(request, form, case, lane, revision=told, refusal=refusal)
    ended = _("The work at your post has ended. The case is closed when every post is done.")
    messages.success(request, _("The case is closed.") if case.closed_at else ended)
    _tell_what_tells(request, case)
    return redirect("case", case.pk)


def _tell_what_tells(request: AdviserRequest, case: Case) -> None:
    """Of what was written to others and can no longer be changed. A guard that is down keeps nobody."""
    with suppress(gate.GuardDown):
        if kinds := certain_in(case):
            said = _(
                "Something that was written in this case tells who somebody is: %(kinds)s. Tell your privacy "
                "officer."
            )
            messages.warning(request, said % {"kinds": ", ".join(kinds)})


def _ask(
    request: AdviserRequest,
    form: CloseForm,
    case: Case,
    lane: Inquiry,
    *,
    revision: int,
    refusal: Refusal | None = None,
) -> HttpResponse:
    shown = {
        "form": form,
        "case": case,
        "revision": revision,
        "owed": owed(case, access.sight_of(case)),
        "asked": _not_answered(case, lane),
        "tasks": open_tasks(case, lane),
        "way_out": _way_out(case, refusal),
    }
    return render(request, "cases/case_close.html", shown)


def _not_answered(case: Case, lane: Inquiry) -> list[str]:
    """Names of the posts that hers has asked and that have not answered."""
    return [
        one.post.name
        for one in lanes_of(case)
        if one.asked_by_id == lane.post_id and one.answer == Answer.UNANSWERED
    ]


def _way_out(case: Case, refusal: Refusal | None) -> tuple[str, Promise] | None:
    """Address and words of the page where it is put right."""
    found = None if refusal is None else WAYS_OUT.get(type(refusal))
    return None if found is None else (reverse(found[0], args=[case.pk]), found[1])


def _not_now(request: AdviserRequest, case: Case, refusal: Refusal) -> HttpResponse:
    """Back to the case as it stands now, with the reason."""
    messages.error(request, str(refusal.sentence))
    return redirect("case", case.pk)
