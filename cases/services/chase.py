"""Reminds of what is overdue: those whom it waits for, then who asked and the coordinator, by urgency.

That a lane was chased and the letters about it are written together, so whoever ends the process at any
moment neither loses a step nor doubles it. Nothing of a case stands in a letter.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from advisory.models import Account, Post
from advisory.sealing.errors import SealError
from advisory.services.holders import accounts_of, coordinators, holding
from advisory.services.reminders import remind
from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases import seal
from cases.calendar import Hours, hours_of
from cases.chasing import MOST, Whom, may_be_due, steps_due, told_by
from cases.deadlines import Urgency
from cases.errors import NobodyToTell
from cases.kept_out import is_kept_out
from cases.models.inquiry import Inquiry
from cases.promises import promised
from cases.services.follow_ups import PLANNED
from cases.services.follow_ups_due import due_by
from cases.services.unattended import facts_of, looking_at


@dataclass(frozen=True, slots=True)
class LaneOf:
    """A lane that a job may have to do something about, and whose case's it is."""

    case_id: uuid.UUID
    lane_id: uuid.UUID


def overdue(now: datetime) -> Iterator[LaneOf]:
    """Lanes past their time, the longest first, by what stands in clear; no case is opened to find them.

    Then those that have ended, and whose follow-up is.
    """
    rows = Inquiry.unscoped.filter(next_post__isnull=False, next_due_at__lte=now, chased__lt=MOST)
    for lane_id, case_id, due_at, chased in rows.order_by("next_due_at", "pk").values_list(
        "pk", "case_id", "next_due_at", "chased"
    ):
        if due_at is not None and may_be_due(due_at, chased, now):
            yield LaneOf(case_id, lane_id)
    after = due_by(now).filter(lane__chased__lt=MOST).values_list("lane", "case", "due_at", "lane__chased")
    for lane_id, case_id, due_at, chased in after:
        if due_at is not None and may_be_due(due_at, chased, now):
            yield LaneOf(case_id, lane_id)


def chase(*, actor: Actor, one: LaneOf, now: datetime) -> bool:
    """Take the steps that have come since the last; whether one has come.

    Raises SealError, and NobodyToTell where nobody holds the post that is awaited and nobody is coordinator:
    nothing was written then, and the step is taken once somebody is.
    """
    if not _may_have_come(one, now):
        return False
    with transaction.atomic():
        found = seal.whole(one.case_id, lock=True)
        level = _level(found, one, now)
        if found is None or level is None:
            return False
        lane, post_id, steps, whom = level
        people = _people(found, lane, post_id, whom, now)
        if not people:
            raise NobodyToTell
        with looking_at(found):
            lane.chased = steps
            lane.save(update_fields=["chased"])
        for account in people:
            remind(account, now=now)
        objects = [lane.pk, *(account.pk for account in people)]
        record.write(Verb.CASE_CHASED, actor=actor, chain=one.case_id, subject=one.case_id, objects=objects)
    return True


def _may_have_come(one: LaneOf, now: datetime) -> bool:
    """Asked without a lock, for mostly no step has come."""
    try:
        return _level(seal.whole(one.case_id), one, now) is not None
    except SealError:
        # Or somebody changes the case at this moment: under its lock one sees which.
        return True


def _level(
    found: seal.Whole | None, one: LaneOf, now: datetime
) -> tuple[Inquiry, uuid.UUID, int, frozenset[Whom]] | None:
    """(the lane, the post it awaits, the steps that have come, whom those not yet taken tell); None when none
    has come.
    """
    lane = None if found is None else next((row for row in found.inquiries if row.pk == one.lane_id), None)
    waits = None if found is None or lane is None else _waits(found, lane)
    if lane is None or waits is None:
        return None
    post_id, due_at, urgency = waits
    if due_at > now:
        return None
    steps = steps_due(_hours(post_id), urgency, due_at, now)
    if steps <= lane.chased:
        return None
    return lane, post_id, steps, told_by(urgency, lane.chased, steps)


def _waits(found: seal.Whole, lane: Inquiry) -> tuple[uuid.UUID, datetime, str] | None:
    """(the post that is awaited, since when, by which urgency); months after, nothing is acute any more."""
    if lane.next_post_id is not None and lane.next_due_at is not None:
        return lane.next_post_id, lane.next_due_at, facts_of(found).urgency
    facts_of(found)
    first = next(iter(promised(lane.pk, found.events, PLANNED)), None)
    if first is None or first.due_at is None:
        return None
    return lane.post_id, first.due_at, Urgency.ORDINARY


def _hours(post_id: uuid.UUID) -> Hours:
    post = Post.objects.get(pk=post_id)
    post.must_be_as_sealed()
    return hours_of(post.profile)


def _people(
    found: seal.Whole, lane: Inquiry, post_id: uuid.UUID, whom: frozenset[Whom], now: datetime
) -> list[Account]:
    """Each once, without who is shut out of the case. A post that nobody holds is the coordinator's."""
    posts = {post_id} if Whom.AWAITED in whom else set()
    if Whom.ASKER in whom and lane.asked_by_id is not None and lane.next_post_id is not None:
        posts.add(lane.asked_by_id)
    held = [one for one in holding(now, posts=posts) if not is_kept_out(one.account_id, found.case)]
    told = accounts_of(held)
    if Whom.COORDINATOR in whom or all(one.post_id != post_id for one in held):
        told += [one for one in coordinators(now) if not is_kept_out(one.pk, found.case)]
    return list({account.pk: account for account in told}.values())
