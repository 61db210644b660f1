"""Whom the rules suggest to ask about a case, for its page; a move that follows one keeps which and why.

Rules say whom a case is for; a person moves it, and says first why it may be shared.
"""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.models import Post
from advisory.sealing.errors import SealError
from audit.actor import Actor
from cases import gate
from cases.models.case import Case
from cases.models.event import EventKind, SeenBy
from cases.models.inquiry import Inquiry
from cases.routing.explain import why
from cases.routing.facts import facts_of
from cases.routing.suggest import Suggestion, suggestions
from cases.services.events import happened
from cases.services.inquiries import sees_all
from cases.services.rule_sets import ready
from cases.status import Status
from cases.who_asks_whom import may_ask


class Suggested(NamedTuple):
    """`why` is one sentence in the reader's language."""

    post: Post
    how: str
    why: str
    suggestion: Suggestion


def suggested(case: Case, own: Inquiry, *, actor: Actor) -> list[Suggested]:
    """The posts that rules suggest and that the post of `own` may ask, without those at work on the case.

    None for who sees a part of the case alone, and none by rules or posts that do not hold: that is recorded,
    and keeps nobody from a case. Five queries.
    """
    if not sees_all(case) or own.status == Status.CLOSED:
        return []
    there = {one.post_id for one in case.inquiries.all() if one.status != Status.CLOSED}
    found = [one for one in _all(case, actor) if one.post_id is not None and one.post_id not in there]
    posts = Post.objects.in_bulk([one.post_id for one in found if one.post_id])
    return [
        Suggested(posts[one.post_id], one.part.value, why(one), one)
        for one in found
        if one.post_id is not None and may_ask(own.post.kind, posts[one.post_id].kind)
    ]


def follows(case: Case, to_post: Post, *, actor: Actor) -> Suggestion | None:
    """The suggestion that asking this post follows; none where a person knew better."""
    if not sees_all(case):
        return None
    return next((one for one in _all(case, actor) if one.post_id == to_post.pk), None)


def write_why(
    case: Case, lane: Inquiry, suggestion: Suggestion, *, post_id: uuid.UUID, by: uuid.UUID, now: datetime
) -> None:
    """Keep rule, version and inputs with the lane that began by it. The caller is changing the case."""
    happened(
        case,
        lane,
        EventKind.ROUTED,
        post_id=post_id,
        by=by,
        now=now,
        facts={"seen_by": SeenBy.LANE},
        text=gate.ours(suggestion.as_text()),
    )


def _all(case: Case, actor: Actor) -> list[Suggestion]:
    first = min(case.inquiries.all(), key=lambda one: (one.created_at, one.pk.bytes))
    today = timezone.localdate()
    facts = facts_of(case.facts, first.facts, [person.facts for person in case.persons.all()])
    try:
        return suggestions(facts, today, ready(today))
    except SealError as error:
        record_broken(error, actor=actor)
        return []
