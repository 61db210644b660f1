"""What tells for certain who somebody is in the texts of a case that is closed, beside its note.

The note is refused at closing, for it can be changed. What was written to others cannot: whoever closes is
told.
"""

from contextlib import suppress

from cases import gate
from cases.errors import NotShown
from cases.models.case import Case
from cases.text_scan import OURS


def certain_in(case: Case) -> list[str]:
    """Kinds of what was found in the events handed out with the case, as labels, each once; quotes nothing.

    Raises GuardDown.
    """
    found: set[str] = set()
    for event in case.events.all():
        with suppress(NotShown):
            if event.facts.kind not in OURS:
                found |= gate.certain_kinds(event.text)
    return sorted(found)
