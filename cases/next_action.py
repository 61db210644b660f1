"""Who must act next in a lane, what is awaited, and since when: derived from what happened, never entered.

Pure: from rows that were loaded and opened. An open lane always has a next action.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cases.models.event import Event, EventKind
from cases.models.inquiry import Answer, Inquiry
from cases.promises import day_first, promised
from cases.status import Status


class What(StrEnum):
    """What is awaited; deadlines go by these names."""

    ANSWER = "ANSWER"
    CLAIM = "CLAIM"
    ASSESS = "ASSESS"
    WORK = "WORK"
    REPLY = "REPLY"
    WAIT_REPLY = "WAIT_REPLY"
    DO_TASK = "DO_TASK"
    FOLLOW_UP = "FOLLOW_UP"
    CLOSE = "CLOSE"


@dataclass(frozen=True, slots=True)
class NextAction:
    """Whom it awaits and what. `due_at`: by when, where somebody said so; else a deadline from `since` on, in
    which the spans of `waited` do not count. `paused`: of what stands still meanwhile, since when.
    """

    post_id: uuid.UUID
    what: What
    since: datetime
    due_at: datetime | None = None
    waited: tuple[tuple[datetime, datetime], ...] = ()
    paused: "tuple[NextAction, datetime] | None" = None


Deadline = Callable[[NextAction], datetime]


# What a post does in its lane: its turn begins anew with each.
WORK = frozenset(
    {
        EventKind.CLAIMED,
        EventKind.STATUS,
        EventKind.REPLY,
        EventKind.ADVICE,
        EventKind.NOTE,
        EventKind.ACTION,
        EventKind.ASSESSMENT,
        EventKind.JOURNEY,
        EventKind.CHECKLIST,
        EventKind.CONTACT,
        EventKind.TASK,
        EventKind.DONE,
        EventKind.FOLLOW_UP,
    }
)
_BY_STATUS = {
    Status.RECEIVED: What.ASSESS,
    Status.TRIAGED: What.WORK,
    Status.ACTIVE: What.WORK,
    Status.WAITING: What.WORK,
    Status.REOPENED: What.WORK,
    Status.ADVISED: What.CLOSE,
}
# What was promised for a day is all that such a lane waits for.
_UNTIL_THEN = frozenset({Status.WAITING, Status.ADVISED})


def next_action(
    lane: Inquiry, events: Sequence[Event], deadline: Deadline | None = None
) -> NextAction | None:
    """Of one lane; None for a closed one. `events` are all of its case, in their order, with their lanes.

    Whoever was asked answers first; then questions to her post, then those that her post asked: meanwhile its
    own clock stands still. Else what was promised for a day, or the work itself, whichever is due first.
    `deadline` says when that is; without it, it is what was settled last (`lane.next_due_at`).
    """
    if lane.status == Status.CLOSED:
        return None
    if lane.answer == Answer.UNANSWERED:
        return NextAction(lane.post_id, What.ANSWER, _asked_at(lane, events))
    questions = [one for one in events if one.facts.kind == EventKind.QUESTION]
    replies = {
        one.refers_to_id: one
        for one in reversed(events)
        if one.facts.kind == EventKind.REPLY and one.refers_to_id is not None
    }
    open_ones = [one for one in questions if one.pk not in replies and _is_asked(one)]
    to_her = [one for one in open_ones if _lane_of_answer(one, lane)]
    if to_her:
        first = min(to_her, key=day_first)
        return NextAction(lane.post_id, What.REPLY, first.at, first.due_at)
    return _own_turn(lane, events, questions, replies, deadline)


def _own_turn(
    lane: Inquiry,
    events: Sequence[Event],
    questions: Sequence[Event],
    replies: Mapping[uuid.UUID, Event],
    deadline: Deadline | None,
) -> NextAction:
    """Of a lane in which nobody waits for its post: its work, unless that waits for somebody else."""
    base = _work(lane, events)
    asked = [one for one in questions if one.post_id == lane.post_id]
    spans = [(one.at, replies[one.pk].at) for one in asked if one.pk in replies]
    waited = tuple((max(start, base.since), end) for start, end in spans if end > base.since)
    waiting = [one for one in asked if one.pk not in replies and _is_asked(one)]
    work = replace(base, waited=waited)
    if waiting:
        first = min(waiting, key=day_first)
        addressee = asked_post(first)
        assert addressee is not None  # noqa: S101  (for mypy: _is_asked)
        paused = work, max(base.since, min(one.at for one in waiting))
        return NextAction(addressee, What.WAIT_REPLY, first.at, first.due_at, paused=paused)
    planned = _promised(lane, events)
    if planned is None or planned.due_at is None:
        return work
    if lane.status in _UNTIL_THEN:
        return planned
    due_at = deadline(work) if deadline else lane.next_due_at
    comes_first = planned.due_at < due_at if deadline and due_at else planned.due_at == due_at
    return planned if comes_first else work


def asked_post(question: Event) -> uuid.UUID | None:
    """Which post a question is put to: the other one of its lane; none where there is no other."""
    lane = question.lane
    return lane.asked_by_id if question.post_id == lane.post_id else lane.post_id


def _is_asked(question: Event) -> bool:
    """Whether there is somebody to answer; a lane that was closed is asked nothing any more."""
    return asked_post(question) is not None and question.lane.status != Status.CLOSED


def _lane_of_answer(question: Event, lane: Inquiry) -> bool:
    """Whether it is in this lane that the question awaits an answer: its own, or the asking post's back."""
    if question.post_id == lane.post_id or asked_post(question) != lane.post_id:
        return False
    return question.lane_id == lane.pk or question.lane.asked_by_id == lane.post_id


def _asked_at(lane: Inquiry, events: Sequence[Event]) -> datetime:
    """When this post was asked: as the lane began, or as it was passed on to it."""
    moves = {EventKind.ASKED, EventKind.PASSED_ON, EventKind.ROUTED}
    return max(
        [lane.created_at, *(one.at for one in events if one.lane_id == lane.pk and one.facts.kind in moves)]
    )


def _work(lane: Inquiry, events: Sequence[Event]) -> NextAction:
    """What its status asks of the post itself, since it last did something there."""
    done = [
        one.at
        for one in events
        if one.lane_id == lane.pk and one.post_id == lane.post_id and one.facts.kind in WORK
    ]
    since = max([lane.answered_at or lane.created_at, *done])
    what = _BY_STATUS[Status(lane.status)]
    if lane.answer == Answer.ACCEPTED and lane.claimed_by_id is None and not done:
        # Taken by the post, and by nobody there yet.
        what = What.CLAIM
    return NextAction(lane.post_id, what, since)


def _promised(lane: Inquiry, events: Sequence[Event]) -> NextAction | None:
    """The first task or follow-up of the lane that has a day and is not over."""
    first = next(iter(promised(lane.pk, events)), None)
    if first is None:
        return None
    what = What.DO_TASK if first.facts.kind == EventKind.TASK else What.FOLLOW_UP
    return NextAction(lane.post_id, what, first.at, first.due_at)
