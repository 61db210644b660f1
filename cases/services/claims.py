"""Somebody at a post takes a case that lies there, so that two do not do the same, or lets it go again.

A claim is for colleagues to see and gives no right. That of somebody who no longer holds the post counts for
nothing, and a deputy takes over what the one she stands in for has claimed.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.services.holders import holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases.lane_errors import ClaimedAlready, NotClaimed, NotOpen
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Answer, Inquiry
from cases.services import lanes
from cases.services.events import happened
from cases.services.revisions import changing
from cases.status import Status


def claim(*, standing: Standing, case: Case, lane: Inquiry, revision: int) -> None:
    """`lane` is of her own post, of a case that she may change.

    Raises NotOpen, ClaimedAlready while a colleague has it, or ChangedMeanwhile.
    """
    if lane.status == Status.CLOSED or lane.answer not in ("", Answer.ACCEPTED):
        raise NotOpen
    if (
        lane.claimed_by_id is not None
        and lane.claimed_by_id != standing.account_id
        and _counts(standing, lane)
    ):
        raise ClaimedAlready
    _write(standing, case, lane, revision, standing.account_id)


def let_go(*, standing: Standing, case: Case, lane: Inquiry, revision: int) -> None:
    """Raises NotClaimed for one that she has not, or ChangedMeanwhile."""
    if lane.claimed_by_id != standing.account_id:
        raise NotClaimed
    _write(standing, case, lane, revision, None)


def _counts(standing: Standing, lane: Inquiry) -> bool:
    """Whether whoever claimed it holds the post still, and the asker does not stand in for her."""
    stands_in = {held.deputy_for for held in standing.case_posts() if held.post_id == lane.post_id}
    if lane.claimed_by_id in stands_in:
        return False
    now = timezone.now()
    return lane.claimed_by_id in {one.account_id for one in holding(now, posts={lane.post_id})}


def _write(
    standing: Standing, case: Case, lane: Inquiry, revision: int, account_id: uuid.UUID | None
) -> None:
    verb = Verb.LANE_CLAIMED if account_id else Verb.LANE_LET_GO
    with transaction.atomic():
        with changing(case, revision=revision):
            given_to(case, lane, account_id, by=standing.account_id, now=case.changed_at)
        lanes.record_step(verb, actor=standing.actor, case=case, inquiry=lane)


def given_to(
    case: Case, lane: Inquiry, account_id: uuid.UUID | None, *, by: uuid.UUID, now: datetime
) -> None:
    """Save who has the lane, or that nobody has; the caller is changing the case, and records the verb."""
    kind = EventKind.CLAIMED if account_id else EventKind.RELEASED
    lane.claimed_by_id = account_id
    lane.save(update_fields=["claimed_by"])
    happened(case, lane, kind, post_id=lane.post_id, by=by, now=now)
