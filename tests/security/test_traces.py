"""The search for planted words finds them in every dress, or its finding none would say nothing."""

import gzip
import secrets
import zlib
from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Callable
from quopri import encodestring

import pytest

from tests.security.traces import new_token, traces

DRESSES: dict[str, Callable[[bytes], bytes]] = {
    "clear": lambda text: text,
    "capitals": lambda text: text.upper(),
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "utf-16 the other way": lambda text: text.decode().encode("utf-16-be"),
    "hexadecimal": lambda text: text.hex().encode(),
    "base64": b64encode,
    "base64 from the second byte": lambda text: b64encode(b"x" + text),
    "base64 from the third byte": lambda text: b64encode(b"xy" + text),
    "base64 for addresses": lambda text: urlsafe_b64encode("ø".encode() + text),
    "compressed": lambda text: zlib.compress(b"before " * 20 + text + b" after"),
    "compressed hard": lambda text: zlib.compress(text * 3, 9),
    "gzip": lambda text: gzip.compress(b"before " + text),
    "a signed session": lambda text: b"." + urlsafe_b64encode(zlib.compress(b'{"login": "' + text + b'"}')),
    "compressed in a column of bytes": lambda text: b"\\x" + zlib.compress(text * 2).hex().encode(),
    "compressed in a small window": lambda text: small(b"before " * 9 + text),
    "compressed and cut": lambda text: zlib.compress(text + secrets.token_bytes(900))[:300],
    "base64 in mail": lambda text: encodebytes(b"before " * 12 + text + b" after" * 9),
    "quoted-printable": lambda text: encodestring("æøå".encode() * 9 + b" it is " + text * 2),
    "quoted-printable, broken in the word": lambda text: text[:9] + b"=\r\n" + text[9:],
    "a folded header": lambda text: b"Subject: " + text[:11] + b"\r\n " + text[11:],
    "a large value of PostgreSQL's": lambda text: b"\0" + text[:5] + b"\0" + text[5:13] + b"\0" + text[13:],
    "compressed twice": lambda text: gzip.compress(b"x" * 99 + zlib.compress(b"y" * 99 + text)),
    "utf-16 in a column of bytes": lambda text: b"\\x00ff" + text.decode().encode("utf-16-le").hex().encode(),
}


def small(text: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, 10)
    return engine.compress(text) + engine.flush()


@pytest.mark.parametrize("dress", DRESSES)
def test_the_search_finds_the_word_in_every_dress(dress: str) -> None:
    for _ in range(20):
        token = new_token()
        noise = secrets.token_bytes(300)
        data = noise + b"\0" + DRESSES[dress](token.encode()) + b"\0" + noise
        assert {spot for spot, _name in traces(data, {"here": token, "not here": new_token()})} == {"here"}
