"""The posts that one's own has asked about a case: how each stands, and what was written to it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from advisory.http import AdviserRequest
from cases.forms.hand_over import ExtendForm, TakeBackForm
from cases.local_time import clock_of
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.services.answers import asking
from cases.services.taking_back import may_be_extended, may_be_taken_back
from cases.status import Status
from cases.views.shared import lanes_of
from cases.views.working import stands

BACK, EXTEND = "back", "extend"


@dataclass(frozen=True, slots=True)
class Asked:
    """One lane that was asked for by her post, how it stands there, and what she can do about it now.

    `wrote` is what was written to it when it was asked.
    """

    lane: Inquiry
    how: str
    wrote: str
    forms: dict[str, forms.Form]


def asked_by(request: AdviserRequest, case: Case) -> list[Asked]:
    """The lanes of posts that one of hers has asked, in their order, but for those that came to nothing."""
    hers = {held.post_id for held in request.standing.case_posts()}
    do = request.POST.get("do", "") if request.method == "POST" else ""
    found, clock = [], clock_of(request.standing.case_posts())
    for lane in lanes_of(case):
        if lane.asked_by_id not in hers or lane.answer not in (Answer.UNANSWERED, Answer.ACCEPTED):
            continue
        made: dict[str, forms.Form] = {}

        def data(name: str, lane: Inquiry = lane) -> Any:
            return request.POST if do == f"{name} {lane.pk}" else None

        if may_be_taken_back(lane):
            made[BACK] = TakeBackForm(data(BACK), prefix=f"{BACK}-{lane.pk}")
        if may_be_extended(lane):
            made[EXTEND] = ExtendForm(data(EXTEND), prefix=f"{EXTEND}-{lane.pk}")
        asked = asking(case, lane)
        wrote = asked.text if asked is not None else ""
        found.append(Asked(lane, _how(lane, clock.words(lane.next_due_at)), wrote, made))
    return found


def _how(lane: Inquiry, by: str) -> str:
    """How it stands there, a sentence."""
    if lane.answer == Answer.UNANSWERED:
        return _("Has not answered yet. The answer is due %(by)s.") % {"by": by}
    return _("Works on the case.") if lane.status == Status.ACTIVE else f"{stands(lane)}."
