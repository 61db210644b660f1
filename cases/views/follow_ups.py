"""Following up after a case was closed: was there contact, how does it stand, does the case go on."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.assessments import newest
from cases.errors import Refusal
from cases.field_views import Sight
from cases.follow_ups import REACHED
from cases.forms.follow_ups import GOES_ON, FollowUpForm
from cases.lane_errors import NothingToFollowUp
from cases.models import Case, Inquiry
from cases.models.event import FIELDS, EventKind
from cases.services.following_up import follow_up, planned
from cases.views.planned_shown import follow_up_words, with_day
from cases.views.shared import lanes_of, own_lanes


@page(may(Act.CLOSE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_follow_up(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = next((one for one in own_lanes(request.standing, lanes_of(case)) if planned(case, one)), None)
    if lane is None:
        messages.error(request, str(NothingToFollowUp.sentence))
        return redirect("case", case.pk)
    offered = [(str(one.pk), with_day(follow_up_words(one.facts), one)) for one in planned(case, lane)]
    typed = request.POST if request.method == "POST" else None
    form = FollowUpForm(typed, planned=offered, day=timezone.localdate())
    if typed is not None and form.is_valid():
        try:
            _follow_up(request, form, case, lane)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("case", case.pk)
    shown = {"form": form, "case": case, "contact": _contact(case, access.sight_of(case))}
    return render(request, "cases/case_follow_up.html", shown)


def _follow_up(request: AdviserRequest, form: FollowUpForm, case: Case, lane: Inquiry) -> None:
    said = form.cleaned_data
    reopens = said["then"] == GOES_ON
    follow_up(
        standing=request.standing,
        case=case,
        lane=lane,
        event=uuid.UUID(said["event"]),
        reached=said["reached"] == REACHED,
        outcome=said["outcome"],
        text=said["text"],
        reopens=reopens,
    )
    done = _("The follow-up is recorded.")
    messages.success(
        request, _("The follow-up is recorded, and the case is open again.") if reopens else done
    )


def _contact(case: Case, sight: Sight) -> list[str] | None:
    """How she is reached safely, to those who may see it; nothing where nobody has written it down."""
    if not sight.shows(FIELDS[EventKind.CONTACT]):
        return None
    told = newest(case.events.all(), EventKind.CONTACT)
    return told.text.splitlines() if told is not None else []
