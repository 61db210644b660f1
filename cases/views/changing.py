"""Changing what was told. Nobody saves over somebody else's change without having seen it."""

import json
import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import ChangedMeanwhile, Refusal
from cases.forms.sheet import Sheet, kept, merged, typed_from
from cases.forms.steps import after_step
from cases.models import Case, Inquiry
from cases.services.inquiries import change_inquiry, changed_fields, tells_all, told_in
from cases.views.persons_shown import persons_alone
from cases.views.shared import lane_to_change, offer_to, revision_in
from cases.views.urgent_shown import on_form
from cases.wording import differences


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_change(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show what is stored, take a step on the page, or store what it says."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    stored, lane_alone = told_in(case, lane), not tells_all(case, lane)
    offer = offer_to(request, stored, lane_alone=lane_alone)
    if request.method != "POST":
        now = typed_from(stored, lane_alone=lane_alone)
        return _show(request, Sheet(now, offer=offer), case, case.revision, base=now)
    stepped = after_step(request.POST, request.POST.get("step", ""))
    if stepped is not None:
        typed, go_to = stepped
        sheet = Sheet(kept(typed), offer=offer)
        if request.htmx:
            return persons_alone(request, sheet, go_to)
        return _show(request, sheet, case, revision_in(request), go_to=go_to)
    return _change(request, Sheet(kept(request.POST), offer=offer, checked=True), case, lane)


def show_conflict(request: AdviserRequest, case_id: uuid.UUID, sheet: Sheet) -> HttpResponse:
    """What is stored now beside what she changed, and her form again, to be saved on purpose."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    stored, lane_alone = told_in(case, lane), not tells_all(case, lane)
    now = typed_from(stored, lane_alone=lane_alone)
    hers = dict(sheet.typed.lists())
    offer = offer_to(request, stored, lane_alone=lane_alone)
    both = Sheet(merged(hers, _base_in(request), now), offer=offer, checked=True)
    yours = (both if both.is_valid() else sheet).told(stored.inquiry.scheme)
    # Not asked on the page, hence not hers to have changed.
    yours = replace(yours, inquiry=replace(yours.inquiry, outcome=stored.inquiry.outcome))
    shown = {
        "case": case,
        "revision": case.revision,
        "sheet": both,
        "base": json.dumps(now),
        "urgent": on_form(request, both),
        "differences": differences(stored, yours, changed_fields(case, lane, yours)),
    }
    return render(request, "cases/case_conflict.html", shown, status=409)


def _base_in(request: AdviserRequest) -> dict[str, list[str]]:
    """What the form held when she opened it; nothing when that does not come back whole."""
    try:
        base = json.loads(request.POST.get("base", ""))
        return {str(name): [str(text) for text in texts] for name, texts in base.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _change(request: AdviserRequest, sheet: Sheet, case: Case, lane: Inquiry) -> HttpResponse:
    revision = revision_in(request)
    if not sheet.is_valid():
        return _show(request, sheet, case, revision)
    told = sheet.told(lane.facts.scheme)
    try:
        changed = change_inquiry(
            standing=request.standing, case=case, inquiry=lane, revision=revision, told=told
        )
    except ChangedMeanwhile:
        return show_conflict(request, case.pk, sheet)
    except Refusal as refusal:
        sheet.refuse(refusal)
        return _show(request, sheet, case, revision)
    messages.success(request, _("The change is saved.") if changed else _("Nothing was changed."))
    return redirect("case", case.pk)


def _show(
    request: AdviserRequest,
    sheet: Sheet,
    case: Case,
    revision: int,
    *,
    go_to: str = "",
    base: dict[str, list[str]] | None = None,
) -> HttpResponse:
    began_with = _base_in(request) if base is None else base
    shown = {
        "sheet": sheet,
        "case": case,
        "revision": revision,
        "go_to": go_to,
        "urgent": on_form(request, sheet),
        "base": json.dumps(began_with),
    }
    return render(request, "cases/case_change.html", shown)
