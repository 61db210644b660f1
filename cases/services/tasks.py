"""Tasks: what a post has promised itself to do in a case by a day, and that it was done or given up.

Until then it is what the lane waits for, when it is due before the work is (cases/next_action.py).
"""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.standing import Standing
from audit.verbs import Verb
from cases import gate
from cases.calendar import day_ends
from cases.errors import NoReasonGiven
from cases.follow_ups import GIVEN_UP
from cases.lane_errors import NoSuchTask, NothingWritten, NotOpen, TaskTooEarly, TaskTooLate
from cases.models.case import Case
from cases.models.event import Event, EventKind
from cases.models.inquiry import Inquiry
from cases.promises import promised
from cases.services import lanes
from cases.services.actions import may_record
from cases.services.events import happened
from cases.services.lane_clock import hours_at
from cases.services.revisions import changing

LONGEST = 500
# Nobody keeps a case by a task of years ahead.
FARTHEST = timedelta(days=365)


def open_tasks(case: Case, lane: Inquiry) -> list[Event]:
    """The first day first. Of a case that was handed out with what happened in it."""
    return promised(lane.pk, case.events.all(), {EventKind.TASK})


def plan_task(*, standing: Standing, case: Case, lane: Inquiry, text: str, day: date) -> Event:
    """By the end of that day at the post. Its own post alone sees it.

    Raises NotOpen, NothingWritten, TaskTooEarly, TaskTooLate, ChangedMeanwhile, and what the gate raises.
    """
    said, today = gate.passed(text, field="text", longest=LONGEST), timezone.localdate()
    if not may_record(lane):
        raise NotOpen
    if not said:
        raise NothingWritten
    due_at = day_ends(hours_at(lane.post_id), day)
    if day < today or due_at <= timezone.now():
        raise TaskTooEarly
    if day > today + FARTHEST:
        raise TaskTooLate
    with transaction.atomic():
        with changing(case, revision=case.revision):
            made = happened(
                case,
                lane,
                EventKind.TASK,
                post_id=lane.post_id,
                by=standing.account_id,
                now=case.changed_at,
                text=said,
                due_at=due_at,
            )
        lanes.record_step(Verb.TASK_PLANNED, actor=standing.actor, case=case, inquiry=lane, fields=["text"])
    return made


def end_task(
    *, standing: Standing, case: Case, lane: Inquiry, task: uuid.UUID, given_up: bool, reason: str
) -> None:
    """It was done, or is given up for a reason. Raises NoSuchTask for one that is over already, NotOpen,
    NoReasonGiven, ChangedMeanwhile, and what the gate raises.
    """
    said = gate.passed(reason, field="reason", longest=LONGEST)
    if not may_record(lane):
        raise NotOpen
    found = next((one for one in open_tasks(case, lane) if one.pk == task), None)
    if found is None:
        raise NoSuchTask
    if given_up and not said:
        raise NoReasonGiven
    with transaction.atomic():
        with changing(case, revision=case.revision):
            happened(
                case,
                lane,
                EventKind.DONE,
                post_id=lane.post_id,
                by=standing.account_id,
                now=case.changed_at,
                facts={"result": GIVEN_UP} if given_up else {},
                text=said,
                refers_to=found,
            )
        verb = Verb.TASK_GIVEN_UP if given_up else Verb.TASK_DONE
        lanes.record_step(verb, actor=standing.actor, case=case, inquiry=lane)
