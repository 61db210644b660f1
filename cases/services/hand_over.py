"""Another post is asked about a case: to take it over, or for its advice. To a post, never to a person.

Why it may be shared, and whether that could make things worse for her or hers, is said before. It is a lane
of the receiving post on the same case, which may be read there at once and is worked on when it is accepted.
"""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from advisory.models import Post
from advisory.services.holders import accounts_of, holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases.errors import AlreadySent
from cases.lane_errors import (
    AlreadyAsked,
    AsksItself,
    LeadsNot,
    NobodyThere,
    NotAskedFromHere,
    NotOpen,
)
from cases.models.case import Case
from cases.models.event import EventKind, SeenBy
from cases.models.facts import InquiryFacts
from cases.models.inquiry import Answer, Inquiry, Part
from cases.schemes import asker_of, scheme_of
from cases.services import lanes
from cases.services.events import happened
from cases.services.lane_rights import grants_follow_lanes, no_longer_than
from cases.services.revisions import changing
from cases.services.rulings import tell
from cases.services.suggested import follows, write_why
from cases.sharing import How, Sharing
from cases.status import Status
from cases.who_asks_whom import may_ask

# How long an asked post sees the case unless it is said otherwise, in days; extended with a reason.
SPANS = (30, 90, 180)
SPAN = 90


def ask(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    to_post: Post,
    how: How,
    sharing: Sharing,
    submission: uuid.UUID,
    days: int = SPAN,
) -> Inquiry:
    """The lane of the post that was asked. `case` comes from `access.case_to_change`, `lane` is her own.

    A form that was sent twice asks once. Raises NotOpen, LeadsNot, AsksItself, NotAskedFromHere,
    AlreadyAsked, NobodyThere, what `Sharing.checked` and `scheme_of` raise, AlreadySent or ChangedMeanwhile.
    """
    earlier = lanes.all_of(case).filter(submission=submission).first()
    if earlier is not None:
        return earlier
    sharing, now = sharing.checked(how), timezone.now()
    _may_ask(lane, how)
    must_be_there(case, lane, to_post, now)
    by_rule = follows(case, to_post, actor=standing.actor)
    own = [one for one in lanes.all_of(case) if one.post_id == lane.post_id]
    until = None if how is How.TAKE_OVER else no_longer_than(own, now + timedelta(days=days))
    try:
        with transaction.atomic():
            with changing(case, revision=revision):
                made = begin(
                    case, to_post=to_post, asked_by=lane.post, now=now, submission=submission, until=until
                )
                tell_why(case, made, how, sharing, standing=standing, post_id=lane.post_id, now=now)
                if by_rule is not None:
                    write_why(case, made, by_rule, post_id=lane.post_id, by=standing.account_id, now=now)
                grants_follow_lanes(case)
            lanes.record_step(
                Verb.LANE_ASKED, actor=standing.actor, case=case, inquiry=made, posts=[to_post.pk]
            )
            tell(accounts_of(holding(now, posts={to_post.pk})), now)
    except IntegrityError:
        # The form made an inquiry of another case; of this one it was found before.
        raise AlreadySent from None
    return made


def begin(
    case: Case,
    *,
    to_post: Post,
    asked_by: Post,
    now: datetime,
    submission: uuid.UUID,
    until: datetime | None,
) -> Inquiry:
    """Save a lane of a post that another one asks. The caller is changing the case."""
    made = lanes.begun(
        case,
        post_id=to_post.pk,
        received_on=timezone.localdate(now),
        facts=InquiryFacts(scheme=scheme_of(to_post.kind), asker=asker_of(asked_by.kind, asked_by.agency)),
        narrative="",
        submission=submission,
        now=now,
        asked_by=asked_by.pk,
        urgency=case.facts.urgency,
    )
    made.access_until = until
    made.save(force_insert=True)
    return made


def tell_why(
    case: Case,
    made: Inquiry,
    how: How,
    sharing: Sharing,
    *,
    standing: Standing,
    post_id: uuid.UUID,
    now: datetime,
) -> None:
    """Keep, for both posts, what was asked and on which ground. The caller is changing the case."""
    happened(
        case,
        made,
        EventKind.ASKED,
        post_id=post_id,
        by=standing.account_id,
        now=now,
        facts={
            "seen_by": SeenBy.LANE,
            "asked_for": how.value,
            "basis": sharing.basis,
            "hastens": sharing.hastens,
            "harms_siblings": sharing.harms_siblings,
        },
        text=sharing.why,
    )


def _may_ask(lane: Inquiry, how: How) -> None:
    """Raises NotOpen or LeadsNot."""
    if lane.status == Status.CLOSED or lane.answer not in ("", Answer.ACCEPTED):
        raise NotOpen
    if how is How.TAKE_OVER and lane.part != Part.LEAD:
        raise LeadsNot


def must_be_there(
    case: Case, lane: Inquiry, to_post: Post, now: datetime, *, but: uuid.UUID | None = None
) -> None:
    """Whether the post of `lane` may ask that one now, which is not `but`.

    Raises AsksItself, NotAskedFromHere, AlreadyAsked or NobodyThere; SealError for a post that was altered.
    """
    to_post.must_be_as_sealed()
    if to_post.pk in (lane.post_id, but):
        raise AsksItself
    if not may_ask(lane.post.kind, to_post.kind):
        raise NotAskedFromHere
    if lanes.all_of(case).filter(post=to_post).exclude(status=Status.CLOSED).exists():
        raise AlreadyAsked
    if not holding(now, posts={to_post.pk}):
        raise NobodyThere
