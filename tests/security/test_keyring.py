"""The key file: who may read it, what it must look like, and what an older key still opens."""

import base64
import hashlib
import hmac
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.keyring import FileKeyring, KeyringError

KEK, MAC = bytes(range(32)), bytes(range(32, 64))
CONTEXT = b"frittvalg epoch 1"


def line(kind: str, number: int | str, key: bytes) -> str:
    return f"{kind} {number} {base64.b64encode(key).decode()}"


def keyring(folder: Path, *lines: str, mode: int = 0o400) -> FileKeyring:
    path = folder / f"ring-{len(list(folder.iterdir()))}"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(mode)
    return FileKeyring(path)


def good(folder: Path, mode: int = 0o400) -> FileKeyring:
    return keyring(folder, "# of the suite", "", line("kek", 1, KEK), line("mac", 1, MAC), mode=mode)


def test_a_new_file_is_its_owners_alone_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keyring"
    old = os.umask(0)
    try:
        FileKeyring.create(path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        FileKeyring.create(path)
    assert path.read_bytes() == before
    FileKeyring.create(tmp_path / "second")
    assert (tmp_path / "second").read_bytes() != before


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o444, 0o640, 0o600 | 0o001, 0o420, 0o666])
def test_a_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyringError, match="chmod 0400"):
        good(tmp_path, mode).mac_number()


def test_a_missing_file_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="create_keys"):
        FileKeyring(tmp_path / "none").wrap(KEK, context=CONTEXT)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(bytes(range(256)))
    path.chmod(0o400)
    with pytest.raises(KeyringError):
        FileKeyring(path).mac_number()


@pytest.mark.parametrize(
    "bad",
    [
        "kek 1",
        "kek one " + base64.b64encode(KEK).decode(),
        "KEK 2 " + base64.b64encode(KEK).decode(),
        "pgp 2 " + base64.b64encode(KEK).decode(),
        line("kek", 0, KEK),
        line("kek", -1, KEK),
        line("kek", 1, KEK),
        line("kek", 2, KEK[:31]),
        line("kek", 2, KEK + b"x"),
        line("kek", 2, KEK)[:-1],
        line("kek", 2, KEK) + " extra",
        "kek 2 !!!!",
    ],
)
def test_a_line_that_is_no_key_is_refused_and_not_repeated(tmp_path: Path, bad: str) -> None:
    ring = keyring(tmp_path, line("kek", 1, KEK), line("mac", 1, MAC), bad)
    with pytest.raises(KeyringError, match="Line 3") as caught:
        ring.mac_number()
    assert base64.b64encode(KEK).decode()[:8] not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("lines", [[], [line("kek", 1, KEK)], [line("mac", 1, MAC)]])
def test_both_kinds_of_key_are_needed(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(KeyringError, match="at least one"):
        keyring(tmp_path, *lines).mac_number()


def test_what_was_wrapped_opens_only_in_its_context_and_whole(tmp_path: Path) -> None:
    ring = good(tmp_path)
    number, wrapped = ring.wrap(b"k" * 32, context=CONTEXT)
    assert (number, ring.unwrap(1, wrapped, context=CONTEXT)) == (1, b"k" * 32)
    with pytest.raises(KeyringError):
        ring.unwrap(1, wrapped, context=b"frittvalg epoch 2")
    for position in range(len(wrapped)):
        flipped = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
        with pytest.raises(KeyringError):
            ring.unwrap(1, flipped, context=CONTEXT)


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_a_wrap_that_was_cut_is_a_keyring_error(tmp_path: Path, length: int) -> None:
    ring = good(tmp_path)
    _number, wrapped = ring.wrap(b"k" * 32, context=CONTEXT)
    with pytest.raises(KeyringError):
        ring.unwrap(1, wrapped[:length], context=CONTEXT)


def test_a_wrong_key_opens_nothing_and_says_so(tmp_path: Path) -> None:
    _number, wrapped = good(tmp_path).wrap(b"k" * 32, context=CONTEXT)
    other = keyring(tmp_path, line("kek", 1, MAC), line("mac", 1, MAC))
    with pytest.raises(KeyringError, match="does not open this database"):
        other.unwrap(1, wrapped, context=CONTEXT)
    renumbered = keyring(tmp_path, line("kek", 2, KEK), line("mac", 1, MAC))
    with pytest.raises(KeyringError, match="key-encryption key 1"):
        renumbered.unwrap(1, wrapped, context=CONTEXT)


def test_the_newest_number_wraps_and_the_older_still_open(tmp_path: Path) -> None:
    old = good(tmp_path)
    _number, wrapped = old.wrap(b"k" * 32, context=CONTEXT)
    sealed = old.mac("trail", b"said", number=1)
    both = keyring(
        tmp_path, line("kek", 12, MAC), line("kek", 1, KEK), line("mac", 1, MAC), line("mac", 3, KEK)
    )
    assert both.unwrap(1, wrapped, context=CONTEXT) == b"k" * 32
    assert both.wrap(b"k" * 32, context=CONTEXT)[0] == 12
    assert both.mac_number() == 3
    assert both.mac("trail", b"said", number=1) == sealed
    assert both.mac("trail", b"said", number=3) != sealed
    with pytest.raises(LookupError):
        both.mac("trail", b"said", number=2)


def test_a_mac_is_hmac_under_the_sub_key_of_its_purpose(tmp_path: Path) -> None:
    ring = good(tmp_path)
    sub_key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"frittvalg mac trail").derive(MAC)
    assert ring.mac("trail", b"said", number=1) == hmac.new(sub_key, b"said", hashlib.sha256).digest()
    assert ring.mac("login", b"said", number=1) != ring.mac("trail", b"said", number=1)


def test_a_keyring_shows_no_key(tmp_path: Path) -> None:
    ring = good(tmp_path)
    ring.mac("trail", b"said", number=1)
    said = repr(ring) + str(ring)
    assert base64.b64encode(KEK).decode() not in said
    assert repr(KEK) not in said
