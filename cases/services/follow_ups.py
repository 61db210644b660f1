"""Plans follow-ups where the post that leads a case ends its work, and calls them off where it goes on.

What became of one is recorded by cases/services/following_up.py.
"""

import uuid

from cases import gate
from cases.errors import NotFollowedUp
from cases.follow_ups import BOTH, GIVEN_UP, MONTHS, WITHOUT, Plan, due_at, is_asked
from cases.models.case import Case
from cases.models.event import Event, EventKind
from cases.models.inquiry import Inquiry
from cases.promises import promised
from cases.services.events import happened
from cases.services.lane_clock import hours_at
from cases.services.revisions import as_it_stands
from cases.services.rulings import REASON_LENGTH

PLANNED = frozenset({EventKind.FOLLOW_UP})


def asks(case: Case, lane: Inquiry) -> bool:
    """Whether who ends this lane says whether she is followed up: nobody has planned it at another post.

    Asked of all that happened, whatever its reader may see, and tells nothing else of it.
    """
    found = as_it_stands(case.pk)
    others = {one.pk for one in found.inquiries} - {lane.pk}
    return is_asked(found.case.facts, lane) and not any(
        promised(other, found.events, PLANNED) for other in others
    )


def plan(case: Case, lane: Inquiry, chosen: Plan, *, outcome: str, by: uuid.UUID) -> bool:
    """Within `changing` of a case whose lane ends with this outcome; whether anything was said.

    Raises NotFollowedUp where one is not chosen and no reason is given, and what the gate raises.
    """
    if outcome in WITHOUT or not asks(case, lane):
        return False
    why_not = gate.passed(chosen.why_not, field="why_not", longest=REASON_LENGTH)
    left = BOTH - chosen.chosen
    if left and not why_not:
        raise NotFollowedUp
    for code in MONTHS:
        if code in left:
            _said(case, lane, code, by, result=GIVEN_UP, text=why_not)
        else:
            when = due_at(hours_at(lane.post_id), case.changed_at, code)
            happened(
                case,
                lane,
                EventKind.FOLLOW_UP,
                post_id=lane.post_id,
                by=by,
                now=case.changed_at,
                facts={"follow_up": code},
                due_at=when,
            )
    return True


def call_off(case: Case, lane: Inquiry, *, by: uuid.UUID, but: Event | None = None) -> None:
    """The work goes on, so those that are still planned are not; within `changing`. They are planned anew
    when it ends.
    """
    for one in promised(lane.pk, case.events.all(), PLANNED):
        if one != but:
            _said(case, lane, one.facts.follow_up, by, result=GIVEN_UP, refers_to=one)


def _said(
    case: Case,
    lane: Inquiry,
    code: str,
    by: uuid.UUID,
    *,
    result: str,
    text: str = "",
    refers_to: Event | None = None,
) -> None:
    happened(
        case,
        lane,
        EventKind.FOLLOW_UP,
        post_id=lane.post_id,
        by=by,
        now=case.changed_at,
        facts={"follow_up": code, "result": result},
        text=text,
        refers_to=refers_to,
    )
