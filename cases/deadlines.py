"""By when who must do what: one table, by how much it hastens. Minutes; what is acute runs round the clock.

The clock stands still while a lane waits for somebody else's answer: `left` says what remains, and `due` of
what remained says when it is due once it runs again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from cases.calendar import DAY, Hours, due_after, working_minutes


class Clock(StrEnum):
    WORKING = "working"
    ROUND = "round the clock"


class Urgency(StrEnum):
    """Codes of the list `hastegrad`; nothing where nobody has said."""

    ACUTE = "AKUTT"
    HASTENS = "HASTER"
    ORDINARY = "ORD"
    INFORMATION = "INFO"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    minutes: int
    clock: Clock = Clock.WORKING


HOUR = 60
# What is awaited: to answer a post that asked, to look at what has come in, to work on, to reply to a
# question, to follow up. The rest are the same as one of these.
_ORDER = ("ANSWER", "ASSESS", "WORK", "REPLY", "FOLLOW_UP")
_AS = {"CLAIM": "ANSWER", "WAIT_REPLY": "REPLY", "DO_TASK": "WORK", "CLOSE": "WORK"}
# Nobody has said how much it hastens: somebody looks within half a day, since it may be acute.
_MINUTES: Mapping[Urgency, tuple[int, ...]] = {
    Urgency.ACUTE: (HOUR, HOUR // 2, 4 * HOUR, HOUR, 24 * HOUR),
    Urgency.HASTENS: (4 * HOUR, 2 * HOUR, DAY, 4 * HOUR, 3 * DAY),
    Urgency.ORDINARY: (2 * DAY, DAY, 10 * DAY, 3 * DAY, 10 * DAY),
    Urgency.INFORMATION: (5 * DAY, 3 * DAY, 20 * DAY, 5 * DAY, 20 * DAY),
    Urgency.NONE: (DAY, 4 * HOUR, 5 * DAY, 2 * DAY, 10 * DAY),
}
DEADLINES: Mapping[tuple[str, str], Deadline] = MappingProxyType(
    {
        (urgency, what): Deadline(minutes, Clock.ROUND if urgency is Urgency.ACUTE else Clock.WORKING)
        for urgency, row in _MINUTES.items()
        for what, minutes in zip(_ORDER, row, strict=True)
    }
)


def minutes_for(urgency: str, what: str) -> Deadline:
    """`what` by its name in capitals. Raises KeyError for an urgency or a deed that is on no list."""
    return DEADLINES[urgency, _AS.get(what, what)]


def clock_of(urgency: str) -> Clock:
    return Clock.ROUND if urgency == Urgency.ACUTE else Clock.WORKING


def due(hours: Hours, start: datetime, deadline: Deadline) -> datetime:
    """When it is due at a post with these hours, in UTC. Raises ValueError for a start without a zone."""
    if deadline.clock is Clock.ROUND:
        return start.astimezone(UTC) + timedelta(minutes=deadline.minutes)
    return due_after(hours, start, deadline.minutes)


def left(hours: Hours, now: datetime, due_at: datetime, clock: Clock) -> int:
    """Whole minutes by this clock until it is due; none when it is overdue."""
    if clock is Clock.ROUND:
        return max(0, (due_at - now) // timedelta(minutes=1))
    return working_minutes(hours, now, due_at)
