"""Which cases come due: ids and dates, from what stands in clear; nothing is opened to find them."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q

from cases.models.case import Case
from cases.retention import (
    WARNING,
    Dates,
    Erasing,
    Periods,
    asked_before,
    closed_before,
    due,
    held,
    planned,
)
from cases.services.periods import Decision, decisions, in_force


@dataclass(frozen=True, slots=True)
class Found:
    case_id: uuid.UUID
    what: Erasing


@dataclass(frozen=True, slots=True)
class Expired:
    """`to_mark` comes due within the warning period, `to_erase` may go now, `warned` waits for its day,
    `held` would be due, `to_unmark` is due no more."""

    to_mark: list[Found]
    to_erase: list[Found]
    warned: list[Found]
    held: list[Found]
    to_unmark: list[uuid.UUID]


def expired(now: datetime, decided: Sequence[Decision] | None = None) -> Expired:
    """By what was decided on keeping, read once for all cases. Raises SealError where that was altered."""
    decided = decisions() if decided is None else decided
    found = Expired([], [], [], [], [])
    today = in_force(decided, now)
    for case_id, marked_at, held_until, dates in _closed(today, now + WARNING):
        coming = due(dates, today, now + WARNING)
        if coming is None:
            continue
        if held(held_until, now):
            found.held.append(Found(case_id, coming))
        elif marked_at is None:
            found.to_mark.append(Found(case_id, coming))
        else:
            what = planned(dates, marked_at, now, then=in_force(decided, marked_at), today=today)
            (found.to_erase if what else found.warned).append(Found(case_id, what or coming))
    marked = {one.case_id for one in (*found.to_erase, *found.warned)}
    found.to_unmark.extend(_marked() - marked - {one.case_id for one in found.held})
    return found


Row = tuple[uuid.UUID, datetime | None, datetime | None, Dates]


def _closed(today: Periods, by: datetime) -> Iterator[Row]:
    """Closed cases of which something may be due by then, the longest closed first."""
    texts = Q(texts_erased_at=None) | Q(texts_erased_at__lt=F("closed_at"))
    rows = (
        Case.unscoped.filter(erased_at=None, closed_at__lte=closed_before(today, by))
        .annotate(last=Max("inquiries__received_on"), planned=Max("events__due_at"))
        .filter(texts | Q(last__lt=asked_before(today, by)))
        .exclude(last=None)
        .values_list("pk", "marked_at", "held_until", "closed_at", "texts_erased_at", "last", "planned")
        .order_by("closed_at", "pk")
    )
    for case_id, marked_at, held_until, *dates in rows.iterator():
        yield case_id, marked_at, held_until, Dates(*dates)


def _marked() -> set[uuid.UUID]:
    rows = Case.unscoped.filter(erased_at=None, marked_at__isnull=False)
    return set(rows.values_list("pk", flat=True))
