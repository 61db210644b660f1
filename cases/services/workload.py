"""How much each post has in hand: numbers of cases from links, statuses and times that stand in clear.

Nothing of a case is opened; a post's name is the house's own.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from advisory.broken_seals import record_broken
from advisory.models import Post
from advisory.models.post import Kind
from advisory.rights import Act, Limit, limit_of
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from audit import record
from audit.verbs import Verb
from cases.access import permission_id
from cases.models.grant import CaseGroupPermission
from cases.models.inquiry import Answer, Inquiry
from cases.status import Status

WEEK = timedelta(weeks=1)
# The posts whose numbers are told to whom they are told for the team alone.
TEAM = frozenset({Kind.COORDINATOR.value, Kind.AGENCY.value})


@dataclass(frozen=True, slots=True)
class Load:
    """One post. `open`: cases in which its part is not closed; `untouched`: whole weeks since the one that
    lay still longest was changed, None without open ones; `new`: inquiries received this month;
    `consulted`: open cases it may see without a part of its own.

    Of the open ones: `unanswered` has not said whether it takes them, `overdue` awaits it and is past its
    time, `waiting` awaits another post; `oldest`: whole weeks since the oldest of its parts began."""

    name: str
    open: int
    untouched: int | None
    new: int
    consulted: int
    unanswered: int = 0
    overdue: int = 0
    waiting: int = 0
    oldest: int | None = None


def workload(standing: Standing) -> list[Load]:
    """Every post at which cases are worked on, the fullest first; recorded before it is counted.

    Of the team's posts alone for who may see no more. A post that is closed is told of while it has open
    cases. One whose name does not open is recorded.
    """
    record.alone(Verb.WORKLOAD_SEEN, actor=standing.actor)
    now, is_for_all = timezone.now(), _sees_all(standing)
    lanes, consulted = _lanes(now), _consulted()
    found = []
    for post in Post.objects.all():
        name, kind, works = _place(standing, post, now)
        if not is_for_all and kind not in TEAM:
            continue
        lane = lanes.get(post.pk, {})
        in_hand = lane.get("in_hand", 0), consulted.get(post.group_id, 0)
        if not works and not any(in_hand):
            continue
        found.append(
            Load(
                name=name,
                open=in_hand[0],
                untouched=_weeks(lane.get("stillest"), now),
                new=lane.get("new", 0),
                consulted=in_hand[1],
                **{what: lane.get(what, 0) for what in ("unanswered", "overdue", "waiting")},
                oldest=_weeks(lane.get("first"), now),
            )
        )
    return sorted(found, key=lambda one: (-one.open, -one.new, one.name))


def _sees_all(standing: Standing) -> bool:
    return any(limit_of(role, Act.WORKLOAD) is Limit.COUNTS for role in standing.roles)


def _place(standing: Standing, post: Post, now: datetime) -> tuple[str, str, bool]:
    """What the post is called, its kind, and whether cases are worked on there today."""
    try:
        post.must_be_as_sealed()
        return post.name, post.kind, post.kind != Kind.OFFICE and post.holds_on(timezone.localdate(now))
    except SealError as error:
        record_broken(error, actor=standing.actor)
        return _("Cannot be read"), "", True


def _weeks(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else (now - moment) // WEEK


def _lanes(now: datetime) -> dict[uuid.UUID, dict[str, Any]]:
    """By post: cases with an open lane, when the stillest of them was changed and the first lane began, how
    many await what, inquiries of this month."""
    is_open = ~Q(status=Status.CLOSED)
    awaits_it = Q(next_post=F("post"))
    this_month = Q(received_on__gte=timezone.localdate(now).replace(day=1))
    rows = (
        Inquiry.unscoped.filter(is_open | this_month)
        .order_by()
        .values("post")
        .annotate(
            in_hand=Count("case", filter=is_open, distinct=True),
            stillest=Min("case__changed_at", filter=is_open),
            first=Min("created_at", filter=is_open),
            unanswered=Count("case", filter=is_open & Q(answer=Answer.UNANSWERED), distinct=True),
            overdue=Count("case", filter=is_open & awaits_it & Q(next_due_at__lt=now), distinct=True),
            waiting=Count("case", filter=is_open & ~awaits_it, distinct=True),
            new=Count("pk", filter=this_month),
        )
    )
    return {row["post"]: {**row} for row in rows}


def _consulted() -> dict[int, int]:
    """By the post's group: open cases that it may see and has no lane in."""
    own = Inquiry.unscoped.filter(case=OuterRef("content_object"), post__group=OuterRef("group"))
    grants = CaseGroupPermission.objects.filter(
        ~Exists(own), permission=permission_id("view"), content_object__closed_at=None
    )
    return dict(grants.values_list("group").annotate(Count("pk")))
