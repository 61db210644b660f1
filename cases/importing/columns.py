"""The columns that a file of cases may have, by the names of the code book.

A row is one person in one inquiry: rows with the same `sak` are one case, rows of it with the same post one
inquiry, and rows of it with the same `person` one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts

Of = Literal["case", "inquiry", "person"]


@dataclass(frozen=True, slots=True)
class Column:
    """A coded fact: of which row it is, its name there, the code list, and whether several may be told."""

    of: Of
    fact: str
    list: str
    many: bool = False


def _coded() -> dict[str, Column]:
    """Every fact under the name of its code list, but where two facts use one list."""
    named: Mapping[str, str] = {"focus_country": "fokusland", "background": "bakgrunn"}
    kinds: tuple[tuple[Of, type[CaseFacts | InquiryFacts | PersonFacts]], ...] = (
        ("case", CaseFacts),
        ("inquiry", InquiryFacts),
        ("person", PersonFacts),
    )
    return {
        named.get(fact, slot.list): Column(of, fact, slot.list, many=slot.shape == "many")
        for of, facts in kinds
        for fact, slot in facts.SLOTS.items()
    }


# A mark that the rows of one case share. It is not stored.
CASE = "sak"
PERSON = "person"
# The key of the post in the reference data, and the day on which it was asked.
POST = "arbeidssted"
ASKED = "mottatt"
CLOSED = "avsluttet"
NOTE = "notat"
CODED = _coded()
REQUIRED = (CASE, POST, ASKED)
# The scheme follows from the post; a file may have it, and is held to it.
SCHEME = "ordning"
ALL = (*REQUIRED, PERSON, *CODED, CLOSED, NOTE)
# Between codes where several may be told.
BETWEEN = "|"
