"""Who is to be followed up soon, or should have been: of cases whose lanes at one's posts have ended.

Found by what stands in clear, the first due first; of those that are shown the cases are opened.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases import access, codebook
from cases.local_time import clock_of
from cases.promises import promised
from cases.queues import MOST, Line, Queue, line_of
from cases.services.follow_ups import PLANNED
from cases.services.follow_ups_due import due_by
from cases.status import Status

# One stands there so long before it is due.
AHEAD = timedelta(days=14)


def follow_up_queue(standing: Standing) -> tuple[Queue, int]:
    """The first of them and how many there are in all; and how many of all are overdue."""
    now = timezone.now()
    first = first_of_each(standing, now)
    shown = {case_id for case_id, _due_at in islice(first.values(), MOST)}
    lines = sorted(_lines(standing, shown, now), key=lambda line: (line.due_at, line.lane.pk.bytes))
    queue = Queue(
        "follow_up", _("Follow up"), _("Nobody is to be followed up now."), lines[:MOST], len(first)
    )
    return queue, sum(due_at < now for _case_id, due_at in first.values())


def first_of_each(standing: Standing, now: datetime) -> dict[uuid.UUID, tuple[uuid.UUID, datetime]]:
    """By lane, the case that is to be followed up next and when. One query, and nothing is opened."""
    own = {held.post_id for held in standing.case_posts()}
    found = due_by(now + AHEAD, posts=own).filter(case__in=access.visible_to(standing))
    first: dict[uuid.UUID, tuple[uuid.UUID, datetime]] = {}
    for lane_id, case_id, due_at in found.values_list("lane", "case", "due_at"):
        if due_at is not None:
            first.setdefault(lane_id, (case_id, due_at))
    return first


def _lines(standing: Standing, case_ids: set[uuid.UUID], now: datetime) -> Iterator[Line]:
    """The next one of each lane that has ended at her posts."""
    own, clock = {held.post_id for held in standing.case_posts()}, clock_of(standing.case_posts())
    for case in access.cases_among(standing, case_ids):
        events = list(case.events.all())
        for lane in case.inquiries.all():
            one = next(iter(promised(lane.pk, events, PLANNED)), None)
            if one is None or one.due_at is None or lane.post_id not in own or lane.status != Status.CLOSED:
                continue
            if one.due_at <= now + AHEAD:
                words = codebook.label("oppfolging", one.facts.follow_up)
                yield line_of(case, lane, words, one.due_at, now=now, clock=clock)
