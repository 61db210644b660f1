"""The travel checklist: of each thing whether it is done, not done or not relevant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cases import codebook
from cases.models.facts import EventFacts

LIST = "reisesjekk"


class Mark(StrEnum):
    """How one thing stands; the values are those of the form."""

    DONE = "done"
    NOT_DONE = "not-done"
    NOT_RELEVANT = "not-relevant"


@dataclass(frozen=True, slots=True)
class Count:
    """How far one has come: of what is relevant."""

    done: int
    relevant: int


def marks(told: EventFacts | None, codes: Iterable[str]) -> dict[str, Mark]:
    """How each thing stands after the newest event; not done as long as nobody has said anything."""
    done = told.travel_done if told is not None else frozenset()
    beside = told.travel_not_relevant if told is not None else frozenset()
    return {
        code: Mark.DONE if code in done else Mark.NOT_RELEVANT if code in beside else Mark.NOT_DONE
        for code in codes
    }


def facts_of(answers: Mapping[str, Mark]) -> dict[str, frozenset[str]]:
    """The two facts of an event that say it."""
    return {
        "travel_done": frozenset(code for code, mark in answers.items() if mark == Mark.DONE),
        "travel_not_relevant": frozenset(code for code, mark in answers.items() if mark == Mark.NOT_RELEVANT),
    }


def count(told: EventFacts | None) -> Count:
    """How many things are done, of those on the list now that are relevant."""
    stand = marks(told, codebook.entries(LIST))
    relevant = [mark for mark in stand.values() if mark != Mark.NOT_RELEVANT]
    return Count(sum(mark == Mark.DONE for mark in relevant), len(relevant))
