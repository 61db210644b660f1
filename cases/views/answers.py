"""A post answers another one that has asked it about a case."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.hand_over import AcceptForm, DeclineForm, PassOnLaneForm
from cases.local_time import clock_of
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.services.answers import accept, asking, decline, pass_on
from cases.status import Status
from cases.views.asking_shown import SHARED
from cases.views.shared import lanes_of, own_lanes, revision_in
from cases.who_asks_whom import askable
from cases.wording import event_rows

ACCEPT, DECLINE, PASS_ON = "accept", "decline", "pass"


@page(may(Act.SEND))
@require_http_methods(["GET", "HEAD", "POST"])
def case_answer(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """What was asked and why, and three answers; back to the case when there is nothing to answer."""
    case = access.open_case(request.standing, case_id)
    lane = lane_to_answer(request, case)
    if lane is None:
        messages.info(request, _("There is nothing to answer: it was answered, taken back or is over."))
        return redirect("case", case.pk)
    made = _forms(request, case, lane)
    sent = made.get(request.POST.get("do", "")) if request.method == "POST" else None
    if sent is None or not sent.is_valid():
        return _ask(request, case, lane, made, sent)
    do = request.POST["do"]
    try:
        said = DONE[do](request, case, lane, sent.cleaned_data)
    except Refusal as refusal:
        refuse(sent, refusal)
        return _ask(request, case, lane, made, sent)
    messages.success(request, said)
    return redirect("case", case.pk) if do == ACCEPT else redirect("case_list")


def lane_to_answer(request: AdviserRequest, case: Case) -> Inquiry | None:
    """The lane of one of her posts that waits for an answer; a post has one open lane of a case at most."""
    hers = own_lanes(request.standing, lanes_of(case))
    return next((lane for lane in hers if lane.answer == Answer.UNANSWERED), None)


def _accept(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> str:
    accept(standing=request.standing, case=case, lane=lane, revision=revision_in(request))
    return _("Your post works on the case from now on.")


def _decline(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> str:
    decline(
        standing=request.standing,
        case=case,
        lane=lane,
        revision=revision_in(request),
        reason=said["code"],
        why=said["reason"],
    )
    return _("You have declined. The post that asked is told, and you do not see the case any more.")


def _pass_on(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> str:
    pass_on(
        standing=request.standing,
        case=case,
        lane=lane,
        revision=revision_in(request),
        to_post=Post.objects.get(pk=said["to"]),
        why=said["reason"],
        submission=said["submission"],
    )
    return _("The other post is asked instead. You do not see the case any more.")


DONE: dict[str, Callable[[AdviserRequest, Case, Inquiry, dict[str, Any]], str]] = {
    ACCEPT: _accept,
    DECLINE: _decline,
    PASS_ON: _pass_on,
}


def _forms(request: AdviserRequest, case: Case, lane: Inquiry) -> dict[str, forms.Form]:
    now, do = timezone.now(), request.POST.get("do", "")

    def data(name: str) -> Any:
        return request.POST if do == name else None

    working = {one.post_id for one in case.inquiries.all() if one.status != Status.CLOSED}
    others = askable(lane.post.kind, now, but=working | {lane.post_id, lane.asked_by_id or lane.post_id})
    made: dict[str, forms.Form] = {
        ACCEPT: AcceptForm(data(ACCEPT)),
        DECLINE: DeclineForm(data(DECLINE), prefix=DECLINE, day=timezone.localdate(now)),
    }
    if others:
        posts = [(str(one.post.pk), one.post.name) for one in others]
        made[PASS_ON] = PassOnLaneForm(data(PASS_ON), prefix=PASS_ON, choices={"to": posts})
    return made


def _ask(
    request: AdviserRequest,
    case: Case,
    lane: Inquiry,
    made: dict[str, forms.Form],
    sent: forms.Form | None,
) -> HttpResponse:
    asked = asking(case, lane)
    context = {
        "case": case,
        "lane": lane,
        "forms": made,
        "form": sent,
        "revision": revision_in(request) if sent else case.revision,
        "asked": asked,
        "by": clock_of(request.standing.case_posts()).words(lane.next_due_at),
        "rows": event_rows(asked.facts, SHARED) if asked else [],
    }
    return render(request, "cases/case_answer.html", context)
