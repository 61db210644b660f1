"""Which open lanes lie in which queue of somebody, how many, and which come next: by what stands in clear.

Nothing of a case is opened for it; the door is asked for those that are shown (cases/queues.py).
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from advisory.standing import Standing
from cases import access
from cases.models.inquiry import Answer, Inquiry, Part
from cases.status import Status

# Where the next begin: when the last one shown is due, and its id.
After = tuple[datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Lanes by queue, the first due first; how many each queue has, and as `overdue` how many all of them.

    One lane more than was asked for says that there are more.
    """

    lanes: dict[str, list[Inquiry]]
    numbers: dict[str, int]


def first_waiting(
    standing: Standing,
    claimers: Collection[uuid.UUID],
    *,
    names: Collection[str],
    most: int,
    now: datetime,
    after: After | None = None,
) -> Waiting:
    """The first `most` of each of these queues, past a place. A query each, and one for all numbers."""
    where, rows = lie_in(standing, claimers), open_lanes(standing)
    wanted = {name: one for name, one in where.items() if name in names}
    lanes = {name: list(past(rows.filter(one), after)[: most + 1]) for name, one in wanted.items()}
    return Waiting(lanes, numbers_of(rows, where, now))


def lie_in(standing: Standing, claimers: Collection[uuid.UUID]) -> dict[str, Q]:
    """By queue, which open lanes lie in it: each of hers in one, and of others those that hers has asked and
    that have neither answered whether they take part nor, where they do, given advice.
    """
    own, me = {held.post_id for held in standing.case_posts()}, standing.account_id
    at_hers, unanswered = Q(post__in=own), Q(answer=Answer.UNANSWERED)
    her_turn = at_hers & ~unanswered & Q(next_post__in=own)
    owes_advice = Q(answer=Answer.ACCEPTED, part=Part.CONSULTED) & ~Q(status=Status.ADVISED)
    colleagues = set(claimers) - {me}
    return {
        "answer": at_hers & unanswered,
        "mine": her_turn & Q(claimed_by=me),
        "free": her_turn & (Q(claimed_by=None) | ~Q(claimed_by__in={*colleagues, me})),
        "post": her_turn & Q(claimed_by__in=colleagues),
        "others": (at_hers & ~unanswered & ~Q(next_post__in=own))
        | (~at_hers & (unanswered | owes_advice) & Q(asked_by__in=own)),
    }


def open_lanes(standing: Standing) -> QuerySet[Inquiry]:
    """Open lanes of the cases that she may see, as they stand in clear."""
    cases = access.visible_to(standing).filter(erased_at=None, closed_at=None)
    return Inquiry.unscoped.filter(case__in=cases).exclude(status=Status.CLOSED)


def past(rows: QuerySet[Inquiry], after: After | None) -> QuerySet[Inquiry]:
    """What is due first comes first, past this place."""
    if after is not None:
        due_at, lane_id = after
        rows = rows.filter(Q(next_due_at__gt=due_at) | Q(next_due_at=due_at, pk__gt=lane_id))
    return rows.order_by("next_due_at", "pk")


def place_of(lane: Inquiry) -> After:
    assert lane.next_due_at is not None  # noqa: S101  (for mypy: the database sees to it of an open one)
    return lane.next_due_at, lane.pk


def numbers_of(rows: QuerySet[Inquiry], lie_in: dict[str, Q], now: datetime) -> dict[str, int]:
    """How many lie in each queue, and as `overdue` how many of all these are. One query."""
    # Not by their own names: some are names of columns.
    counted = {f"in_{name}": Count("pk", filter=where) for name, where in lie_in.items()}
    is_overdue = reduce(or_, lie_in.values()) & Q(next_due_at__lt=now)
    found = rows.aggregate(**counted, in_overdue=Count("pk", filter=is_overdue))
    return {name.removeprefix("in_"): number for name, number in found.items()}
