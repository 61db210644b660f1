"""The post that asked another one takes that back, or lets it see the case longer."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.services.holders import accounts_of, holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases.errors import MayReadOnly
from cases.lane_errors import AlreadyAnswered
from cases.models.case import Case
from cases.models.event import EventKind, SeenBy
from cases.models.inquiry import Answer, Inquiry, Part
from cases.services import lanes
from cases.services.answers import answered, asking, end, posts_of
from cases.services.events import happened
from cases.services.lane_rights import grants_follow_lanes, no_longer_than
from cases.services.revisions import changing
from cases.services.rulings import tell, written
from cases.status import Status

TAKEABLE = frozenset({Answer.UNANSWERED, Answer.ACCEPTED})


def take_back(*, standing: Standing, case: Case, lane: Inquiry, revision: int, why: str) -> None:
    """The post that asked asks no more. Its case comes from `access.case_to_change`.

    What was taken over cannot be taken back: ask for it. Raises MayReadOnly, AlreadyAnswered, NoReasonGiven
    or ChangedMeanwhile.
    """
    if lane.asked_by_id is None or lane.asked_by_id not in posts_of(standing):
        raise MayReadOnly(case.pk)
    if not may_be_taken_back(lane):
        raise AlreadyAnswered
    why, asked, now = written(why), asking(case, lane), timezone.now()
    with transaction.atomic():
        with changing(case, revision=revision):
            answered(
                case,
                lane,
                EventKind.TAKEN_BACK,
                asked=asked,
                by=standing.account_id,
                post_id=lane.asked_by_id,
                text=why,
            )
            end(case, lane, Answer.TAKEN_BACK, now)
        lanes.record_step(Verb.LANE_TAKEN_BACK, actor=standing.actor, case=case, inquiry=lane)
        tell(accounts_of(holding(now, posts={lane.post_id})), now)


def extend(*, standing: Standing, case: Case, lane: Inquiry, revision: int, days: int, why: str) -> datetime:
    """The asked post may see the case for so many days from now. For the post that asked, or that leads.

    Gives the end. Raises MayReadOnly, AlreadyAnswered for a lane that has no end or is over, NoReasonGiven or
    ChangedMeanwhile.
    """
    hers = posts_of(standing) & {lane.asked_by_id, *_leading(case)}
    if not hers:
        raise MayReadOnly(case.pk)
    if not may_be_extended(lane):
        raise AlreadyAnswered
    why, now = written(why), timezone.now()
    own = [one for one in lanes.all_of(case) if one.post_id in hers]
    until = no_longer_than(own, now + timedelta(days=days))
    with transaction.atomic():
        with changing(case, revision=revision):
            lane.access_until = until
            lane.save(update_fields=["access_until"])
            happened(
                case,
                lane,
                EventKind.EXTENDED,
                post_id=min(hers),
                by=standing.account_id,
                now=now,
                facts={"seen_by": SeenBy.LANE},
                text=why,
            )
            grants_follow_lanes(case)
        lanes.record_step(Verb.ACCESS_EXTENDED, actor=standing.actor, case=case, inquiry=lane)
    return until


def may_be_taken_back(lane: Inquiry) -> bool:
    if lane.status == Status.CLOSED or lane.answer not in TAKEABLE:
        return False
    return lane.answer == Answer.UNANSWERED or lane.part == Part.CONSULTED


def may_be_extended(lane: Inquiry) -> bool:
    return lane.access_until is not None and lane.status != Status.CLOSED


def _leading(case: Case) -> set[uuid.UUID]:
    return {one.post_id for one in case.inquiries.all() if one.part == Part.LEAD}
