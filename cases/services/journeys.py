"""A planned journey and its checklist, told as the whole of what is known now; what was told before stays.

Nobody tells over somebody else's telling without having seen it: `seen` is the newest event of that kind that
her form showed.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from advisory.standing import Standing
from audit.verbs import Verb
from cases.assessments import newest
from cases.errors import ChangedMeanwhile
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Inquiry
from cases.services import lanes
from cases.services.events import happened
from cases.services.revisions import changing

VERBS = {
    EventKind.JOURNEY: Verb.JOURNEY_TOLD,
    EventKind.CHECKLIST: Verb.CHECKLIST_TICKED,
    EventKind.CONTACT: Verb.CONTACT_AGREED,
}


def tell_journey(
    *, standing: Standing, case: Case, inquiry: Inquiry, seen: uuid.UUID | None, facts: Mapping[str, Any]
) -> None:
    """Whether, where to and in which week; `facts` as the form gives them. Raises ChangedMeanwhile."""
    told(EventKind.JOURNEY, standing=standing, case=case, inquiry=inquiry, seen=seen, facts=facts)


def tick(
    *, standing: Standing, case: Case, inquiry: Inquiry, seen: uuid.UUID | None, facts: Mapping[str, Any]
) -> None:
    """What of the checklist is done and what is not relevant. Raises ChangedMeanwhile."""
    told(EventKind.CHECKLIST, standing=standing, case=case, inquiry=inquiry, seen=seen, facts=facts)


def told(
    kind: EventKind,
    *,
    standing: Standing,
    case: Case,
    inquiry: Inquiry,
    seen: uuid.UUID | None,
    facts: Mapping[str, Any] | None = None,
    text: str = "",
) -> None:
    """Add the newest telling of one kind. `case` comes from `access.case_to_change`.

    What else was changed since a form was opened does not matter to it: the case is taken as it was just
    read. Raises ChangedMeanwhile when `seen` is not the newest of its kind, or somebody saves right now.
    """
    before = newest(case.events.all(), kind)
    if (before.pk if before is not None else None) != seen:
        raise ChangedMeanwhile
    with transaction.atomic():
        with changing(case, revision=case.revision):
            event = happened(
                case,
                inquiry,
                kind,
                post_id=inquiry.post_id,
                by=standing.account_id,
                now=case.changed_at,
                facts=dict(facts or {}),
                text=text,
            )
        names = [name for name in event.facts.SLOTS if name in (facts or {})] + (["text"] if text else [])
        lanes.record_step(VERBS[kind], actor=standing.actor, case=case, inquiry=inquiry, fields=names)
