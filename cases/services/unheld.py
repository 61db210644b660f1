"""Work that nobody would do: open cases at posts that nobody holds, and cases whose people are all shut out.

Ids, status and times, which stand in clear; nothing is opened for it.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from advisory.models import Membership, Post
from advisory.services.holders import holding
from cases.models.case import Case
from cases.models.inquiry import Inquiry
from cases.models.ruling import IN_FORCE, Ruling
from cases.services.follow_ups_due import due_by
from cases.status import Status

OPEN = ~Q(status=Status.CLOSED) & Q(case__erased_at=None)


@dataclass(frozen=True, slots=True)
class Unheld:
    """A post with open cases, or cases to follow up by now, that nobody holds herself; deputies may stand in
    until then.
    """

    post: Post
    cases: int
    follow_ups: int
    deputies: list[Membership]


def unheld_posts(now: datetime) -> list[Unheld]:
    """By name. Four queries."""
    rows = Inquiry.unscoped.filter(OPEN).values("post").annotate(number=Count("case", distinct=True))
    open_cases = {row["post"]: row["number"] for row in rows.order_by("post")}
    due = Counter(due_by(now).values_list("lane__post", flat=True))
    waiting = [*open_cases, *(post for post in due if post not in open_cases)]
    by_post = _by_post(now, waiting)
    left = [post for post in waiting if all(one.deputy_for for one in by_post[post])]
    posts = Post.objects.in_bulk(left)
    found = [Unheld(posts[one], open_cases.get(one, 0), due[one], by_post[one]) for one in left]
    return sorted(found, key=lambda one: (one.post.name, one.post.pk))


def is_work_left(now: datetime) -> bool:
    """Whether there is an open case, or one to follow up, at a post that nobody holds, or one that nobody
    may open.

    Nothing is counted for it: it stands on the coordinator's first page.
    """
    held = {one.post_id for one in holding(now) if one.deputy_for is None}
    empty = Post.objects.exclude(pk__in=held).values("pk")
    return (
        Inquiry.unscoped.filter(OPEN, post__in=empty).exists()
        or due_by(now).filter(lane__post__in=empty).exists()
        or bool(stranded_cases(now))
    )


def stranded_cases(now: datetime) -> list[Case]:
    """Open cases from which everybody at the posts that work on them is shut out, oldest first."""
    shut = Ruling.unscoped.filter(IN_FORCE).values("case")
    rows = Case.unscoped.filter(pk__in=shut, erased_at=None, closed_at=None).order_by("opened_at", "pk")
    return [case for case in rows if stranded_lanes(case, now)]


def stranded_lanes(case: Case, now: datetime) -> list[Inquiry]:
    """The open lanes of the case at whose posts nobody may open it; none unless that is so of all."""
    lanes = list(Inquiry.unscoped.filter(OPEN, case=case))
    out = set(Ruling.unscoped.filter(IN_FORCE, case=case).values_list("account", flat=True))
    free = [one for one in holding(now, posts={lane.post_id for lane in lanes}) if one.account_id not in out]
    return [] if free else lanes


def _by_post(now: datetime, posts: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Membership]]:
    found: dict[uuid.UUID, list[Membership]] = defaultdict(list)
    for one in holding(now, posts=posts):
        found[one.post_id].append(one)
    return found
