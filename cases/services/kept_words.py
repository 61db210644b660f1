"""Words that may tell who somebody is, and that somebody kept: her reason, sealed beside the text.

How often is counted post by post (cases/statistics/kept_words.py); nothing of which case or why.
"""

import json
import uuid
from datetime import datetime

from advisory.sealing.checked import Checked
from cases import gate
from cases.models.case import Case
from cases.models.event import Event, EventKind, SeenBy
from cases.models.facts import EventFacts
from cases.models.inquiry import Inquiry


def keep_words(
    case: Case,
    text: str,
    *,
    by: uuid.UUID,
    now: datetime,
    lane: Inquiry | None = None,
    refers_to: Event | None = None,
) -> None:
    """Save the answer that came with a text, if one did; without a lane on the case's first.

    Within `changing` of a case that was opened with its texts.
    """
    if not isinstance(text, Checked) or text.answer is None:
        return
    lane = lane or Inquiry.unscoped.filter(case=case).earliest("created_at", "id")
    said = {"because": text.answer.reason, "kinds": list(text.answer.kinds)}
    Event(
        case=case,
        lane=lane,
        post_id=lane.post_id,
        by_id=by,
        at=now,
        refers_to=refers_to,
        facts=EventFacts(kind=EventKind.WORDS_KEPT.value, seen_by=SeenBy.OWN.value),
        text=gate.ours(json.dumps(said)),
    ).save(force_insert=True)
