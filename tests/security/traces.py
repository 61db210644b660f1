"""Finds a planted word in bytes, in clear or in any of the dresses that data puts on in passing."""

import base64
import binascii
import re
import secrets
import string
import zlib
from collections.abc import Iterator

HEX = re.compile(rb"[0-9a-fA-F]{24,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/]{20,}|[A-Za-z0-9_-]{20,}")
COMPRESSED = re.compile(rb"x[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
DEEP = 3


def new_token() -> str:
    """Small letters alone, so that no folding of case or normal form changes it; four times 10^20 of them."""
    return "kanari" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


def spellings(token: str) -> dict[str, bytes]:
    """The token's bytes in every encoding that is looked for as such."""
    plain = token.encode()
    found = {
        "clear": plain,
        "utf-16-le": token.encode("utf-16-le"),
        "utf-16-be": token.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "reversed": plain[::-1],
    }
    for offset in range(3):
        # The letters of base64 that depend on the token alone, wherever it begins in a group of three.
        encoded = base64.b64encode(b"\0" * offset + plain)
        first = -(-offset * 8 // 6)
        found[f"base64+{offset}"] = encoded[first : (offset + len(plain)) * 8 // 6]
    return found


def traces(data: bytes, tokens: dict[str, str]) -> set[tuple[str, str]]:
    """(spot, spelling) of every planted token that the bytes give away."""
    return {
        (spot, f"{dress}{name}")
        for dress, layer in layers(data)
        for spot, token in tokens.items()
        for name, spelled in spellings(token).items()
        if spelled in (layer.lower() if name == "clear" else layer)
    }


def layers(data: bytes, depth: int = DEEP) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what can be unpacked from them: hexadecimal, base64 and compressed parts, to a depth."""
    yield "", data
    if not depth:
        return
    for inner in _unpacked(data):
        yield from ((f"packed {name}".rstrip() + " ", layer) for name, layer in layers(inner, depth - 1))


def _unpacked(data: bytes) -> Iterator[bytes]:
    for match in HEX.finditer(data):
        yield bytes.fromhex(match.group()[: len(match.group()) // 2 * 2].decode())
    for match in BASE64.finditer(data):
        run = match.group().replace(b"-", b"+").replace(b"_", b"/")
        for skipped in range(4):
            part = run[skipped:]
            try:
                decoded = base64.b64decode(part[: len(part) // 4 * 4])
            except binascii.Error:
                continue
            if COMPRESSED.match(decoded):
                yield decoded
    for match in COMPRESSED.finditer(data):
        engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            out = engine.decompress(data[match.start() :], 1 << 20)
        except zlib.error:
            continue
        if len(out) > 8:
            yield out
