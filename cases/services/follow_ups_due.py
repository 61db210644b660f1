"""Which follow-ups are still to come or overdue: ids, posts and times, from what stands in clear.

Whom they wait for is the post of the lane that has ended; nothing is opened to find them.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from cases.models.event import Event
from cases.models.inquiry import Answer
from cases.status import Status


def due_by(until: datetime | None = None, *, posts: Collection[uuid.UUID] | None = None) -> QuerySet[Event]:
    """All that fall due by then, or ever; at these posts, or any. The first day first.

    A task is none of them: no lane that came to something ends while one is open. Nor is one of a case whose
    texts were erased since it was closed: nobody knows any more how she is reached safely.
    """
    # Of the same case: what SQL puts into another one, and lets refer here, breaks that one's seal alone.
    over = Event.unscoped.filter(refers_to=OuterRef("pk"), case=OuterRef("case"))
    found = Event.unscoped.filter(
        ~Exists(over),
        due_at__isnull=False,
        lane__status=Status.CLOSED,
        lane__answer__in=("", Answer.ACCEPTED),
        case__erased_at=None,
    ).exclude(case__texts_erased_at__gte=F("case__closed_at"))
    found = found.order_by("due_at", "pk")
    if until is not None:
        found = found.filter(due_at__lte=until)
    return found if posts is None else found.filter(lane__post__in=posts)
