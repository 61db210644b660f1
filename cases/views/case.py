"""The page of one case: what was told, whom it concerns, how it stands at each post."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import case_workers, page
from cases import access, codebook
from cases.announcements import kept
from cases.models import Case, Inquiry
from cases.services.inquiries import told_in
from cases.status import Status, may_follow
from cases.views.shared import lane_shown, lanes_of, own_lane
from cases.wording import person_texts, rows

ABOUT = ("case.kind", "case.concern", "case.circumstances", "case.focus_country", "case.urgency")
ASKED = ("inquiry.asker", "inquiry.channel", "received_on", "inquiry.actions")


@page(case_workers)
@require_safe
def case_page(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.open_case(request.standing, case_id)
    lanes = lanes_of(case)
    own = own_lane(request.standing, lanes)
    may_change = own is not None and access.may_change(request.standing, case)
    lane = lane_shown(request.standing, case, lanes)
    shown = {
        "case": case,
        "lanes": [(one, codebook.label("status", one.status)) for one in lanes],
        "may_change": may_change,
        "may_hold": access.may_change(request.standing, case),
        "kept": kept(request.standing, case),
        "may_close": may_change and may_follow(lane.status, Status.CLOSED),
        "may_reopen": may_change and may_follow(lane.status, Status.REOPENED),
    }
    return render(request, "cases/case.html", shown | _said(case, lane))


def _said(case: Case, lane: Inquiry) -> dict[str, Any]:
    """What was told, in words; the outcome once there is one."""
    told = told_in(case, lane)
    return {
        "about": rows(told, ABOUT),
        "asked": rows(told, (*ASKED, "inquiry.outcome") if told.inquiry.outcome else ASKED),
        "persons": [person_texts(person) for person in told.persons],
        "narrative": told.narrative,
    }
