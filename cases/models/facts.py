"""The coded facts of a row as one record of fixed length, so that length says nothing.

A code is stored as the small number its list gives it (append-only, 0 = not recorded),
a choice of several as a bitmap. Byte 0 is the layout's version. The same bytes are what
the statistics count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from advisory.sealing.codecs import name_codec
from advisory.sealing.errors import SealError
from cases import codebook
from cases.errors import NotShown

RECORD_BYTES = 48
LAYOUT = 1
# Of a number in the code lists (a positive small integer), used in records or not.
LARGEST = 32_767


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a fact lies in the record: one code (1 or 2 bytes) or several (a bitmap of 8 bytes)."""

    list: str
    offset: int
    shape: Literal["one", "wide", "many"] = "one"

    @property
    def size(self) -> int:
        return {"one": 1, "wide": 2, "many": 8}[self.shape]


class Unshown:
    """Facts say nothing of a person when a log, a traceback or an error page prints them."""

    __slots__ = ()
    SLOTS: ClassVar[dict[str, Slot]]

    def __repr__(self) -> str:
        return "<facts>"

    def part(self, names: Iterable[str]) -> "Part":
        """The facts of these names, and nothing of the others."""
        return Part({name: getattr(self, name) for name in names}, self.SLOTS)


class Part:
    """Some of a row's facts. Any other raises NotShown when it is asked for, so a part is never saved."""

    __slots__ = ("SLOTS", "_told")

    def __init__(self, told: dict[str, Any], slots: dict[str, Slot]) -> None:
        self.SLOTS = slots
        self._told = told

    def __repr__(self) -> str:
        return "<part of facts>"

    def __getattr__(self, name: str) -> Any:
        told = object.__getattribute__(self, "_told")
        if name in told:
            return told[name]
        if name in self.SLOTS:
            raise NotShown(name)
        raise AttributeError(name)


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
}
for _label, _facts in COLUMNS.items():
    name_codec(_label, FactsCodec(_facts))


def largest_number(code_list: str) -> int:
    """The largest number that every slot of this list can hold, and the column of the lists itself."""
    slots = [slot for facts in COLUMNS.values() for slot in facts.SLOTS.values() if slot.list == code_list]
    return min([LARGEST, *(63 if slot.shape == "many" else 256**slot.size - 1 for slot in slots)])
