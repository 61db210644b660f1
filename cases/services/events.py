"""The one way to write down what happened in a case: a row that is never changed, and the verb beside it."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cases import gate
from cases.models.case import Case
from cases.models.event import Event, EventKind, SeenBy
from cases.models.facts import EventFacts
from cases.models.inquiry import Inquiry
from cases.services.kept_words import keep_words

# Who sees it where nobody says: everybody who works on the case, but a note and a task one's own post.
_FOR_ITSELF = frozenset({EventKind.NOTE, EventKind.TASK, EventKind.DONE})
_BETWEEN = frozenset({EventKind.QUESTION, EventKind.REPLY, EventKind.ADVICE})


def happened(
    case: Case,
    lane: Inquiry,
    kind: EventKind,
    *,
    post_id: uuid.UUID,
    by: uuid.UUID,
    now: datetime,
    facts: Mapping[str, Any] = {},
    text: str = "",
    refers_to: Event | None = None,
    due_at: datetime | None = None,
    pk: uuid.UUID | None = None,
) -> Event:
    """Save it, within `changing` of a case that was opened with its texts; the caller records the verb.

    `facts` are names and codes of `EventFacts`; without `seen_by`, those see it for whom such things are
    meant. Raises KeyError for a code that its list does not have, TypeError for a fact that there is not, and
    what the gate raises for a text that came by no form.
    """
    said = {"seen_by": seen_by_default(kind), **facts}
    event = Event(
        pk=pk or uuid.uuid4(),
        case=case,
        lane=lane,
        post_id=post_id,
        by_id=by,
        at=now,
        refers_to=refers_to,
        due_at=due_at,
        facts=EventFacts(kind=kind.value, **said),
        text=gate.passed(text, field="text"),
    )
    event.save(force_insert=True)
    keep_words(case, text, by=by, now=now, lane=lane, refers_to=event)
    return event


def seen_by_default(kind: EventKind) -> SeenBy:
    """Whom such a thing is meant for."""
    if kind in _FOR_ITSELF:
        return SeenBy.OWN
    return SeenBy.LANE if kind in _BETWEEN else SeenBy.ALL


def said_already(submissions: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these ids that a message has, whoever's it is."""
    return set(Event.unscoped.filter(pk__in=list(submissions)).values_list("pk", flat=True))
