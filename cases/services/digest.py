"""The letter of the morning: to whoever has something that falls due today, or did before, once a day.

In the morning of the post's own place. What stands in clear says whether something waits; no case is opened.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from advisory.models import Account, Post
from advisory.sealing.errors import SealError
from advisory.services.holders import accounts_of, coordinators, holding
from advisory.services.reminders import greet
from cases import seal
from cases.calendar import Hours, hours_of, is_working_day
from cases.kept_out import is_kept_out
from cases.models.inquiry import Inquiry
from cases.services.follow_ups_due import due_by

# By the post's clock. Where no job ran before it there is no letter: by then she has signed in.
MORNING_ENDS = time(11)
# No day anywhere ends later than this after now.
_AHEAD = timedelta(days=1, hours=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """A lane that may be due today. `is_kept`: somebody is shut out of its case."""

    due_at: datetime
    case_id: uuid.UUID
    is_kept: bool


def waiting_by_post(now: datetime) -> Mapping[uuid.UUID, list[Waits]]:
    """By the post that is awaited, of what is open and of follow-ups. Two queries."""
    rows = Inquiry.unscoped.filter(next_post__isnull=False, next_due_at__lte=now + _AHEAD)
    found = defaultdict[uuid.UUID, list[Waits]](list)
    for post_id, due_at, case_id, kept_out in rows.values_list(
        "next_post_id", "next_due_at", "case_id", "case__kept_out"
    ):
        if post_id is not None and due_at is not None:
            found[post_id].append(Waits(due_at, case_id, kept_out > 0))
    after = due_by(now + _AHEAD).values_list("lane__post", "due_at", "case", "case__kept_out")
    for post_id, due_at, case_id, kept_out in after:
        if due_at is not None:
            found[post_id].append(Waits(due_at, case_id, kept_out > 0))
    return found


def greet_post(post_id: uuid.UUID, lanes: Iterable[Waits], *, now: datetime) -> int:
    """In the morning of a working day, write to those who hold the post, deputies among them; how many
    letters are new. To the coordinator where nobody holds it. Raises SealError for one that was altered.
    """
    post = Post.objects.get(pk=post_id)
    post.must_be_as_sealed()
    until = _today(hours_of(post.profile), now)
    if until is None:
        return 0
    today = [lane for lane in lanes if lane.due_at < until]
    people = accounts_of(holding(now, posts=[post_id])) or coordinators(now)
    return sum(_greet(account, now) for account in people if any(_is_for(account, lane) for lane in today))


def _today(hours: Hours, now: datetime) -> datetime | None:
    """When the post's day ends; None unless it is the morning of a working day there."""
    here = now.astimezone(ZoneInfo(hours.zone))
    if not (is_working_day(hours, here.date()) and hours.opens <= here.time() < MORNING_ENDS):
        return None
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)


def _is_for(account: Account, lane: Waits) -> bool:
    """Whether she is not shut out of the case; where that does not hold, it waits for others."""
    if not lane.is_kept:
        return True
    found = seal.whole(lane.case_id)
    try:
        if found is not None:
            seal.must_hold(found)
    except SealError:
        return False
    return found is not None and not is_kept_out(account.pk, found.case)


def _greet(account: Account, now: datetime) -> bool:
    with transaction.atomic():
        locked = Account.objects.select_for_update().get(pk=account.pk)
        return greet(locked, now=now)
