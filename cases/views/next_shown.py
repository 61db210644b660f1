"""What is next for the reader of a case: what her part of it awaits, the one button, the other ways on.

Nothing is offered that she may not do, and nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases import access
from cases.assessments import RISK, assessed
from cases.field_views import Sight
from cases.forms.status import StatusForm
from cases.matters_shown import Matters
from cases.models import Case, Inquiry
from cases.models.event import FIELDS, EventKind
from cases.models.inquiry import Answer, Part
from cases.queues import what_of
from cases.services.actions import may_record
from cases.services.addressees import addressees
from cases.services.inquiries import left_open
from cases.services.matter_sides import may_speak
from cases.services.steps import may_say
from cases.services.suggested import Suggested, suggested
from cases.settled import owed
from cases.status import Status, may_follow
from cases.views.asking_shown import Asking, asking_of
from cases.views.awaited_shown import Question, questions_to
from cases.views.main_step import BY_LANE, MAIN, WAYS, Asks, Step, Way, main_step, other_steps
from cases.views.planned_shown import Shown as Plans
from cases.views.shared import own_lanes
from cases.views.urgent_shown import OnCase
from cases.views.working import Working

# Where the form of a change asks what a quick log left open.
ANCHORS = {"asker": "#id_asker", "channel": "#id_channel_0"}
# Where nobody can be asked a question.
_WRITE_ALONE = _("Write: advice, a note")


@dataclass(frozen=True, slots=True)
class Awaits:
    """What waits for the reader, found once for the notices and for the button.

    `own` is her lane of the case, where there is one; `may_work`: her post works on the case, and she may
    change it; `to_complete`: where the form asks what is not recorded yet; `owed` are duties in words.
    """

    own: Inquiry | None
    may_change: bool
    may_work: bool
    to_answer: Inquiry | None
    asking: Asking | None
    to_complete: str
    questions: list[Question] = field(default_factory=list)
    suggested: list[Suggested] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Next:
    """`lines` are her own open parts; `step` is the one thing, None where the case asks nothing of her."""

    lines: list[Working]
    step: Step | None
    ways: list[Step]
    status_form: StatusForm | None


def awaits(standing: Standing, case: Case, sight: Sight, lanes: list[Inquiry], own: Inquiry | None) -> Awaits:
    may_change = own is not None and access.may_change(standing, case)
    may_work = own is not None and may_change and may_record(own)
    return Awaits(
        own=own,
        may_change=may_change,
        may_work=may_work,
        to_answer=_to_answer(standing, lanes),
        asking=asking_of(case, own),
        to_complete=_to_complete(own) if own is not None and may_change else "",
        questions=questions_to(standing, case, lanes) if may_change else [],
        suggested=_not_asked_yet(standing, case, own, lanes) if own is not None and may_change else [],
        owed=owed(case, sight),
    )


def next_of(
    standing: Standing,
    case: Case,
    lanes: list[Inquiry],
    working: Sequence[Working],
    waits: Awaits,
    *,
    matters: Matters,
    urgent: OnCase | None,
    plans: Plans,
) -> Next:
    """`working` are the lanes in words, as the page shows them all."""
    step = main_step(_asked_of_her(case, waits, matters, urgent, plans))
    own = {lane.pk for lane in own_lanes(standing, lanes) if lane.status != Status.CLOSED}
    return Next(
        lines=[one for one in working if one.lane.pk in own],
        step=None if step is None else _in_this_case(step, case, waits),
        ways=[_in_this_case(one, case, waits) for one in other_steps(_ways(standing, lanes, waits), step)],
        status_form=_status_form(waits),
    )


def _in_this_case(step: Step, case: Case, waits: Awaits) -> Step:
    """As the table has it, but to the first question that is open, and without a question to nobody."""
    if step == MAIN[Asks.REST_OF_LOG]:
        return replace(step, query=waits.to_complete)
    if step == WAYS[Way.WRITE] and waits.own is not None and not addressees(case, waits.own):
        return replace(step, label=_WRITE_ALONE)
    return step


def _to_complete(own: Inquiry) -> str:
    return next((ANCHORS[name] for name in left_open(own)), "")


def _asked_of_her(
    case: Case, waits: Awaits, matters: Matters, urgent: OnCase | None, plans: Plans
) -> set[Asks]:
    """All that the case asks, of which the table takes the first."""
    due = {one.page for one in plans.planned if one.is_due}
    found = {
        Asks.HAND_OVER: waits.to_answer is not None,
        Asks.REST_OF_LOG: bool(waits.to_complete),
        Asks.FOLLOW_UP_DUE: "case_follow_up" in due,
    }
    asked = {asks for asks, is_so in found.items() if is_so}
    if waits.own is None or not waits.may_work:
        return asked
    events = list(case.events.all())
    what = what_of(waits.own, events, is_hers=True)
    may_assess = access.sight_of(case).shows(FIELDS[EventKind.ASSESSMENT])
    asking = waits.asking
    found = {
        Asks.QUESTION: bool(waits.questions),
        Asks.ADVICE: asking is not None and asking.awaits_advice and not asking.is_advised,
        Asks.MATTER: bool(matters.to_answer) and may_speak(waits.own),
        Asks.DUTIES: bool(waits.owed),
        Asks.URGENT: may_assess and urgent is not None and not urgent.is_assessed,
        Asks.TASK_DUE: "case_task_end" in due,
        Asks.SUGGESTED: bool(waits.suggested),
    }
    asked |= {asks for asks, is_so in found.items() if is_so} | BY_LANE[what]
    if not (may_assess and case.persons.all() and RISK not in assessed(events)):
        asked.discard(Asks.RISK)
    return asked


def _ways(standing: Standing, lanes: list[Inquiry], waits: Awaits) -> set[Way]:
    own = waits.own
    if own is None or not waits.may_change:
        return set()
    found = {
        Way.CHANGE: True,
        Way.SEND: waits.may_work,
        Way.ASKED: _has_asked(standing, lanes),
        Way.WRITE: waits.may_work,
        Way.CLOSE: waits.may_work and may_follow(own.status, Status.CLOSED),
        Way.REOPEN: own.answer in ("", Answer.ACCEPTED) and may_follow(own.status, Status.REOPENED),
    }
    return {way for way, is_so in found.items() if is_so}


def _status_form(waits: Awaits) -> StatusForm | None:
    """To say how the case stands at her post; none where nothing else can be said of it."""
    offered = may_say(waits.own) if waits.own is not None and waits.may_change else []
    return StatusForm(offered=offered) if offered else None


def _not_asked_yet(standing: Standing, case: Case, own: Inquiry, lanes: list[Inquiry]) -> list[Suggested]:
    """To the post that leads: whom the rules suggest, but for who was asked before, whatever came of it."""
    if own.part != Part.LEAD:
        return []
    asked = {one.post_id for one in lanes}
    return [one for one in suggested(case, own, actor=standing.actor) if one.post.pk not in asked]


def _to_answer(standing: Standing, lanes: list[Inquiry]) -> Inquiry | None:
    return next((one for one in own_lanes(standing, lanes) if one.answer == Answer.UNANSWERED), None)


def _has_asked(standing: Standing, lanes: list[Inquiry]) -> bool:
    """Whether a post that one of hers has asked works on the case, or has not answered."""
    own = {held.post_id for held in standing.case_posts()}
    return any(one.asked_by_id in own and one.status != Status.CLOSED for one in lanes)
