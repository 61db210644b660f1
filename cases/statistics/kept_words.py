"""How often words that may tell who somebody is were kept with a reason, by post; for the coordinator."""

import uuid
from collections import Counter
from datetime import datetime

from cases import codebook
from cases.models.event import Event, EventKind
from cases.models.facts import EventFacts
from cases.models.slots import RECORD_BYTES
from cases.statistics.opening import opener, record_of


def kept_since(since: datetime) -> Counter[uuid.UUID]:
    """Times by post. Raises SealError when an event does not open: a figure without it would be wrong."""
    open_facts = opener("cases.Event.facts", RECORD_BYTES)
    kept = codebook.numbers("hendelse")[EventKind.WORDS_KEPT.value]
    place = EventFacts.SLOTS["kind"].offset
    found: Counter[uuid.UUID] = Counter()
    events = Event.unscoped.filter(at__gte=since).values_list("pk", "case_id", "post_id", "facts")
    for pk, case_id, post_id, facts in events.iterator():
        if open_facts(record_of(facts), pk.bytes, case_id.bytes)[place] == kept:
            found[post_id] += 1
    return found
