"""What was told in an inquiry, as values: between the form that reads it and the service that stores it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, repeat

from cases import codebook, gate
from cases.errors import NoConcern, NoPersons, UnknownCode
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts

GENERAL_QUESTION = "GEN"
SPECIFIC_CASE = "SAK"
Facts = CaseFacts | InquiryFacts | PersonFacts


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """The case's facts, the persons, the post's own lane. Prints nothing of it."""

    received_on: date
    case: CaseFacts
    inquiry: InquiryFacts
    persons: tuple[PersonFacts, ...] = ()
    narrative: str = ""
    # The stored row of each person, None for a new one; shorter than `persons` when the rest are new.
    person_ids: tuple[uuid.UUID | None, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        return "<told>"

    def persons_by_row(self) -> Iterator[tuple[PersonFacts, uuid.UUID | None]]:
        """Each person with the row that stores her."""
        return zip(self.persons, chain(self.person_ids, repeat(None)), strict=False)

    def checked(self, *, lane_alone: bool = False) -> "Told":
        """The same, fit to be stored; a general question has no persons. `lane_alone`: the rest is not told.

        Raises NoConcern or NoPersons for a specific case without them, UnknownCode for a code that
        its list does not have, and what the gate raises for the note.
        """
        _check_codes(self.inquiry)
        if not lane_alone:
            self._check_case()
        general = not lane_alone and self.case.kind == GENERAL_QUESTION
        narrative = gate.passed(self.narrative, field="narrative")
        if general:
            return replace(self, persons=(), person_ids=(), narrative=narrative)
        return replace(self, narrative=narrative)

    def _check_case(self) -> None:
        _check_codes(self.case)
        for person in self.persons:
            _check_codes(person)
        if self.case.kind == GENERAL_QUESTION:
            return
        if not self.case.concern:
            raise NoConcern
        if not self.persons:
            raise NoPersons


def _check_codes(facts: Facts) -> None:
    for name, slot in facts.SLOTS.items():
        said = getattr(facts, name)
        codes = said if slot.shape == "many" else {said} - {""}
        if not codes <= codebook.numbers(slot.list).keys():
            raise UnknownCode(name)
