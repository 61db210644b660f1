"""Linking a case to another about the same matter, by a code that advisers tell each other."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.broken_seals import record_broken
from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from advisory.sealing.errors import SealError
from advisory.throttling import Wait
from cases import access
from cases.errors import MayReadOnly, Refusal
from cases.forms.fields import id_from
from cases.forms.matters import MatterCodeForm
from cases.matter_code import shown
from cases.matter_errors import NoSuchCode
from cases.matters_shown import matters_of
from cases.models import Case, Inquiry
from cases.services import matter_codes, matter_links
from cases.services.matter_codes import Code
from cases.services.matter_sides import may_end, may_speak
from cases.views import code_tries
from cases.views.shared import lane_to_change

ASK = "ask"


@page(may(Act.LINK))
@require_http_methods(["GET", "HEAD", "POST"])
def case_matter(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """For the posts that see the case whole; what changes anything, for the one that leads it."""
    case = access.case_to_change(request.standing, case_id)
    if not access.sight_of(case).is_whole:
        raise MayReadOnly(case_id)
    lane = lane_to_change(request.standing, case)
    do, _mark, named = request.POST.get("do", "").partition(" ")
    if request.method != "POST":
        return _page(request, case, lane, MatterCodeForm())
    if do == ASK:
        return _asked(request, case, lane)
    act = ACTS.get(do)
    if act is None:
        return _page(request, case, lane, MatterCodeForm())
    try:
        messages.success(request, act(request, case, lane, id_from(named) or uuid.UUID(int=0)))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("case_matter", case.pk)


def _asked(request: AdviserRequest, case: Case, lane: Inquiry) -> HttpResponse:
    """A try is counted before the code is looked for, and taken back when there is such a code."""
    form = MatterCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, case, lane, form)
    try:
        code_tries.count(request, case)
    except Wait as wait:
        form.add_error("code", code_tries.in_words(wait.seconds))
        return code_tries.later(_page(request, case, lane, form, status=429), wait)
    try:
        matter_links.ask(standing=request.standing, case=case, lane=lane, code=form.cleaned_data["code"])
    except NoSuchCode as refusal:
        code_tries.was_wrong(request, case)
        form.add_error("code", str(refusal.sentence))
        return _page(request, case, lane, form)
    except Refusal as refusal:
        code_tries.was_no_guess(request)
        refuse(form, refusal)
        return _page(request, case, lane, form)
    code_tries.was_no_guess(request)
    messages.success(request, _("The other side is asked. You see here what it answers."))
    return redirect("case_matter", case.pk)


def _make(request: AdviserRequest, case: Case, lane: Inquiry, _link: uuid.UUID) -> str:
    matter_codes.make(standing=request.standing, case=case, lane=lane)
    return _("There is a code now. It stands below.")


def _withdraw(request: AdviserRequest, case: Case, lane: Inquiry, _link: uuid.UUID) -> str:
    matter_codes.withdraw(standing=request.standing, case=case, lane=lane)
    return _("The code is good no more.")


def _agree(request: AdviserRequest, case: Case, lane: Inquiry, link: uuid.UUID) -> str:
    matter_links.agree(standing=request.standing, case=case, lane=lane, link_id=link)
    return _("The two cases are linked. Neither side sees the other's case.")


def _decline(request: AdviserRequest, case: Case, lane: Inquiry, link: uuid.UUID) -> str:
    matter_links.decline(standing=request.standing, case=case, lane=lane, link_id=link)
    return _("The cases are not linked. The other side is told.")


def _take_back(request: AdviserRequest, case: Case, lane: Inquiry, link: uuid.UUID) -> str:
    matter_links.take_back(standing=request.standing, case=case, lane=lane, link_id=link)
    return _("It is taken back. The other side is not asked any more.")


def _unlink(request: AdviserRequest, case: Case, lane: Inquiry, link: uuid.UUID) -> str:
    matter_links.unlink(standing=request.standing, case=case, lane=lane, link_id=link)
    return _("The two cases are not linked any more. The other side is told.")


ACTS: dict[str, Callable[[AdviserRequest, Case, Inquiry, uuid.UUID], str]] = {
    "make": _make,
    "withdraw": _withdraw,
    "agree": _agree,
    "decline": _decline,
    "back": _take_back,
    "unlink": _unlink,
}


def _page(
    request: AdviserRequest, case: Case, lane: Inquiry, form: MatterCodeForm, *, status: int = 200
) -> HttpResponse:
    speaks = may_speak(lane)
    code = _code(request, case) if speaks else None
    context = {
        "case": case,
        "form": form,
        "matters": matters_of(request.standing, case),
        "speaks": speaks,
        "may_end": may_end(lane),
        "code": shown(code.code) if code else "",
        "until": code.expires_at if code else None,
    }
    return render(request, "cases/case_matter.html", context, status=status)


def _code(request: AdviserRequest, case: Case) -> Code | None:
    """One that was altered is none, which is recorded: she makes another."""
    try:
        return matter_codes.code_of(case)
    except SealError as error:
        record_broken(error, actor=request.standing.actor)
        return None
