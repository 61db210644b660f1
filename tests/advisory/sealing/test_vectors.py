"""Known answers, worked out apart: whoever changes these bytes makes old databases unreadable."""

import base64
import struct
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from advisory.models import Account, Membership
from advisory.sealing import cipher, keys, lookup, seals
from advisory.sealing.keys import PURPOSES, Keychest
from advisory.sealing.opener import Sealed
from audit.chain import START, Link, canonical, digest, head_seal
from config.keyring.environment import EnvironmentKeyring

EPOCH_KEY = bytes(range(32))
NONCE = bytes(range(100, 112))
ONE, TWO = (
    uuid.UUID("11111111-2222-4333-8444-555555555555"),
    uuid.UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"),
)
MOMENT = datetime(2026, 6, 3, 10, 30, 15, 123456, tzinfo=UTC)


class Known(Keychest):
    """An epoch 1 whose key is known."""

    def _load(self) -> None:
        self._epochs = {1: EPOCH_KEY}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    chest = Known()
    monkeypatch.setattr(keys, "chest", chest)
    monkeypatch.setattr(seals, "chest", chest)
    monkeypatch.setattr(cipher.secrets, "token_bytes", lambda count: NONCE[:count])
    return chest


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> EnvironmentKeyring:
    root = base64.b64encode(bytes(range(32, 64))).decode()
    monkeypatch.setenv("KNOWN_KEYS", LINES.format(root=root))
    found = EnvironmentKeyring("KNOWN_KEYS")
    monkeypatch.setattr(lookup, "keyring", lambda: found)
    return found


LINES = "kek 1 {root};mac 1 {root}"
SUB_KEYS = {
    "wraps": "ca6b6d6b4be3dc32809530885e7282b112efb3134eedd8af4e2ae81738cbee75",
    "facts": "b5ad4cd5f7181f50c91639342ac6a5f6ac077753da756c794c0130addea8e91b",
    "house": "83d2a1deb24835174ad2426af54f62df142b47dd39fcbac3d16af0c62d52ccef",
    "factors": "3ab4baeff0bd160ff564c535fa8f1e175aa9f7b1ebfe4b4d01e86530ae1cf6be",
    "sessions": "dab44a8ec9accbe9a4ccfccd99466cba0141f62ed7ec8b88c1adf316dfecd8d9",
    "segments": "d4dd40b0e06b80d3413c751c7e5b7e4f0b98a8f06cd47a3ebcd816985ab00be8",
    "seals": "fe227b08d7dfdc47892ab0a3724af7e01e039603e154a2b7efac59964b935bcc",
}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_sub_key_of_a_purpose(known: Known, purpose: str) -> None:
    known.current()
    assert known._sub_key(1, purpose).hex() == SUB_KEYS[purpose]


def test_a_wrapped_key_of_a_case(known: Known) -> None:
    assert keys.wrap_case_key(bytes(32), wrap_id=ONE, case_id=TWO) == (1, bytes.fromhex(WRAPPED))
    assert keys.unwrap_case_key(bytes.fromhex(WRAPPED), wrap_id=ONE, case_id=TWO) == bytes(32)


WRAPPED = (
    "0101000000016465666768696a6b6c6d6e6f7d71321d960ce1b07ae31e2d1ddfa9726d9e001d0ac566598adb6be6a974"
    "fe32c311283bad7cada06906b976cb250907"
)


def rows() -> list[Account | Membership]:
    account = Account(id=ONE, login_digest="ab" * 32, password="!", is_active=True, is_demo=False, revision=3)
    account.__dict__["profile"] = Sealed(b"profile")
    held = Membership(id=TWO, account_id=ONE, post_id=TWO, starts_at=MOMENT, ends_at=None)
    held.__dict__["profile"] = Sealed(b"role")
    return [account, held]


