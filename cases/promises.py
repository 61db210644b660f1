"""What was promised for a day: tasks while a lane is open, follow-ups after it has ended; which are not over.

Pure: from rows that were loaded and opened.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from cases.models.event import Event, EventKind

KINDS = frozenset({EventKind.TASK, EventKind.FOLLOW_UP})
_ENDS = frozenset({EventKind.DONE, EventKind.FOLLOW_UP})


def promised(
    lane_id: uuid.UUID, events: Iterable[Event], kinds: Collection[EventKind] = KINDS
) -> list[Event]:
    """Those of a lane that have a day and were neither done nor given up, the first day first."""
    every = list(events)
    over = {one.refers_to_id for one in every if one.refers_to_id is not None and one.facts.kind in _ENDS}
    found = [
        one
        for one in every
        if one.lane_id == lane_id and one.due_at and one.facts.kind in kinds and one.pk not in over
    ]
    return sorted(found, key=day_first)


def day_first(event: Event) -> tuple[datetime, datetime]:
    return event.due_at or event.at, event.at
