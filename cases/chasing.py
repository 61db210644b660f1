"""Who is reminded of what is overdue, and when: steps by urgency, as data. Pure.

The first step comes when it falls due. What is acute is chased round the clock, the rest in the working time
of the post that is awaited. After the last step the letters of the morning go on, and the queues show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from cases.calendar import DAY, Hours
from cases.deadlines import HOUR, Deadline, Urgency, clock_of, due


class Whom(StrEnum):
    """Whoever holds the post that is awaited, deputies among them; the post that asked; the coordinator."""

    AWAITED = "awaited"
    ASKER = "asker"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Step:
    """So many minutes after it fell due, by the clock of its urgency, these are told."""

    after: int
    told: frozenset[Whom]


_FIRST = frozenset({Whom.AWAITED})
_SECOND = frozenset({Whom.AWAITED, Whom.ASKER})
_ALL = frozenset(Whom)


def _steps(*after: int) -> tuple[Step, ...]:
    return (Step(0, _FIRST), Step(after[0], _SECOND), *(Step(minutes, _ALL) for minutes in after[1:]))


STEPS: Mapping[Urgency, tuple[Step, ...]] = MappingProxyType(
    {
        # Nobody waits half an hour to hear that an acute case is not answered: the coordinator hears at once.
        Urgency.ACUTE: (Step(0, _ALL), Step(HOUR // 2, _ALL), Step(HOUR, _ALL), Step(4 * HOUR, _ALL)),
        Urgency.HASTENS: _steps(HOUR, 2 * HOUR, DAY),
        Urgency.ORDINARY: _steps(DAY, 3 * DAY),
        Urgency.INFORMATION: _steps(3 * DAY, 5 * DAY),
        Urgency.NONE: _steps(4 * HOUR, DAY),
    }
)
MOST = max(map(len, STEPS.values()))


def steps_due(hours: Hours, urgency: str, due_at: datetime, now: datetime) -> int:
    """How many steps have come by now of what was due at `due_at` at a post with these hours."""
    clock = clock_of(urgency)
    times = (due(hours, due_at, Deadline(step.after, clock)) for step in STEPS[Urgency(urgency)])
    # Whatever the post's hours, what fell due is chased from that moment on.
    return sum(moment <= now for moment in times) if due_at <= now else 0


def told_by(urgency: str, done: int, until: int) -> frozenset[Whom]:
    """Whom the steps after the first `done`, up to `until`, tell: several where no job ran meanwhile."""
    return frozenset[Whom]().union(*(step.told for step in STEPS[Urgency(urgency)][done:until]))


def may_be_due(due_at: datetime, chased: int, now: datetime) -> bool:
    """Whether by any urgency a step can have come since the last one: asked before a case is opened."""
    after = [steps[chased].after for steps in STEPS.values() if chased < len(steps)]
    return bool(after) and due_at + timedelta(minutes=min(after)) <= now
