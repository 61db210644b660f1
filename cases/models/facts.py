"""The coded facts of a row as one record of fixed length, so that length says nothing.

A code is stored as the small number its list gives it (append-only, 0 = not recorded),
a choice of several as a bitmap. Byte 0 is the layout's version. The same bytes are what
the statistics count.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from advisory.sealing.codecs import name_codec
from advisory.sealing.errors import SealError
from cases import codebook
from cases.models.slots import LARGEST, LAYOUT, RECORD_BYTES, Slot, Unshown


@dataclass(frozen=True, slots=True, repr=False)
class CaseFacts(Unshown):
    kind: str = "SAK"
    concern: str = ""
    circumstances: frozenset[str] = field(default_factory=frozenset)
    focus_country: str = ""
    urgency: str = ""

    SLOTS: ClassVar[dict[str, Slot]] = {
        "kind": Slot("henvendelsesart", 1),
        "concern": Slot("hovedbekymring", 2),
        "circumstances": Slot("tilleggsforhold", 3, "many"),
        "focus_country": Slot("land", 11, "wide"),
        "urgency": Slot("hastegrad", 13),
    }


@dataclass(frozen=True, slots=True, repr=False)
class PersonFacts(Unshown):
    sex: str = ""
    age_group: str = ""
    background: str = ""
    whereabouts: str = ""

    SLOTS: ClassVar[dict[str, Slot]] = {
        "sex": Slot("kjonn", 1),
        "age_group": Slot("aldersgruppe", 2),
        "background": Slot("land", 3, "wide"),
        "whereabouts": Slot("oppholdssted", 5),
    }


@dataclass(frozen=True, slots=True, repr=False)
class InquiryFacts(Unshown):
    scheme: str = ""
    channel: str = ""
    asker: str = ""
    actions: frozenset[str] = field(default_factory=frozenset)
    outcome: str = ""

    SLOTS: ClassVar[dict[str, Slot]] = {
        "scheme": Slot("ordning", 1),
        "channel": Slot("kanal", 2),
        "asker": Slot("henvender", 3),
        "actions": Slot("tiltak", 4, "many"),
        "outcome": Slot("avslutning", 12),
    }


@dataclass(frozen=True, slots=True, repr=False)
class EventFacts(Unshown):
    """Of what happened in a case; `kind` says which of the rest can be told."""

    kind: str = ""
    seen_by: str = ""
    action: str = ""
    agency: str = ""
    assessment: str = ""
    result: str = ""
    risk: str = ""
    role: str = ""
    basis: str = ""
    hastens: str = ""
    harms_siblings: str = ""
    travel_done: frozenset[str] = field(default_factory=frozenset)
    travel_not_relevant: frozenset[str] = field(default_factory=frozenset)
    week: str = ""
    date_known: str = ""
    return_ticket: str = ""
    wants_to_go: str = ""
    earlier_journeys: str = ""
    dual_citizenship: str = ""
    follow_up: str = ""
    outcome: str = ""
    country: str = ""
    urgency: str = ""
    reason: str = ""
    year: str = ""
    status: str = ""
    asked_for: str = ""

    SLOTS: ClassVar[dict[str, Slot]] = {
        "kind": Slot("hendelse", 1),
        "seen_by": Slot("synlighet", 2),
        "action": Slot("tiltak", 3),
        "agency": Slot("etat", 4),
        "assessment": Slot("vurdering", 5),
        "result": Slot("svar", 6),
        "risk": Slot("risiko", 7),
        "role": Slot("rolle", 8),
        "basis": Slot("delingsgrunnlag", 9),
        "hastens": Slot("svar", 10),
        "harms_siblings": Slot("svar", 11),
        "travel_done": Slot("reisesjekk", 12, "many"),
        "travel_not_relevant": Slot("reisesjekk", 20, "many"),
        "week": Slot("uke", 28),
        "date_known": Slot("svar", 29),
        "return_ticket": Slot("svar", 30),
        "wants_to_go": Slot("svar", 31),
        "earlier_journeys": Slot("svar", 32),
        "dual_citizenship": Slot("svar", 33),
        "follow_up": Slot("oppfolging", 34),
        "outcome": Slot("avslutning", 35),
        "country": Slot("land", 36, "wide"),
        "urgency": Slot("hastegrad", 38),
        "reason": Slot("avslag", 39),
        "year": Slot("reisear", 40),
        "status": Slot("status", 41),
        "asked_for": Slot("del", 42),
    }


class FactsCodec:
    """Facts of one class to RECORD_BYTES bytes and back."""

    def __init__(self, facts: type[Any]) -> None:
        self.facts = facts

    def dump(self, value: Any) -> bytes:
        """Raises KeyError for a code that its list does not have."""
        record = bytearray(RECORD_BYTES)
        record[0] = LAYOUT
        for name, slot in self.facts.SLOTS.items():
            chosen = getattr(value, name)
            if slot.shape == "many":
                packed = sum(1 << codebook.number_of(slot.list, code) for code in chosen)
            else:
                packed = codebook.number_of(slot.list, chosen) if chosen else 0
            record[slot.offset : slot.offset + slot.size] = packed.to_bytes(slot.size, "big")
        return bytes(record)

    def load(self, raw: bytes) -> Any:
        """Raises SealError for a record of another length or layout, or with an unknown number."""
        if len(raw) != RECORD_BYTES or raw[0] != LAYOUT:
            raise SealError("a facts record has an unknown layout")
        values: dict[str, Any] = {}
        for name, slot in self.facts.SLOTS.items():
            packed = int.from_bytes(raw[slot.offset : slot.offset + slot.size], "big")
            try:
                if slot.shape == "many":
                    values[name] = frozenset(
                        codebook.code_of(slot.list, bit) for bit in range(64) if packed >> bit & 1
                    )
                else:
                    values[name] = codebook.code_of(slot.list, packed) if packed else ""
            except KeyError:
                raise SealError(
                    f"a facts record holds a number that the list {slot.list} does not have"
                ) from None
        return self.facts(**values)


COLUMNS: dict[str, type[Any]] = {
    "cases.Case.facts": CaseFacts,
    "cases.Person.facts": PersonFacts,
    "cases.Inquiry.facts": InquiryFacts,
    "cases.Event.facts": EventFacts,
}
for _label, _facts in COLUMNS.items():
    name_codec(_label, FactsCodec(_facts))


def largest_number(code_list: str) -> int:
    """The largest number that every slot of this list can hold, and the column of the lists itself."""
    slots = [slot for facts in COLUMNS.values() for slot in facts.SLOTS.values() if slot.list == code_list]
    return min([LARGEST, *(63 if slot.shape == "many" else 256**slot.size - 1 for slot in slots)])
