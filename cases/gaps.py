"""Which of somebody's open cases lack a fact that is counted: through the door, looked for in memory.

The list holds the cases that she sees anyway, and her address says nothing of what they lack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisory.standing import Standing
from cases import access
from cases.models.case import Case
from cases.statistics.work_tables import OF_PERSONS, UNKNOWN_CODES

# A code of `henvendelsesart`: what is about somebody.
SPECIFIC = "SAK"
OF_CASE = ("concern", "urgency", "focus_country")
OF_LANE = ("asker", "channel")


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact by its name in records, and her open cases that lack it, newest first."""

    fact: str
    cases: list[Case]


def gaps(standing: Standing) -> list[Gap]:
    """Every fact that is lacking somewhere. Recorded, as a list of those cases, before they are given.

    What is not for her to see lacks nothing in her eyes.
    """
    found: dict[str, list[Case]] = {fact: [] for fact in UNKNOWN_CODES}
    cases = access.open_cases(standing, lambda case: any(_lacking(case)), looked_at=("inquiries", "persons"))
    for case in cases:
        for fact in dict.fromkeys(_lacking(case)):
            found[fact].append(case)
    return [Gap(fact, listed) for fact, listed in found.items() if listed]


def _lacking(case: Case) -> Iterator[str]:
    """The names of what the case, one of its persons or one of its lanes lacks; of a specific case alone."""
    sight = access.sight_of(case)
    if not sight.shows("case.kind") or case.facts.kind != SPECIFIC:
        return
    yield from _unknown(case.facts, [fact for fact in OF_CASE if sight.shows(f"case.{fact}")])
    told = [fact for fact in OF_PERSONS if sight.shows(f"person.{fact}")]
    for person in case.persons.all():
        yield from _unknown(person.facts, told)
    for lane in case.inquiries.all():
        # Of a first contact: how another post asked is not for anybody to write in.
        if lane.asked_by_id is None:
            told = [fact for fact in OF_LANE if sight.shows(f"others.{fact}", lane.post_id)]
            yield from _unknown(lane.facts, told)


def _unknown(facts: Any, names: list[str]) -> Iterator[str]:
    return (name for name in names if getattr(facts, name) in UNKNOWN_CODES[name])
