"""What becomes of it that a post was asked: accepted, declined with a reason, or passed on.

Whoever takes a case over leads it from then on; whoever led it goes on as one that is asked.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.models import Post
from advisory.services.holders import accounts_of, holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases import gate
from cases.errors import MayReadOnly
from cases.lane_errors import AlreadyAnswered, TakenOver
from cases.models.case import Case
from cases.models.event import Event, EventKind, SeenBy
from cases.models.inquiry import Answer, Inquiry, Part, StatusChange
from cases.services import lanes
from cases.services.claims import given_to
from cases.services.events import happened
from cases.services.hand_over import begin, must_be_there, tell_why
from cases.services.lane_rights import ends_with, grants_follow_lanes
from cases.services.revisions import changing
from cases.services.rulings import tell, written
from cases.sharing import How, Sharing
from cases.status import Status


def accept(*, standing: Standing, case: Case, lane: Inquiry, revision: int) -> None:
    """The post of `lane` works on the case from now on, and leads it if that was asked; whoever says so has
    taken it there.

    `case` comes from `access.open_case`. Raises MayReadOnly, AlreadyAnswered, TakenOver or
    ChangedMeanwhile.
    """
    _must_be_asked(standing, case, lane)
    asked, now = asking(case, lane), timezone.now()
    leads = asked is not None and asked.facts.asked_for == Part.LEAD
    if leads and _was_taken_over(case, lane):
        raise TakenOver
    with transaction.atomic():
        with changing(case, revision=revision):
            lane.answer, lane.answered_at = Answer.ACCEPTED, now
            if leads:
                _lead(case, lane)
            lane.status = Status.ACTIVE
            lane.save(update_fields=["answer", "answered_at", "part", "status"])
            StatusChange(inquiry=lane, status=lane.status, at=now).save(force_insert=True)
            answered(case, lane, EventKind.ACCEPTED, asked=asked, by=standing.account_id)
            # What happens at one moment has no order, and this comes after.
            then = case.changed_at + timedelta(microseconds=1)
            given_to(case, lane, standing.account_id, by=standing.account_id, now=then)
            grants_follow_lanes(case)
        lanes.record_step(Verb.LANE_ACCEPTED, actor=standing.actor, case=case, inquiry=lane)
        lanes.record_step(Verb.LANE_CLAIMED, actor=standing.actor, case=case, inquiry=lane)
        _tell_asker(lane, now)


def decline(*, standing: Standing, case: Case, lane: Inquiry, revision: int, reason: str, why: str) -> None:
    """`reason` is a code of the list `avslag`; `why` says more. The case is out of the post's sight then.

    Raises MayReadOnly, AlreadyAnswered, NoReasonGiven or ChangedMeanwhile.
    """
    _must_be_asked(standing, case, lane)
    why, asked, now = written(why), asking(case, lane), timezone.now()
    with transaction.atomic():
        with changing(case, revision=revision):
            answered(
                case, lane, EventKind.DECLINED, asked=asked, by=standing.account_id, reason=reason, text=why
            )
            end(case, lane, Answer.DECLINED, now)
        lanes.record_step(Verb.LANE_DECLINED, actor=standing.actor, case=case, inquiry=lane)
        _tell_asker(lane, now)


def pass_on(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    to_post: Post,
    why: str,
    submission: uuid.UUID,
) -> Inquiry:
    """Not for this post but for that one, which is asked the same by the same post, on the same ground.

    Gives its lane. Raises MayReadOnly, AlreadyAnswered, AsksItself, NotAskedFromHere, AlreadyAsked,
    NobodyThere, NoReasonGiven, NoPost or ChangedMeanwhile.
    """
    _must_be_asked(standing, case, lane)
    why, asked, now = written(why), asking(case, lane), timezone.now()
    if asked is None or lane.asked_by is None:
        raise AlreadyAnswered
    must_be_there(case, lane, to_post, now, but=lane.asked_by_id)
    facts = asked.facts
    how, sharing = (
        How(facts.asked_for),
        Sharing(facts.basis, facts.hastens, facts.harms_siblings, gate.stored(asked.text)),
    )
    with transaction.atomic():
        with changing(case, revision=revision):
            made = begin(
                case,
                to_post=to_post,
                asked_by=lane.asked_by,
                now=now,
                submission=submission,
                until=lane.access_until,
            )
            tell_why(case, made, how, sharing, standing=standing, post_id=lane.post_id, now=now)
            answered(case, lane, EventKind.PASSED_ON, asked=asked, by=standing.account_id, text=why)
            end(case, lane, Answer.PASSED_ON, now)
        lanes.record_step(
            Verb.LANE_PASSED_ON, actor=standing.actor, case=case, inquiry=lane, posts=[to_post.pk]
        )
        _tell_asker(lane, now)
        tell(accounts_of(holding(now, posts={to_post.pk})), now)
    return made


def end(case: Case, lane: Inquiry, answer: Answer, now: datetime) -> None:
    """Close a lane that came to nothing, and the case with its last one; its right is over.

    The caller is changing the case.
    """
    change = lanes.ended(lane, outcome="", at=now)
    lane.answer, lane.answered_at = answer, now
    ends_with(lane, now)
    lane.save()
    change.save(force_insert=True)
    lanes.close_with_last(case, at=now)
    grants_follow_lanes(case)


def asking(case: Case, lane: Inquiry) -> Event | None:
    """With what the lane was asked; of a case that was opened with its events."""
    found = [one for one in case.events.all() if one.lane_id == lane.pk and one.facts.kind == EventKind.ASKED]
    return found[-1] if found else None


def _must_be_asked(standing: Standing, case: Case, lane: Inquiry) -> None:
    """Raises MayReadOnly for a lane of another post, AlreadyAnswered."""
    if lane.post_id not in posts_of(standing):
        raise MayReadOnly(case.pk)
    if lane.answer != Answer.UNANSWERED:
        raise AlreadyAnswered


def _was_taken_over(case: Case, lane: Inquiry) -> bool:
    """Whether another post took the case over since this one was asked: the asker had it to give no more."""
    leading = lanes.all_of(case).filter(part=Part.LEAD, answer=Answer.ACCEPTED).exclude(pk=lane.pk)
    return leading.filter(answered_at__gt=lane.created_at).exclude(status=Status.CLOSED).exists()


def _lead(case: Case, lane: Inquiry) -> None:
    """Whoever led goes on as one that is asked."""
    for one in lanes.all_of(case).filter(part=Part.LEAD).exclude(pk=lane.pk):
        one.part = Part.CONSULTED
        one.save(update_fields=["part"])
    lane.part, lane.access_until = Part.LEAD, None
    lane.save(update_fields=["access_until"])


def answered(
    case: Case,
    lane: Inquiry,
    kind: EventKind,
    *,
    asked: Event | None,
    by: uuid.UUID,
    post_id: uuid.UUID | None = None,
    reason: str = "",
    text: str = "",
) -> None:
    happened(
        case,
        lane,
        kind,
        post_id=post_id or lane.post_id,
        by=by,
        now=case.changed_at,
        facts={"seen_by": SeenBy.LANE, "reason": reason},
        text=text,
        refers_to=asked,
    )


def _tell_asker(lane: Inquiry, now: datetime) -> None:
    if lane.asked_by_id is not None:
        tell(accounts_of(holding(now, posts={lane.asked_by_id})), now)


def posts_of(standing: Standing) -> set[uuid.UUID]:
    return {held.post_id for held in standing.case_posts()}
