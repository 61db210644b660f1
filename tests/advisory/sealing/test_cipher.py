"""The record format against vectors worked out with AES-GCM alone, and against every small change."""

import struct
import uuid
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from advisory.sealing import cipher
from advisory.sealing.cipher import OVERHEAD, Place, key_id_of, open_record, seal
from advisory.sealing.errors import SealError

KEY = AESGCM(bytes(range(32)))
NONCE = bytes(range(100, 112))
ROW = uuid.UUID("11111111-2222-4333-8444-555555555555")
CASE = uuid.UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
PLACE = Place(table="cases.Inquiry", row=ROW, field="narrative", owner=CASE, schema=3)
# Written out by hand from the format's description: each part after its length in four bytes.
SPELLED = (
    b"\x00\x00\x00\x09frittvalg"
    b"\x00\x00\x00\x0dcases.Inquiry"
    b"\x00\x00\x00\x10" + ROW.bytes + b"\x00\x00\x00\x09narrative"
    b"\x00\x00\x00\x10" + CASE.bytes + b"\x00\x00\x00\x02\x00\x03"
    b"\x00\x00\x00\x04\x00\x00\x00\x07"
)


def opened(record: bytes, **changes: Any) -> bytes:
    asked = {"key": KEY, "key_id": 7, "place": PLACE} | changes
    return open_record(record, **asked)


@pytest.mark.parametrize("plain", [b"", b"x", "Søster på ferie".encode(), bytes(48), bytes(4096)])
def test_a_record_is_header_nonce_ciphertext_and_tag(monkeypatch: pytest.MonkeyPatch, plain: bytes) -> None:
    monkeypatch.setattr(cipher.secrets, "token_bytes", lambda count: NONCE[:count])
    expected = b"\x01\x01\x00\x00\x00\x07" + NONCE + KEY.encrypt(NONCE, plain, SPELLED)
    assert seal(plain, key=KEY, key_id=7, place=PLACE) == expected
    assert opened(expected) == plain
    assert len(expected) == len(plain) + OVERHEAD


def test_a_record_of_a_known_key_stays_the_same_for_ever() -> None:
    """A fixed vector: whoever changes the format or the associated data makes old databases unreadable."""
    stored = bytes.fromhex(
        "010100000007" + NONCE.hex() + AESGCM(bytes(range(32))).encrypt(NONCE, b"fritt valg", SPELLED).hex()
    )
    assert stored.hex() == VECTOR
    assert opened(bytes.fromhex(VECTOR)) == b"fritt valg"


VECTOR = "0101000000076465666768696a6b6c6d6e6f2e69b7120dc920ff5205ca0cab52818f3ed4e6369a1d30348f6f"


def test_two_seals_of_one_value_have_nothing_in_common_but_the_header() -> None:
    records = {seal(b"same", key=KEY, key_id=7, place=PLACE) for _ in range(200)}
    assert len({record[6:18] for record in records}) == 200
    assert len({record[18:] for record in records}) == 200


@pytest.mark.parametrize(
    "moved",
    [
        replace(PLACE, table="cases.Person"),
        replace(PLACE, row=CASE),
        replace(PLACE, field="narrativ"),
        replace(PLACE, owner=ROW),
        replace(PLACE, schema=4),
        # The same letters, cut elsewhere between table and field.
        replace(PLACE, table="cases.Inquiryn", field="arrative"),
        # Row and owner exchanged.
        replace(PLACE, row=CASE, owner=ROW),
    ],
    ids=["table", "row", "field", "owner", "schema", "cut elsewhere", "row and owner exchanged"],
)
def test_every_part_of_the_place_is_bound(moved: Place) -> None:
    record = seal(b"text", key=KEY, key_id=7, place=PLACE)
    with pytest.raises(SealError):
        opened(record, place=moved)


def test_the_key_id_is_bound_and_never_guessed() -> None:
    record = seal(b"text", key=KEY, key_id=7, place=PLACE)
    with pytest.raises(SealError, match="another key"):
        opened(record, key_id=8)
    relabelled = record[:2] + struct.pack(">I", 8) + record[6:]
    with pytest.raises(SealError, match="does not open"):
        opened(relabelled, key_id=8)
    with pytest.raises(SealError, match="does not open"):
        opened(record, key=AESGCM(bytes(32)))


def test_the_application_is_bound() -> None:
    """A value sealed by something else with the same key and the same place does not open."""
    other = SPELLED.replace(b"frittvalg", b"frittvulg")
    record = b"\x01\x01\x00\x00\x00\x07" + NONCE + KEY.encrypt(NONCE, b"text", other)
    with pytest.raises(SealError):
        opened(record)


def test_a_record_cut_anywhere_is_refused() -> None:
    record = seal(b"Jenta er redd.", key=KEY, key_id=7, place=PLACE)
    for length in range(len(record)):
        with pytest.raises(SealError):
            opened(record[:length])
        with pytest.raises(SealError):
            opened(record[len(record) - length :])
    with pytest.raises(SealError):
        opened(record + b"\0")


def test_a_flipped_bit_anywhere_is_refused() -> None:
    record = seal(b"Jenta er redd.", key=KEY, key_id=7, place=PLACE)
    for position in range(len(record)):
        for bit in range(8):
            flipped = bytearray(record)
            flipped[position] ^= 1 << bit
            with pytest.raises(SealError):
                opened(bytes(flipped))


@pytest.mark.parametrize(("version", "suite"), [(0, 1), (2, 1), (1, 0), (1, 2), (255, 255)])
def test_an_unknown_version_or_suite_is_refused_before_any_key(version: int, suite: int) -> None:
    record = seal(b"text", key=KEY, key_id=7, place=PLACE)
    with pytest.raises(SealError, match="unknown format"):
        key_id_of(bytes([version, suite]) + record[2:])


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_column_gives_a_seal_error_or_nothing_else(rubbish: bytes) -> None:
    with pytest.raises(SealError):
        opened(rubbish)


def test_a_refusal_repeats_nothing_of_the_value() -> None:
    record = bytearray(seal(b"kanarifugl", key=KEY, key_id=7, place=PLACE))
    record[-1] ^= 1
    with pytest.raises(SealError) as caught:
        opened(bytes(record))
    assert "kanarifugl" not in str(caught.value)
    assert caught.value.__suppress_context__
