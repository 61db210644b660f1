"""What stands at the top of a case because it awaits its reader.

Another post asks hers something; or the time is soon over in which a post may see the case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from advisory.standing import Standing
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.services.messages import open_questions
from cases.services.taking_back import may_be_extended
from cases.status import Status
from cases.views.shared import own_lanes

# So long before it ends both are told: longer than the holiday of whoever could give more time.
SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Question:
    """What another post asks hers, and nobody has answered."""

    post: str
    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """`post` may see the case until then: one that hers has asked, or her own, which `asker` has asked."""

    post: str
    asker: str
    until: datetime
    is_hers: bool
    is_over: bool


def questions_to(standing: Standing, case: Case, lanes: list[Inquiry]) -> list[Question]:
    """The oldest first. `lanes` are loaded with both their posts."""
    by_id = {lane.pk: lane for lane in lanes}
    for event in case.events.all():
        if event.lane_id in by_id:
            event.lane = by_id[event.lane_id]
    posts = {one.pk: one.name for lane in lanes for one in (lane.post, lane.asked_by) if one is not None}
    hers = {one.post_id: one for one in own_lanes(standing, lanes) if one.status != Status.CLOSED}
    found = {one.pk: one for lane in hers.values() for one in open_questions(case, lane)}
    return [Question(posts.get(one.post_id, ""), one.text) for one in found.values()]


def ending(standing: Standing, case: Case, lanes: list[Inquiry]) -> list[Ending]:
    """Whose time is soon over or ran out, of an open case: to who asked, until it asks that post again.

    And to that post itself, as long as it sees the case.
    """
    if case.closed_at is not None:
        return []
    soon = timezone.now() + SOON
    last = {one.post_id: one for one in asked_by(standing, lanes)}
    found = [
        Ending(one.post.name, "", one.access_until, is_hers=False, is_over=_ran_out(one))
        for one in last.values()
        if one.access_until is not None and (_ran_out(one) or _ends_by(one, soon))
    ]
    return found + [
        Ending(one.post.name, one.asked_by.name, one.access_until, is_hers=True, is_over=False)
        for one in own_lanes(standing, lanes)
        if one.access_until is not None and one.asked_by is not None and _ends_by(one, soon)
    ]


def asked_by(standing: Standing, lanes: list[Inquiry]) -> list[Inquiry]:
    """Those that one of her posts has asked for, in the order in which they came."""
    own = {held.post_id for held in standing.case_posts()}
    return [one for one in lanes if one.asked_by_id in own]


def _ends_by(lane: Inquiry, moment: datetime) -> bool:
    return may_be_extended(lane) and lane.access_until is not None and lane.access_until <= moment


def _ran_out(lane: Inquiry) -> bool:
    """Whether it was at work still: one that is done ends too, when the time to look something up is over."""
    ended_at, until = lane.answered_at, lane.access_until
    return lane.answer == Answer.EXPIRED and until is not None and ended_at is not None and ended_at >= until
