"""When the texts of a case, and the case itself, have been kept long enough.

From clear dates alone, so that nothing is opened to find what is due; whoever erases asks again under the
case's lock, where the dates have been seen to be those that were sealed.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

# Between the warning and the erasing. Longer than any backup is kept (a check compares), so that a backup
# from before the warning, in which the case was not yet alone in its epoch, is gone.
WARNING = timedelta(days=60)


class Erasing(StrEnum):
    TEXTS = "texts"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Periods:
    """In months: texts after closing; facts after the year in which the case was last asked about."""

    texts: int = 24
    facts: int = 72


# What was planned for a day can be done this much later, in months, before anything of the case is erased.
LATE = 1

# The shortest and the longest that may be chosen: nobody erases this year's cases by a slip of the finger,
# and nobody keeps them for ever.
BOUNDS = {"texts": (6, 120), "facts": (24, 180)}


@dataclass(frozen=True, slots=True)
class Dates:
    """What stands in clear of a case. `received_on` is the last day on which somebody asked about it,
    `planned_for` the last for which something was planned: follow-ups after it was closed.
    """

    closed_at: datetime | None
    texts_erased_at: datetime | None
    received_on: date
    planned_for: datetime | None = None


def texts_due(dates: Dates, periods: Periods) -> datetime | None:
    """None for an open case, and once the texts were erased: those of a case reopened since count anew.

    Whoever follows up needs to know how she is reached safely, and what was feared.
    """
    if dates.closed_at is None:
        return None
    if dates.texts_erased_at is not None and dates.texts_erased_at >= dates.closed_at:
        return None
    return _texts_over(dates, dates.closed_at, periods)


def _texts_over(dates: Dates, closed_at: datetime, periods: Periods) -> datetime:
    over = later(closed_at, periods.texts)
    return over if dates.planned_for is None else max(over, later(dates.planned_for, LATE))


def case_due(dates: Dates, periods: Periods) -> datetime | None:
    """None for an open case. Never before its texts would be due.

    The facts are to stay until the year's edition is five years old. No edition's own day is asked: six years
    after the end of the year of receipt, one that was made in the year after it is that old.
    """
    if dates.closed_at is None:
        return None
    year_over = datetime(dates.received_on.year + 1, 1, 1, tzinfo=timezone.get_default_timezone())
    return max(_texts_over(dates, dates.closed_at, periods), later(year_over, periods.facts))


def due(dates: Dates, periods: Periods, by: datetime) -> Erasing | None:
    """What is to be erased by then; the whole case where both are."""
    case, texts = case_due(dates, periods), texts_due(dates, periods)
    if case is not None and case <= by:
        return Erasing.CASE
    return Erasing.TEXTS if texts is not None and texts <= by else None


def planned(
    dates: Dates, marked_at: datetime, now: datetime, *, then: Periods, today: Periods
) -> Erasing | None:
    """What may be erased now of a case marked at `marked_at`: no more than its owner was warned of.

    That is what the periods of `then` would have had due by the end of the warning; and it must be due by
    those of `today`.
    """
    if now < marked_at + WARNING:
        return None
    found = {due(dates, then, marked_at + WARNING), due(dates, today, now)}
    if None in found:
        return None
    return Erasing.CASE if found == {Erasing.CASE} else Erasing.TEXTS


def announced(dates: Dates, marked_at: datetime, periods: Periods) -> tuple[Erasing, datetime] | None:
    """What a marked case is to lose, and when at the earliest; by the periods as it was marked."""
    what = due(dates, periods, marked_at + WARNING)
    if what is None:
        return None
    day = case_due(dates, periods) if what is Erasing.CASE else texts_due(dates, periods)
    return what, max(marked_at + WARNING, day or marked_at)


def held(held_until: datetime | None, now: datetime) -> bool:
    return held_until is not None and now < held_until


def closed_before(periods: Periods, by: datetime) -> datetime:
    """A case closed later than this has nothing due by `by`."""
    return later(by, -periods.texts) + timedelta(days=31)


def asked_before(periods: Periods, by: datetime) -> date:
    """The whole of a case that somebody asked about on this day or later is not due by `by`."""
    return date(later(by, -periods.facts).year + 1, 1, 1)


def later(moment: datetime, months: int) -> datetime:
    """So many months on, by the calendar of Oslo; the last day of a month that is shorter."""
    local = timezone.localtime(moment)
    years, month = divmod(local.month - 1 + months, 12)
    first = date(local.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    day = first.replace(day=min(local.day, last.day))
    clock: time = local.timetz().replace(tzinfo=None)
    return datetime.combine(day, clock, timezone.get_default_timezone())
