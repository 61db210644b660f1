"""Working time of a post: its hours, time zone, weekend and public holidays. Pure, and cached by year.

Public holidays are those that python-holidays knows for the whole of a country. Islamic ones that nobody has
announced yet are the package's own estimates and may be a day off, and a due time with them, until it is
updated. Of Sri Lanka it knows the years to 2026: later days there count as working days, which makes a due
time early and never late.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

# The hours of every post, in its own time zone; and where a post is whose profile does not say.
OPENS, CLOSES = time(8), time(15, 45)
ZONE, COUNTRY, WEEKEND = "Europe/Oslo", "NO", "sat sun"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Working minutes of a day on which the clocks do not change.
DAY = (CLOSES.hour - OPENS.hour) * 60 + CLOSES.minute - OPENS.minute

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_TICKS_A_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Hours:
    """When a post works. `zone` is an IANA name, `country` an ISO code, `weekend` days from 0, Monday, to 6.

    Raises ValueError for one that never works.
    """

    zone: str = ZONE
    country: str = COUNTRY
    weekend: frozenset[int] = frozenset({5, 6})
    opens: time = OPENS
    closes: time = CLOSES

    def __post_init__(self) -> None:
        if self.opens >= self.closes or self.weekend >= set(range(7)):
            raise ValueError("these hours have no working time")


@dataclass(frozen=True, slots=True)
class _Year:
    """Working days of a year: when each opens and closes, and the working time before it, in microseconds."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int


def hours_of(profile: Mapping[str, Any]) -> Hours:
    """Of a post with this profile: an embassy's where it is, every other's in Norway.

    Raises ValueError for a day of the weekend that is none.
    """
    weekend = frozenset(DAYS.index(day) for day in str(profile.get("weekend", WEEKEND)).split())
    return Hours(
        zone=str(profile.get("time_zone", ZONE)),
        country=str(profile.get("country", COUNTRY)),
        weekend=weekend,
    )


def due_after(hours: Hours, start: datetime, minutes: int) -> datetime:
    """When so many working minutes have passed since `start`, in UTC; always within working time.

    None are over at once within working time, of which the last moment of a day is part, else when it next
    begins. Raises ValueError for fewer than none, or for a start without a time zone.
    """
    if minutes < 0:
        raise ValueError("no due time lies before its start")
    if minutes == 0:
        return start.astimezone(UTC) if is_working(hours, start) else _next_opening(hours, start)
    year = start.astimezone(ZoneInfo(hours.zone)).year
    left = minutes * _TICKS_A_MINUTE + _worked(_year(hours, year), _ticks(start))
    while left > _year(hours, year).total:
        left -= _year(hours, year).total
        year += 1
    days = _year(hours, year)
    # The day before whose end all is worked, or at it.
    place = bisect_left(days.before, left) - 1
    return _moment(days.opens[place] + left - days.before[place])


def working_minutes(hours: Hours, start: datetime, end: datetime) -> int:
    """Whole working minutes from `start` to `end`; none when that is not after it. Raises ValueError."""
    first, last = _ticks(start), _ticks(end)
    if last <= first:
        return 0
    zone = ZoneInfo(hours.zone)
    year, until = start.astimezone(zone).year, end.astimezone(zone).year
    worked = -_worked(_year(hours, year), first)
    while year < until:
        worked += _year(hours, year).total
        year += 1
    return (worked + _worked(_year(hours, until), last)) // _TICKS_A_MINUTE


def is_working(hours: Hours, moment: datetime) -> bool:
    """Whether a post with these hours works at this moment; the last of a day counts. Raises ValueError."""
    at = _ticks(moment)
    days = _year(hours, moment.astimezone(ZoneInfo(hours.zone)).year)
    place = bisect_right(days.opens, at) - 1
    return place >= 0 and at <= days.closes[place]


def is_working_day(hours: Hours, day: date) -> bool:
    return day.weekday() not in hours.weekend and day not in public_holidays(hours.country, day.year)


def day_ends(hours: Hours, day: date) -> datetime:
    """When a post with these hours closes on this day, were it a working day; in UTC."""
    return datetime.combine(day, hours.closes, ZoneInfo(hours.zone)).astimezone(UTC)


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Of the whole country; none for one that the package does not know."""
    import holidays  # a third of a second, for those alone who ask

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=512)
def _year(hours: Hours, year: int) -> _Year:
    zone = ZoneInfo(hours.zone)
    opens, closes, before, total = [], [], [], 0
    for day in _days_of(year):
        if not is_working_day(hours, day):
            continue
        first = _ticks(datetime.combine(day, hours.opens, zone))
        last = _ticks(datetime.combine(day, hours.closes, zone))
        opens.append(first)
        closes.append(last)
        before.append(total)
        total += last - first
    return _Year(tuple(opens), tuple(closes), tuple(before), total)


def _next_opening(hours: Hours, start: datetime) -> datetime:
    """The first after this moment, which is outside working time."""
    at, year = _ticks(start), start.astimezone(ZoneInfo(hours.zone)).year
    while True:
        days = _year(hours, year)
        place = bisect_right(days.opens, at)
        if place < len(days.opens):
            return _moment(days.opens[place])
        year += 1


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _worked(days: _Year, at: int) -> int:
    """Working time from the start of the year to this moment of it."""
    place = bisect_right(days.opens, at) - 1
    if place < 0:
        return 0
    return days.before[place] + min(at, days.closes[place]) - days.opens[place]


def _ticks(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return (moment - _EPOCH) // _TICK


def _moment(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
