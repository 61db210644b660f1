"""The facts record: every code there and back, one length, and nothing unknown let through."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisory.sealing.errors import SealError
from cases import codebook
from cases.models.facts import (
    LARGEST,
    LAYOUT,
    RECORD_BYTES,
    CaseFacts,
    FactsCodec,
    InquiryFacts,
    PersonFacts,
    largest_number,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
KINDS = [CaseFacts, PersonFacts, InquiryFacts]


def drawn(kind: Any, draw: Any) -> Any:
    """Facts with any codes of the lists, or none."""
    values: dict[str, Any] = {}
    for name, slot in kind.SLOTS.items():
        codes = list(codebook.entries(slot.list))
        if slot.shape == "many":
            values[name] = frozenset(draw(st.sets(st.sampled_from(codes))))
        else:
            values[name] = draw(st.sampled_from(["", *codes]))
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_facts_come_back_as_they_went_in_at_one_length(kind: Any, data: st.DataObject) -> None:
    facts, codec = drawn(kind, data.draw), FactsCodec(kind)
    record = codec.dump(facts)
    assert codec.load(record) == facts
    assert len(record) == RECORD_BYTES == 48
    assert record[0] == LAYOUT


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_of_every_list_has_its_own_bytes(kind: Any) -> None:
    codec = FactsCodec(kind)
    for name, slot in kind.SLOTS.items():
        codes = list(codebook.entries(slot.list))
        chosen = [frozenset({code}) if slot.shape == "many" else code for code in codes]
        records = {codec.dump(kind(**{name: one})) for one in chosen}
        assert len(records) == len(codes)
        assert [codec.load(codec.dump(kind(**{name: one}))) for one in chosen] == [
            kind(**{name: one}) for one in chosen
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_slots_do_not_overlap_and_hold_their_lists(kind: Any) -> None:
    taken: set[int] = {0}
    for slot in kind.SLOTS.values():
        place = set(range(slot.offset, slot.offset + slot.size))
        assert not taken & place
        taken |= place
        largest = max(codebook.numbers(slot.list).values())
        assert largest < (64 if slot.shape == "many" else 256**slot.size)
    assert max(taken) < RECORD_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_number_is_a_broken_seal(kind: Any) -> None:
    codec, draw = FactsCodec(kind), random.Random(7)
    for slot in kind.SLOTS.values():
        known = set(codebook.codes(slot.list))
        unknown = sorted(set(range(64 if slot.shape == "many" else 256**slot.size)) - known - {0})
        for number in draw.sample(unknown, min(40, len(unknown))):
            record = bytearray(codec.dump(kind()))
            packed = 1 << number if slot.shape == "many" else number
            record[slot.offset : slot.offset + slot.size] = packed.to_bytes(slot.size, "big")
            with pytest.raises(SealError, match=slot.list):
                codec.load(bytes(record))


@pytest.mark.parametrize("kind", [CaseFacts, InquiryFacts])
def test_bit_zero_of_a_bitmap_means_nothing_and_is_refused(kind: Any) -> None:
    for slot in kind.SLOTS.values():
        if slot.shape == "many":
            record = bytearray(FactsCodec(kind).dump(kind()))
            record[slot.offset + 7] |= 1
            with pytest.raises(SealError):
                FactsCodec(kind).load(bytes(record))


@pytest.mark.parametrize("kind", KINDS)
def test_another_length_or_layout_is_refused(kind: Any) -> None:
    codec = FactsCodec(kind)
    record = codec.dump(kind())
    for other in (b"", record[:-1], record + b"\0", bytes([LAYOUT + 1]) + record[1:], b"\0" + record[1:]):
        with pytest.raises(SealError, match="layout"):
            codec.load(other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_no_list_has_is_refused(kind: Any) -> None:
    for name, slot in kind.SLOTS.items():
        with pytest.raises(KeyError):
            FactsCodec(kind).dump(kind(**{name: frozenset({"XX!"}) if slot.shape == "many" else "XX!"}))


def test_nothing_recorded_is_nought_everywhere() -> None:
    assert FactsCodec(PersonFacts).dump(PersonFacts()) == bytes([LAYOUT]) + bytes(47)


def test_a_stored_record_stays_readable() -> None:
    """Numbers and places as databases hold them: whoever moves one makes old cases say something else."""
    facts = CaseFacts(
        kind="SAK", concern="TVE_FR", circumstances=frozenset({"TVE_GJ"}), focus_country="PK", urgency="AKUTT"
    )
    pakistan = codebook.numbers("land")["PK"]
    expected = (
        bytes([1, 1, 3]) + (1 << 1).to_bytes(8, "big") + pakistan.to_bytes(2, "big") + b"\1" + bytes(34)
    )
    assert FactsCodec(CaseFacts).dump(facts) == expected
    person = PersonFacts(sex="K", age_group="16-17", background="PK", whereabouts="UTL")
    assert FactsCodec(PersonFacts).dump(person)[:6] == bytes([1, 1, 2]) + pakistan.to_bytes(2, "big") + b"\3"


@pytest.mark.parametrize(
    "facts", [CaseFacts(concern="TVE_FR"), PersonFacts(sex="K"), InquiryFacts(asker="SELV")]
)
def test_facts_say_nothing_when_they_are_printed(facts: Any) -> None:
    assert {repr(facts), str(facts), f"{facts}", repr([facts])[1:-1]} == {"<facts>"}
    assert facts == type(facts)(**{name: getattr(facts, name) for name in facts.SLOTS})
    assert facts != type(facts)()


def test_a_list_has_the_room_of_its_narrowest_slot() -> None:
    assert [largest_number(name) for name in ("tiltak", "kjonn", "celletegn")] == [63, 255, LARGEST]
    assert largest_number("land") <= 256**2 - 1
