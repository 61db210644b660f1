"""What a case says that was sealed before lanes had parts and next actions: what the migration wrote, alone.

Its seal binds none of that, so anything else was written there since by somebody who cannot seal.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from cases.models.inquiry import Part
from cases.status import Status

# The ordinary deadline of work, ten working days, without anybody's holidays.
DUE = timedelta(days=14)
UNTOUCHED: dict[str, Any] = {
    "asked_by_id": None,
    "answer": "",
    "answered_at": None,
    "claimed_by_id": None,
    "access_until": None,
    "paused_left": None,
    "chased": 0,
}


def are_as_moved(lanes: Sequence[Any], get: Callable[[Any, str], Any]) -> bool:
    """Whether these lanes of one case say what migration 0008 made of them. `get` gives a column of one."""
    in_order = sorted(lanes, key=lambda one: (_closed(one, get), get(one, "created_at"), get(one, "id")))
    for place, lane in enumerate(in_order):
        waits = not _closed(lane, get)
        expected = {
            **UNTOUCHED,
            "part": Part.CONSULTED.value if place else Part.LEAD.value,
            "next_post_id": get(lane, "post_id") if waits else None,
            "next_due_at": get(lane, "created_at") + DUE if waits else None,
        }
        if any(get(lane, name) != value for name, value in expected.items()):
            return False
    return True


def _closed(lane: Any, get: Callable[[Any, str], Any]) -> bool:
    return bool(get(lane, "status") == Status.CLOSED)
