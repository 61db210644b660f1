"""Cases that have already happened, written many at a time through the same steps as the web form.

What comes from a file (an older register) and the invented year of the demonstration come in here.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from advisory.models import Post
from advisory.sealing.checked import Checked
from audit.actor import Actor
from audit.verbs import Verb
from cases import access
from cases.models import CaseGroupPermission, Inquiry, StatusChange
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services import lane_clock, lanes
from cases.services.inquiries import Rows, new_case_rows, save_rows, seal_rows
from cases.services.insert import insert
from cases.status import Status
from cases.told import Told

BATCH = 200


@dataclass(frozen=True, slots=True)
class Ending:
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """An inquiry to the post with this key of the reference data, asked at `at`."""

    post: str
    received_on: date
    at: datetime
    facts: InquiryFacts
    narrative: Checked
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A case; `lanes` in the order in which the posts were asked."""

    case: CaseFacts
    persons: tuple[PersonFacts, ...]
    lanes: tuple[Lane, ...]


@dataclass(slots=True)
class Counted:
    """What was written, counted while writing."""

    cases: int = 0
    inquiries: int = 0
    persons: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of one case: those of a new case, and what came after."""

    rows: Rows
    further: list[Inquiry]
    grants: list[CaseGroupPermission]
    changes: list[StatusChange]


def written(plan: Plan, posts: Mapping[str, Post]) -> Written:
    """The unsaved rows of a planned case, with everything that happened to it since."""
    first, *later = plan.lanes
    told = Told(first.received_on, plan.case, first.facts, plan.persons, first.narrative)
    post = posts[first.post]
    rows = new_case_rows(told, post_id=post.pk, group_id=post.group_id, submission=uuid.uuid4(), now=first.at)
    further = [_further(rows, lane, posts[lane.post]) for lane in later]
    grants = access.grants_for(rows.case, [posts[lane.post].group_id for lane in later], ["view", "change"])
    changes = [
        lanes.ended(inquiry, outcome=lane.ending.outcome, at=lane.ending.at)
        for inquiry, lane in zip([rows.inquiry, *further], plan.lanes, strict=True)
        if lane.ending
    ]
    lane_clock.lead([rows.inquiry, *further])
    steps = [lane.at for lane in later] + [change.at for change in changes]
    rows.case.revision += len(steps)
    rows.case.changed_at = max([first.at, *steps])
    if len(changes) == len(plan.lanes):
        rows.case.closed_at = max(change.at for change in changes)
    seal_rows(rows, further=further, grants=grants, changes=changes)
    return Written(rows, further, grants, changes)


def _further(rows: Rows, lane: Lane, post: Post) -> Inquiry:
    return lanes.begun(
        rows.case,
        post_id=post.pk,
        received_on=lane.received_on,
        facts=lane.facts,
        narrative=lane.narrative,
        submission=uuid.uuid4(),
        now=lane.at,
        urgency=rows.case.facts.urgency,
    )


def write_all(actor: Actor, plans: Iterable[Plan], posts: Mapping[str, Post]) -> Counted:
    """Write these cases; `posts` by key of the reference data. The caller holds the transaction."""
    counted = Counted()
    waiting = iter(plans)
    for batch in iter(lambda: list(islice(waiting, BATCH)), []):
        write(actor, [written(plan, posts) for plan in batch], counted)
    return counted


def write(actor: Actor, batch: Sequence[Written], counted: Counted) -> None:
    """Save a batch, and give every case its chain with one entry a step."""
    closed = [change.inquiry for one in batch for change in one.changes]
    with _stored_as_begun(closed):
        save_rows([one.rows for one in batch])
        insert(
            [inquiry for one in batch for inquiry in one.further],
            [grant for one in batch for grant in one.grants],
            [change for one in batch for change in one.changes],
        )
    for one in batch:
        case = one.rows.case
        lanes.record_logged(actor=actor, case=case, inquiry=one.rows.inquiry)
        for inquiry in one.further:
            lanes.record_step(
                Verb.CASE_CHANGED, actor=actor, case=case, inquiry=inquiry, fields=["inquiries"]
            )
        for change in one.changes:
            lanes.record_ended(actor=actor, case=case, inquiry=change.inquiry)
        counted.cases += 1
        counted.inquiries += 1 + len(one.further)
        counted.persons += len(one.rows.persons)
        counted.closed += case.closed_at is not None


@contextmanager
def _stored_as_begun(closed: Sequence[Inquiry]) -> Iterator[None]:
    """For lanes that were closed before they were ever stored: within it they are inserted as they began, and
    afterwards closed, as the database asks of every lane. They were sealed as closed, and are so again.
    """
    for lane in closed:
        lane.status = Status.RECEIVED
        lane.next_post_id, lane.next_due_at = lane.post_id, lane.created_at
    yield
    for lane in closed:
        lane.status = Status.CLOSED
        lane_clock.stop(lane)
    Inquiry.unscoped.filter(pk__in=[lane.pk for lane in closed]).update(
        status=Status.CLOSED, next_post=None, next_due_at=None
    )
