"""Writes down, for queues, whom each lane of a case awaits and by when: as cases/next_action.py derives it.

Called whenever a case is changed, before it is sealed anew, so no service can forget it. What is derived from
the same rows is the same, so settling twice changes nothing.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.db.models.signals import post_save

from advisory.models import Post
from cases import deadlines
from cases.calendar import Hours, hours_of
from cases.models.case import Case
from cases.models.event import Event
from cases.models.inquiry import Answer, Inquiry, Part
from cases.next_action import NextAction, next_action
from cases.status import Status

SETTLED = ("part", "next_post_id", "next_due_at", "paused_left", "chased")


def settle(case: Case, lanes: Sequence[Inquiry], events: Sequence[Event]) -> None:
    """Save whom each lane awaits, where that is another than before; one that is awaited anew was not chased.

    All lanes and events of a case whose facts are open; the caller is changing the case.
    """
    before = {lane.pk: _state(lane) for lane in lanes}
    lead(lanes)
    urgency = case.facts.urgency
    by_id = {lane.pk: lane for lane in lanes}
    for event in events:
        event.lane = by_id[event.lane_id]
    for lane in lanes:
        _settle_one(lane, events, urgency)
        if before[lane.pk] != _state(lane):
            lane.save(update_fields=SETTLED)


def lead(lanes: Sequence[Inquiry]) -> None:
    """See to it that one of the open lanes leads: when the one that did is closed, the next that accepted.

    Raises ValueError where two do, for whoever hands a case over says which one no longer does.
    """
    open_ones = [lane for lane in lanes if lane.status != Status.CLOSED]
    leading = [lane for lane in open_ones if lane.part == Part.LEAD]
    if len(leading) > 1:
        raise ValueError("two lanes of a case lead")
    if open_ones and not leading:
        first = min(
            open_ones, key=lambda one: (one.answer == Answer.UNANSWERED, one.created_at, one.pk.bytes)
        )
        first.part = Part.LEAD


def start(lane: Inquiry, urgency: str) -> None:
    """Whom a lane without a past awaits: in memory, for the caller saves it. `urgency` of its case."""
    action = next_action(lane, [])
    if action is not None:
        lane.next_post_id, lane.next_due_at = action.post_id, due_of(action, urgency)


def stop(lane: Inquiry) -> None:
    """A closed lane awaits nobody. In memory."""
    lane.next_post, lane.next_due_at, lane.paused_left, lane.chased = None, None, None, 0


def _state(lane: Inquiry) -> list[object]:
    return [getattr(lane, name) for name in SETTLED]


def _settle_one(lane: Inquiry, events: Sequence[Event], urgency: str) -> None:
    action = next_action(lane, events, lambda one: due_of(one, urgency))
    if action is None:
        # How often a follow-up was chased after it had ended stays.
        if lane.next_post_id is not None:
            stop(lane)
        return
    due_at = due_of(action, urgency)
    if (lane.next_post_id, lane.next_due_at) != (action.post_id, due_at):
        lane.next_post_id, lane.next_due_at, lane.chased = action.post_id, due_at, 0
    lane.paused_left = None if action.paused is None else left_of(*action.paused, urgency)


def due_of(action: NextAction, urgency: str) -> datetime:
    """By when, in UTC: in working hours of the post that acts, or round the clock where life is in danger."""
    if action.due_at is not None:
        return action.due_at
    hours = hours_at(action.post_id)
    left = _left(action, urgency, hours)
    start = max([action.since, *(end for _start, end in action.waited)])
    clock = deadlines.clock_of(urgency)
    return deadlines.due(hours, start, deadlines.Deadline(left, clock))


def left_of(action: NextAction, at: datetime, urgency: str) -> int:
    """Minutes of its clock that were left of a deadline at a moment after which none of it ran."""
    hours = hours_at(action.post_id)
    ended = max([action.since, *(end for _start, end in action.waited)])
    return max(0, _left(action, urgency, hours) - _worked(hours, ended, at, urgency))


def _left(action: NextAction, urgency: str, hours: Hours) -> int:
    """Minutes of a deadline that were left when it last began to run."""
    left = deadlines.minutes_for(urgency, action.what.name).minutes
    running = action.since
    for start, end in sorted(action.waited):
        left -= _worked(hours, running, start, urgency)
        running = max(running, end)
    return max(0, left)


def _worked(hours: Hours, start: datetime, end: datetime, urgency: str) -> int:
    return deadlines.left(hours, start, end, deadlines.clock_of(urgency))


@cache
def hours_at(post_id: uuid.UUID) -> Hours:
    """Of a post, asked for once a process; where its row was changed by another, until that starts anew."""
    return hours_of(Post.objects.get(pk=post_id).profile)


def watch() -> None:
    """A post that is changed in this process is asked for anew."""
    post_save.connect(_forget, sender=Post, dispatch_uid="cases.lane_clock")


def _forget(**kwargs: object) -> None:
    hours_at.cache_clear()
