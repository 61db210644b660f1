"""Asking another post about a case; taking that back, and letting it see the case longer."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.models.post import Kind
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.fields import id_from
from cases.forms.hand_over import SendForm
from cases.models import Case, Inquiry
from cases.models.inquiry import Part
from cases.services.hand_over import ask
from cases.services.representatives import Advised, advised
from cases.services.suggested import Suggested, suggested
from cases.services.taking_back import extend, take_back
from cases.sharing import How, Sharing
from cases.status import Status
from cases.views.asked_others import BACK, EXTEND, Asked, asked_by
from cases.views.shared import lane_to_change, revision_in
from cases.who_asks_whom import askable

KINDS = {
    Kind.COORDINATOR: gettext_lazy("The competence team"),
    Kind.AGENCY: gettext_lazy("Agencies in the competence team"),
    Kind.EMBASSY: gettext_lazy("Embassies"),
    Kind.SCHOOL: gettext_lazy("Schools"),
}


@page(may(Act.SEND))
@require_http_methods(["GET", "HEAD", "POST"])
def case_send(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    by_rules = suggested(case, lane, actor=request.standing.actor)
    whom = by_rules, advised(case, lane, by_rules, timezone.now())
    form = _form(request, case, lane, by_rules)
    if request.method != "POST":
        return _ask(request, form, case, case.revision, whom)
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request), whom)
    said = form.cleaned_data
    try:
        ask(
            standing=request.standing,
            case=case,
            lane=lane,
            revision=revision_in(request),
            to_post=Post.objects.get(pk=said["to"]),
            how=How(said["how"]),
            sharing=Sharing(said["basis"], said["hastens"], said["harms_siblings"], said["why"]),
            submission=said["submission"],
            days=said["days"],
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return _ask(request, form, case, revision_in(request), whom)
    messages.success(request, _("The other post is asked. You see here when it answers."))
    return redirect("case", case.pk)


@page(may(Act.SEND))
@require_http_methods(["GET", "HEAD", "POST"])
def case_asked(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """The posts that hers has asked: take it back, or let one see the case longer."""
    case = access.case_to_change(request.standing, case_id)
    shown = asked_by(request, case)
    if request.method != "POST":
        return _asked(request, case, shown, None)
    do, _mark, lane_id = request.POST.get("do", "").partition(" ")
    one = next((one for one in shown if one.lane.pk == id_from(lane_id)), None)
    form = one.forms.get(do) if one else None
    if one is None or form is None:
        messages.error(request, _("This was answered or is over already."))
        return redirect("case", case.pk)
    if not form.is_valid():
        return _asked(request, case, shown, form)
    try:
        messages.success(request, DONE[do](request, case, one.lane, form.cleaned_data))
    except Refusal as refusal:
        refuse(form, refusal)
        return _asked(request, case, shown, form)
    return redirect("case", case.pk)


def _take_back(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> str:
    revision, why = revision_in(request), said["reason"]
    take_back(standing=request.standing, case=case, lane=lane, revision=revision, why=why)
    return _("It is taken back. The other post does not see the case any more.")


def _extend(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> str:
    extend(
        standing=request.standing,
        case=case,
        lane=lane,
        revision=revision_in(request),
        days=said["days"],
        why=said["reason"],
    )
    return _("The other post may see the case longer.")


DONE: dict[str, Callable[[AdviserRequest, Case, Inquiry, dict[str, Any]], str]] = {
    BACK: _take_back,
    EXTEND: _extend,
}


def _form(request: AdviserRequest, case: Case, lane: Inquiry, by_rules: list[Suggested]) -> SendForm:
    now = timezone.now()
    working = {one.post_id for one in case.inquiries.all() if one.status != Status.CLOSED}
    groups: dict[Kind, list[tuple[str, str]]] = {}
    for one in askable(lane.post.kind, now, but=working):
        groups.setdefault(one.kind, []).append((str(one.post.pk), one.post.name))
    offered = {post_id for posts in groups.values() for post_id, _name in posts}
    posts = [str(one.post.pk) for one in by_rules if str(one.post.pk) in offered]
    return SendForm(
        request.POST if request.method == "POST" else None,
        posts=[(KINDS[kind], some) for kind, some in groups.items()],
        leads=lane.part == Part.LEAD,
        day=timezone.localdate(now),
        # Of several she chooses; what she asks for she always says: giving a case away is no default.
        suggested=posts[0] if len(posts) == 1 else "",
    )


def _ask(
    request: AdviserRequest,
    form: SendForm,
    case: Case,
    revision: int,
    whom: tuple[list[Suggested], Advised | None],
) -> HttpResponse:
    by_rules, one = whom
    shown = {"form": form, "case": case, "revision": revision, "suggested": by_rules, "advised": one}
    return render(request, "cases/case_send.html", shown)


def _asked(request: AdviserRequest, case: Case, shown: list[Asked], form: forms.Form | None) -> HttpResponse:
    revision = revision_in(request) if form else case.revision
    context = {"form": form, "case": case, "asked": shown, "revision": revision}
    return render(request, "cases/case_asked.html", context)