COLUMNS: seals.Columns = {
    "Account": ("id", "login_digest", "password", "is_active", "is_demo", "revision", "profile"),
    "Membership": ("id", "account_id", "post_id", "starts_at", "ends_at", "profile"),
}
# Written out by hand from the format's description: each part after its length in four bytes.
SPELLED = b"".join(
    struct.pack(">I", len(part)) + part
    for part in (
        b"account",
        b"\x01\x00\x00\x00\x01",
        b"Account id login_digest password is_active is_demo revision profile",
        b"U" + ONE.bytes,
        b"W" + b"ab" * 32,
        b"W!",
        b"T",
        b"F",
        b"I3",
        b"Sprofile",
        b"Membership id account_id post_id starts_at ends_at profile",
        b"U" + TWO.bytes,
        b"U" + ONE.bytes,
        b"U" + TWO.bytes,
        b"M2026-06-03T10:30:15.123456+00:00",
        b"-",
        b"Srole",
    )
)


def test_a_seal_over_rows(known: Known) -> None:
    assert seals._message("account", b"\x01\x00\x00\x00\x01", rows(), COLUMNS) == SPELLED
    made = seals.made("account", 1, rows(), COLUMNS)
    assert made == b"\x01\x00\x00\x00\x01" + known.mac(1, "seals", SPELLED)
    assert made.hex() == SEAL
    assert seals.holds("account", bytes.fromhex(SEAL), rows(), {1: COLUMNS})


SEAL = "010000000138c5188f664cec18e04a3f3a0b062475b8b663b489efee2999c05f2660f1cb7a"


def test_a_day_a_null_and_bytes_in_a_seal() -> None:
    held = rows()[1]
    held.starts_at, held.profile = date(2026, 6, 3), Sealed(b"")  # type: ignore[union-attr,assignment]
    held.__dict__["post_id"] = memoryview(b"\0\1")
    spelled = seals._message("x", b"", [held], {"Membership": ("starts_at", "ends_at", "post_id")})
    assert spelled == (
        b"\0\0\0\1x\0\0\0\0\0\0\0\x24Membership starts_at ends_at post_id"
        b"\0\0\0\x0bD2026-06-03\0\0\0\1-\0\0\0\3B\0\1"
    )


def test_the_digest_of_a_log_in(ring: EnvironmentKeyring) -> None:
    for spelling in ("Kari.Nordmann@example.invalid", " kari.nordmann@EXAMPLE.invalid "):
        assert lookup.login_digest(spelling) == LOGIN


LOGIN = "46c3c06edbfdd9eb813582c4a8e59e1f8f190cd65e7df93ba2f61236f85e6385"
LINK = Link(
    chain=TWO,
    number=2,
    at=MOMENT,
    verb="case.changed",
    actor=ONE,
    job="",
    subject=TWO,
    objects=str(ONE),
    fields="narrative persons",
    request=ONE,
    key_number=1,
    previous=START,
    origin=b"\1\2\3",
    revision=7,
)
ENTRY = b"".join(
    struct.pack(">I", len(part)) + part
    for part in (
        b"\x00\x02",
        TWO.bytes,
        struct.pack(">Q", 2),
        b"2026-06-03T10:30:15.123456+00:00",
        b"case.changed",
        ONE.bytes,
        b"",
        TWO.bytes,
        b"11111111-2222-4333-8444-555555555555",
        b"narrative persons",
        ONE.bytes,
        b"\1\1\2\3",
        b"\x00\x01",
        bytes(32),
        struct.pack(">Q", 7),
    )
)


def test_an_entry_of_either_format_and_a_head(ring: EnvironmentKeyring) -> None:
    first = replace(LINK, format=1, revision=None)
    assert canonical(LINK) == ENTRY
    assert canonical(first) == b"\0\0\0\2\0\1" + ENTRY[6:-12]
    assert digest(LINK, ring).hex() == DIGESTS[2]
    assert digest(first, ring).hex() == DIGESTS[1]
    plain = head_seal(TWO, 2, bytes(32), 1, ring)
    assert (plain.hex(), head_seal(TWO, 2, bytes(32), 1, ring, revision=7).hex()) == HEADS


DIGESTS = {
    1: "5ef9a62ead63efb205cd39d422546fde03de65b3fc1368c3e888cb98a4969f6e",
    2: "d99c30d93d01e9c4a9e732d58421fc7576322d15bdef850a3a9fb8c9865634a8",
}
HEADS = (
    "75b863e320767c4a07758e281d5ed3d8c787bf9d4527052d3bdb891a21928ea7",
    "6d12bac2f885829f5cb6ec1ca7aa25b7d9152ade2f4af07609b0e965242c73ec",
)
