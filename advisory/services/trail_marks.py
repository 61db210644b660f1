"""What was unusual in one account's week: each mark with its limit and a sentence of what was seen.

Pure functions over what happened; whose it is and how it is shown is for others.
"""

import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advisory.review_limits import LIMITS, NIGHT_FROM, NIGHT_UNTIL, WEEKEND, Unusual
from audit.review import READING, Happened
from audit.verbs import Verb

# Why somebody was refused, as the middleware writes it: a case that is not hers.
CASE = "case"


@dataclass(frozen=True, slots=True)
class Mark:
    kind: Unusual
    sentence: str


@dataclass(frozen=True, slots=True)
class Most:
    """The fullest stretch of time: how many within it, and when it began."""

    number: int
    since: datetime | None


def marks(happened: Sequence[Happened], zone: ZoneInfo, weekend: frozenset[int] = WEEKEND) -> list[Mark]:
    """The marks of one account's week, `happened` oldest first, by the clock of `zone` and its free days."""
    return [*_many(happened, zone), *_odd_hours(happened, zone, weekend), *_not_let_in(happened, zone)]


def cases_opened(happened: Iterable[Happened]) -> list[tuple[datetime, object]]:
    return [(one.at, one.subject) for one in happened if one.verb == Verb.CASE_READ]


def list_pages(happened: Iterable[Happened]) -> list[tuple[datetime, object]]:
    return [(one.at, one.place) for one in happened if one.verb == Verb.CASES_LISTED]


def refused_cases(happened: Iterable[Happened]) -> list[Happened]:
    return [one for one in happened if one.verb == Verb.ACCESS_REFUSED and CASE in one.fields]


def readings(happened: Iterable[Happened]) -> list[Happened]:
    return [one for one in happened if one.verb in READING]


def is_night(moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone).time()
    return local >= NIGHT_FROM or local < NIGHT_UNTIL


def is_weekend(moment: datetime, zone: ZoneInfo, weekend: frozenset[int] = WEEKEND) -> bool:
    return moment.astimezone(zone).weekday() in weekend


def fullest(seen: Iterable[tuple[datetime, object]], within: timedelta) -> Most:
    """The most different things within that time, ends included. `seen` oldest first."""
    window: deque[tuple[datetime, object]] = deque()
    inside: Counter[object] = Counter()
    most = Most(0, None)
    for at, what in seen:
        window.append((at, what))
        inside[what] += 1
        while at - window[0][0] > within:
            _at, gone = window.popleft()
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
        if len(inside) > most.number:
            most = Most(len(inside), window[0][0])
    return most


def _many(happened: Sequence[Happened], zone: ZoneInfo) -> Iterator[Mark]:
    limit = LIMITS[Unusual.MANY_CASES]
    most = fullest(cases_opened(happened), limit.within or timedelta())
    if most.number > limit.most:
        said = _("Opened %(number)d different cases within 10 minutes, from %(time)s.")
        yield Mark(Unusual.MANY_CASES, said % {"number": most.number, "time": _when(most.since, zone)})
    limit = LIMITS[Unusual.MANY_LISTS]
    most = fullest(list_pages(happened), limit.within or timedelta())
    if most.number > limit.most:
        said = _("Saw %(number)d pages of the list within an hour, from %(time)s.")
        yield Mark(Unusual.MANY_LISTS, said % {"number": most.number, "time": _when(most.since, zone)})


def _odd_hours(happened: Sequence[Happened], zone: ZoneInfo, weekend: frozenset[int]) -> Iterator[Mark]:
    """Night comes before weekend: a reading on a Saturday night is told once."""
    night = [one.at for one in readings(happened) if is_night(one.at, zone)]
    if len(night) > LIMITS[Unusual.NIGHT].most:
        said = ngettext(
            "Read %(number)d time at night, between 22 and 06, first %(time)s.",
            "Read %(number)d times at night, between 22 and 06, first %(time)s.",
            len(night),
        )
        yield Mark(Unusual.NIGHT, said % {"number": len(night), "time": _when(night[0], zone)})
    awake = [one.at for one in readings(happened) if not is_night(one.at, zone)]
    free = [at for at in awake if is_weekend(at, zone, weekend)]
    if len(free) > LIMITS[Unusual.WEEKEND].most:
        said = ngettext(
            "Read %(number)d time at the weekend, first %(time)s.",
            "Read %(number)d times at the weekend, first %(time)s.",
            len(free),
        )
        yield Mark(Unusual.WEEKEND, said % {"number": len(free), "time": _when(free[0], zone)})


def _not_let_in(happened: Sequence[Happened], zone: ZoneInfo) -> Iterator[Mark]:
    tries = refused_cases(happened)
    if len(tries) > LIMITS[Unusual.REFUSED].most:
        cases: set[uuid.UUID | None] = {one.subject for one in tries}
        said = ngettext(
            "Tried %(tries)d times to open %(number)d case that is not one's own.",
            "Tried %(tries)d times to open %(number)d cases that are not one's own.",
            len(cases),
        )
        yield Mark(Unusual.REFUSED, said % {"tries": len(tries), "number": len(cases)})
    limit = LIMITS[Unusual.SIGN_IN]
    failed = [(one.at, one.place) for one in happened if one.verb == Verb.SIGN_IN_REFUSED]
    most = fullest(failed, limit.within or timedelta())
    if most.number > limit.most:
        said = _("%(number)d sign-ins refused within an hour, from %(time)s.")
        yield Mark(Unusual.SIGN_IN, said % {"number": most.number, "time": _when(most.since, zone)})


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    """The day and the time by that clock: “Tuesday 24.11. 14:03”."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{date_format(local, 'l')} {local:%d.%m. %H:%M}"
