"""Advice that another post has given hers, for her first page, until she has opened the case since.

That something was written stands in clear, and when she read the case is in the trail; only where the first
comes after the second is the case opened, to see whether it is advice and for her.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max, prefetch_related_objects
from django.utils import timezone

from advisory.standing import Standing
from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.models.event import Event, EventKind

# So long it is told of.
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Advice:
    """`post` has given it at this moment, the newest of it in the case."""

    case_id: uuid.UUID
    post: str
    at: datetime


def advice_for(standing: Standing) -> list[Advice]:
    """By posts that hers have asked, in open cases of hers: the newest first, one a post and case.

    One query when nobody has written; more, and a list in the trail, where she has not read what was.
    """
    read = _unread(standing)
    if not read:
        return []
    own = {held.post_id for held in standing.case_posts()}
    given = [
        event
        for case in access.open_cases(standing, lambda case: True, among=read.keys())
        for event in case.events.all()
        if event.facts.kind == EventKind.ADVICE and _is_to(event, own) and _is_since(event, read[case.pk])
    ]
    prefetch_related_objects(given, "post")
    newest = {(one.case_id, one.post_id): one for one in sorted(given, key=lambda one: one.at)}
    told = [Advice(one.case_id, one.post.name, one.at) for one in newest.values()]
    return sorted(told, key=lambda one: (one.at, one.case_id), reverse=True)


def _unread(standing: Standing) -> dict[uuid.UUID, datetime | None]:
    """Cases in which a post that hers have asked wrote of late, and when she read each last, if ever."""
    own = {held.post_id for held in standing.case_posts()}
    written = Event.unscoped.filter(
        case__in=access.visible_to(standing),
        lane__asked_by__in=own,
        post=F("lane__post"),
        at__gt=timezone.now() - TOLD_FOR,
    )
    last = dict(written.order_by().values_list("case").annotate(Max("at")))
    if not last:
        return {}
    reads = Entry.objects.filter(subject__in=last, actor=standing.account_id, verb=Verb.CASE_READ)
    read = dict(reads.order_by().values_list("subject").annotate(Max("at")))
    return {
        case_id: read.get(case_id)
        for case_id, at in last.items()
        if case_id not in read or read[case_id] < at
    }


def _is_to(event: Event, own: set[uuid.UUID]) -> bool:
    """Whether one of these posts asked for it."""
    return event.post_id == event.lane.post_id and event.lane.asked_by_id in own


def _is_since(event: Event, read: datetime | None) -> bool:
    """Whether it is of late, and she has not read the case after it."""
    return event.at > timezone.now() - TOLD_FOR and (read is None or event.at > read)
