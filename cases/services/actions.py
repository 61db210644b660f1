"""What was done in a case, each with its day and the agency that it went to; and the codes that are counted.

The year's tables count the codes of the lane's inquiry. They are kept in step with what is recorded here, in
the same transaction: what is recorded is ticked there, and what is ticked or taken out there is recorded.
"""

import uuid
from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from advisory.standing import Standing
from audit.verbs import Verb
from cases.errors import ActionTooEarly, ActionTooLate
from cases.follow_ups import GIVEN_UP
from cases.lane_errors import NotOpen
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Answer, Inquiry
from cases.services import lanes
from cases.services.events import happened
from cases.services.revisions import changing
from cases.status import Status

# Codes of `tiltak` whose day is that of a journey, which is never kept: the day it was written down stands.
OF_A_JOURNEY = frozenset({"HJEM"})


def act(*, standing: Standing, case: Case, lane: Inquiry, action: str, agency: str, day: date) -> None:
    """Record what the post of `lane` did on a day: codes of `tiltak` and of `etat`, or no agency.

    `case` comes from `access.case_to_change`; what others changed since a form was opened does not matter to
    it. Raises NotOpen, ActionTooEarly, ActionTooLate, ChangedMeanwhile; KeyError for a code that no list has.
    """
    if not may_record(lane):
        raise NotOpen
    if day > timezone.localdate():
        raise ActionTooLate
    if day < lane.received_on:
        raise ActionTooEarly
    with transaction.atomic():
        with changing(case, revision=case.revision):
            happened(
                case,
                lane,
                EventKind.ACTION,
                post_id=lane.post_id,
                by=standing.account_id,
                now=_moment(action, day, case.changed_at),
                facts={"action": action, "agency": agency},
            )
            lane.facts = replace(lane.facts, actions=lane.facts.actions | {action})
            lane.save(update_fields=["facts"])
        names = ["action", "agency"] if agency else ["action"]
        lanes.record_step(Verb.ACTION_RECORDED, actor=standing.actor, case=case, inquiry=lane, fields=names)


def may_record(lane: Inquiry) -> bool:
    """Whether the post of this lane works on the case."""
    return lane.status != Status.CLOSED and lane.answer in ("", Answer.ACCEPTED)


def ticked_anew(
    case: Case, lane: Inquiry, *, before: frozenset[str], after: frozenset[str], by: uuid.UUID
) -> None:
    """Record what was ticked, or taken out again, where the inquiry is put right. Within `changing`."""
    for action in sorted(before ^ after):
        said = {"action": action} if action in after else {"action": action, "result": GIVEN_UP}
        happened(case, lane, EventKind.ACTION, post_id=lane.post_id, by=by, now=case.changed_at, facts=said)


def _moment(action: str, day: date, now: datetime) -> datetime:
    """Noon in Norway of a day that is past, else now."""
    if day == timezone.localdate(now) or action in OF_A_JOURNEY:
        return now
    return datetime.combine(day, time(12), timezone.get_default_timezone())
