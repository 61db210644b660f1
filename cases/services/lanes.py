"""A post's lane in a case: begun by an inquiry, ended with an outcome, each step in the trail.

Works on rows in memory, so that one case from the web form and thousands at once take the
same steps; the caller holds the transaction, saves and records.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet

from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases.errors import AlreadyClosed, NotClosed
from cases.lane_errors import NoSuchStep
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.facts import InquiryFacts
from cases.models.inquiry import Answer, Inquiry, Part, StatusChange
from cases.services import lane_clock
from cases.services.duties import must_be_assessed
from cases.services.events import happened
from cases.status import Status, may_follow

# What a step of the status changes on the lane's row; the rest of it is settled.
STEP = ("status", "facts", *lane_clock.SETTLED)


def begun(
    case: Case,
    *,
    post_id: uuid.UUID,
    received_on: date,
    facts: InquiryFacts,
    narrative: str,
    submission: uuid.UUID,
    now: datetime,
    part: Part = Part.CONSULTED,
    asked_by: uuid.UUID | None = None,
    urgency: str = "",
) -> Inquiry:
    """An unsaved inquiry of `case` to a post: the first of a new case, which leads, or a further one.

    One that another post asked is unanswered. `urgency` of the case says by when somebody must look at it.
    """
    inquiry = Inquiry(
        case=case,
        post_id=post_id,
        received_on=received_on,
        created_at=now,
        submission=submission,
        facts=facts,
        narrative=narrative,
        part=part,
        asked_by_id=asked_by,
        answer=Answer.UNANSWERED if asked_by else "",
    )
    lane_clock.start(inquiry, urgency)
    return inquiry


def ended(inquiry: Inquiry, *, outcome: str, at: datetime) -> StatusChange:
    """Close the lane with an outcome; gives the unsaved dated change. Raises AlreadyClosed."""
    if not may_follow(inquiry.status, Status.CLOSED):
        raise AlreadyClosed
    inquiry.facts = replace(inquiry.facts, outcome=outcome)
    inquiry.status = Status.CLOSED
    lane_clock.stop(inquiry)
    return StatusChange(inquiry=inquiry, status=Status.CLOSED, at=at)


def stepped(inquiry: Inquiry, status: Status, *, at: datetime) -> StatusChange:
    """Another status that says nothing of an outcome; gives the unsaved dated change. Raises NoSuchStep."""
    if not may_follow(inquiry.status, status):
        raise NoSuchStep
    inquiry.status = status
    return StatusChange(inquiry=inquiry, status=status, at=at)


def all_of(case: Case) -> QuerySet[Inquiry]:
    """All lanes of a case as they stand, to decide by: those that were handed out with it may be fewer."""
    return Inquiry.unscoped.filter(case=case)


def close_with_last(case: Case, *, at: datetime) -> None:
    """The case is closed when the last of its lanes is. The caller is changing the case.

    Raises DutiesNotAssessed.
    """
    if not all_of(case).exclude(status=Status.CLOSED).exists():
        must_be_assessed(case)
        case.closed_at = at
        case.save(update_fields=["closed_at"])


def reopened(inquiry: Inquiry, *, at: datetime) -> StatusChange:
    """Take a closed lane up again; gives the unsaved dated change. Raises NotClosed.

    It leads again unless another lane does by now (`lane_clock.lead`).
    """
    if not may_follow(inquiry.status, Status.REOPENED):
        raise NotClosed
    inquiry.facts = replace(inquiry.facts, outcome="")
    inquiry.status, inquiry.part, inquiry.chased = Status.REOPENED, Part.CONSULTED, 0
    lane_clock.start(inquiry, "")
    return StatusChange(inquiry=inquiry, status=Status.REOPENED, at=at)


def write_step(case: Case, change: StatusChange, *, by: uuid.UUID) -> None:
    """Tell those who work on the case of a step that its post took in its lane; within `changing`."""
    lane = change.inquiry
    said = {"status": change.status, "outcome": lane.facts.outcome}
    happened(case, lane, EventKind.STATUS, post_id=lane.post_id, by=by, now=change.at, facts=said)


def record_logged(*, actor: Actor, case: Case, inquiry: Inquiry) -> None:
    """The first entry of a new case's chain."""
    record.write(
        Verb.CASE_LOGGED,
        actor=actor,
        chain=case.pk,
        subject=case.pk,
        objects=[inquiry.pk],
        first=True,
        revision=case.revision,
    )


def entry_of_logged(*, actor: Actor, case: Case, inquiry: Inquiry) -> record.Statement:
    """The same, to be written by the statement of the rows."""
    return record.beginning(
        Verb.CASE_LOGGED,
        actor=actor,
        chain=case.pk,
        subject=case.pk,
        objects=[inquiry.pk],
        revision=case.revision,
    )


def record_step(
    verb: Verb,
    *,
    actor: Actor,
    case: Case,
    inquiry: Inquiry,
    fields: Iterable[str] = (),
    posts: Iterable[uuid.UUID] = (),
) -> None:
    """A later entry of the case's chain, about one of its lanes and the posts that it concerns beside."""
    record.write(
        verb,
        actor=actor,
        chain=case.pk,
        subject=case.pk,
        objects=[inquiry.pk, *posts],
        fields=list(fields),
        revision=case.revision,
    )


def record_ended(*, actor: Actor, case: Case, inquiry: Inquiry, also: Iterable[str] = ()) -> None:
    fields = ["status", "outcome", *also]
    record_step(Verb.CASE_CLOSED, actor=actor, case=case, inquiry=inquiry, fields=fields)


def record_reopened(*, actor: Actor, case: Case, inquiry: Inquiry) -> None:
    record_step(Verb.CASE_REOPENED, actor=actor, case=case, inquiry=inquiry, fields=["status", "outcome"])
