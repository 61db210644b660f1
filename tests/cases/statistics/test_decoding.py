"""Columns hold what the codec would have read from each record, and refuse what it refuses."""

from typing import Any

import numpy as np
import pytest

from advisory.sealing.errors import SealError
from cases import codebook
from cases.models.facts import LAYOUT, RECORD_BYTES, CaseFacts, FactsCodec, InquiryFacts, PersonFacts
from cases.statistics.decoding import decoded

TOLD: list[tuple[type[Any], list[Any]]] = [
    (CaseFacts, [CaseFacts(), CaseFacts("GEN", "UKJ", frozenset({"VOT", "NSK"}), "XX", "AKUTT")]),
    (PersonFacts, [PersonFacts(), PersonFacts("U", "41+", "PK", "UTL")]),
    (InquiryFacts, [InquiryFacts("KT", "TLF", "BV", frozenset({"RAD"}), "FEIL"), InquiryFacts()]),
]


@pytest.mark.parametrize(("facts", "told"), TOLD)
def test_columns_are_the_numbers_of_the_codes(reference: None, facts: type[Any], told: list[Any]) -> None:
    columns = decoded([FactsCodec(facts).dump(one) for one in told], facts.SLOTS)
    for name, slot in facts.SLOTS.items():
        numbers = codebook.numbers(slot.list)
        for value, one in zip(columns[name].tolist(), told, strict=True):
            chosen = getattr(one, name)
            if slot.shape == "many":
                assert value == sum(1 << numbers[code] for code in chosen)
            else:
                assert value == (numbers[chosen] if chosen else 0)


def test_no_records_are_no_rows(reference: None) -> None:
    columns = decoded([], CaseFacts.SLOTS)
    assert {len(column) for column in columns.values()} == {0}
    assert columns["focus_country"].dtype == np.uint16


@pytest.mark.parametrize("offset", [1, 2, 3, 11, 13])
def test_a_number_no_list_has_is_refused(reference: None, offset: int) -> None:
    record = bytearray(FactsCodec(CaseFacts).dump(CaseFacts(concern="TVE_FR")))
    record[offset] = 250
    with pytest.raises(SealError):
        decoded([bytes(record)], CaseFacts.SLOTS)


@pytest.mark.parametrize("record", [bytes([LAYOUT + 1]).ljust(RECORD_BYTES, b"\0"), bytes([LAYOUT]), b""])
def test_another_layout_or_length_is_refused(reference: None, record: bytes) -> None:
    whole = FactsCodec(CaseFacts).dump(CaseFacts())
    with pytest.raises(SealError):
        decoded([whole, record], CaseFacts.SLOTS)
