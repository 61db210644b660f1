"""A post says how the case stands in its lane: looked at, worked on, waiting, advice given.

Closing and opening again have an outcome and functions of their own (cases/services/inquiries.py).
"""

from django.db import transaction

from advisory.standing import Standing
from audit.verbs import Verb
from cases.lane_errors import NoSuchStep, NotAnswered
from cases.models.case import Case
from cases.models.inquiry import Answer, Inquiry
from cases.services import lanes
from cases.services.revisions import changing
from cases.status import NEXT, Status

# Those that are said by themselves.
SAID = frozenset({Status.TRIAGED, Status.ACTIVE, Status.WAITING, Status.ADVISED})


def may_say(lane: Inquiry) -> list[Status]:
    """Which statuses its post may give the lane now, in the order of the table."""
    if lane.answer == Answer.UNANSWERED:
        return []
    return [status for status in Status if status in SAID & NEXT[Status(lane.status)]]


def take_step(*, standing: Standing, case: Case, lane: Inquiry, revision: int, status: Status) -> None:
    """Give her own lane of a case that she may change another of the statuses in SAID.

    Raises NotAnswered before the post has said that it takes part, NoSuchStep where the table of steps has
    none, ChangedMeanwhile.
    """
    if lane.answer == Answer.UNANSWERED:
        raise NotAnswered
    if status not in may_say(lane):
        raise NoSuchStep
    with transaction.atomic():
        with changing(case, revision=revision):
            change = lanes.stepped(lane, status, at=case.changed_at)
            lane.save(update_fields=["status"])
            change.save(force_insert=True)
            lanes.write_step(case, change, by=standing.account_id)
        lanes.record_step(Verb.LANE_STEPPED, actor=standing.actor, case=case, inquiry=lane, fields=["status"])
