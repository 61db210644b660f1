"""What of a case was assessed, and whether it may be closed: the newest event of each kind says it.

Pure: from rows and facts in memory. What an assessment was made from stays on paper; its result, its day and
the role of who made it are all that is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from cases.models.facts import CaseFacts, EventFacts, PersonFacts
from cases.urgent_hour import ACUTE, DUTIES

# Codes of `hendelse` and `vurdering`.
ASSESSED, RISK = "VURDERING", "RISIKO"
# Codes of `svar` that answer whether a duty holds: that one does not know is no answer.
ANSWERS = ("JA", "NEI", "IKKE")
# Codes of `aldersgruppe`.
UNDER_18 = frozenset({"00-15", "16-17", "B"})


class Happened(Protocol):
    """What is asked of an event, in the order in which they happened."""

    at: datetime

    @property
    def facts(self) -> EventFacts: ...


Some = TypeVar("Some", bound=Happened)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment: a code of `risiko` for the risk, else one of `svar`; when, and by which role."""

    result: str
    at: datetime
    role: str


def assessed(events: Iterable[Happened]) -> dict[str, Assessed]:
    """The newest of each, by the code of `vurdering`. `events` in the order in which they happened."""
    found: dict[str, Assessed] = {}
    for event in events:
        facts = event.facts
        if facts.kind == ASSESSED and facts.assessment:
            result = facts.risk if facts.assessment == RISK else facts.result
            found[facts.assessment] = Assessed(result, event.at, facts.role)
    return found


def newest(events: Iterable[Some], kind: str) -> Some | None:
    """The last event of this kind (`hendelse`), whose facts say how it stands now."""
    return next((one for one in reversed(list(events)) if one.facts.kind == kind), None)


def needs_duties(case: CaseFacts, persons: Iterable[PersonFacts]) -> bool:
    """Whether both duties must be assessed before it is closed: it is acute, or somebody is under 18."""
    return case.urgency == ACUTE or any(person.age_group in UNDER_18 for person in persons)


def missing(events: Iterable[Happened]) -> Iterator[str]:
    """Codes of the duties (`vurdering`) to which nobody has answered yes, no or not relevant."""
    stand = assessed(events)
    return (duty for duty in DUTIES if duty not in stand or stand[duty].result not in ANSWERS)
