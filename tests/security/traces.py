"""Finds a planted word in bytes, in clear or in any of the dresses that data puts on in passing."""

import base64
import binascii
import re
import secrets
import string
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix

BEGINNING = "kanari"
# Both of the next two lie within such a run, and most of a memory has none.
WRITTEN = re.compile(rb"[A-Za-z0-9+/_-]{20,}")
HEX = re.compile(rb"[0-9a-fA-F]{24,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/]{20,}|[A-Za-z0-9_-]{20,}")


def _beginnings() -> Iterator[bytes]:
    """Of gzip, and each pair of bytes that begins a stream of zlib: a multiple of 31 (RFC 1950, 2.2)."""
    yield rb"\x1f(?=\x8b\x08)"
    for first in range(0x08, 0x80, 0x10):
        after = bytes(byte for byte in range(256) if (first << 8 | byte) % 31 == 0)
        yield (
            re.escape(bytes([first])) + b"(?=[" + b"".join(re.escape(bytes([byte])) for byte in after) + b"])"
        )


# Ahead of itself, for a stream may begin in the byte after what looks like another's beginning.
COMPRESSED = re.compile(b"|".join(_beginnings()))
# A line that was broken, as in mail: quoted-printable, base64, a folded header.
BREAK = re.compile(rb"=?\r?\n[ \t]?")
# With a byte between any two letters: UTF-16, and the compression of PostgreSQL's large values, which puts
# one before every eighth letter.
GAPPED = re.compile(b".?".join(letter.encode() for letter in BEGINNING), re.DOTALL | re.IGNORECASE)
DEEP = 3
LARGEST = 64 << 20


def new_token() -> str:
    """Small letters alone, so that no folding of case or normal form changes it; four times 10^20 of them."""
    return BEGINNING + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


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


def traces(data: bytes, tokens: Mapping[str, str], depth: int = DEEP) -> set[tuple[str, str]]:
    """(spot, spelling) of every planted token that the bytes give away; parts are unpacked to this depth."""
    wanted = _wanted(tokens)
    return {
        (spot, f"{dress}{name}")
        for dress, layer in layers(data, depth)
        for spot, name in _in_layer(layer, tokens, wanted)
    }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A spelling, and what all tokens have in common in it, at the beginning or at the end: looked for first,
    so that a gigabyte of memory is searched ten times and not 300."""

    name: str
    words: dict[str, bytes]
    common: bytes
    is_at_end: bool

    def found_in(self, layer: bytes) -> Iterator[str]:
        """The spots whose token stands there."""
        at = layer.find(self.common)
        while at >= 0:
            for spot, word in self.words.items():
                first = at + len(self.common) - len(word) if self.is_at_end else at
                if first >= 0 and layer.startswith(word, first):
                    yield spot
            at = layer.find(self.common, at + 1)


def _wanted(tokens: Mapping[str, str]) -> list[_Wanted]:
    spelled = {spot: spellings(token) for spot, token in tokens.items()}
    found = []
    for name in next(iter(spelled.values()), {}):
        words = {spot: spelling[name] for spot, spelling in spelled.items()}
        beginning = commonprefix(list(words.values()))
        ending = commonprefix([word[::-1] for word in words.values()])[::-1]
        is_at_end = len(ending) >= len(beginning)
        found.append(_Wanted(name, words, ending if is_at_end else beginning, is_at_end))
    return [one for one in found if one.name != "clear"]


def _in_layer(
    layer: bytes, tokens: Mapping[str, str], wanted: Sequence[_Wanted]
) -> Iterator[tuple[str, str]]:
    for one in wanted:
        yield from ((spot, one.name) for spot in one.found_in(layer))
    for match in GAPPED.finditer(layer):
        seen = layer[match.start() : match.start() + 3 * max(map(len, tokens.values()))]
        for spot, token in tokens.items():
            if re.match(b".?".join(letter.encode() for letter in token), seen, re.DOTALL | re.IGNORECASE):
                yield spot, "clear"


def layers(data: bytes, depth: int = DEEP) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what can be unpacked from them: hexadecimal, base64 and compressed parts, to a depth."""
    yield "", data
    if not depth:
        return
    if depth == DEEP:
        joined = BREAK.sub(b"", data)
        if len(joined) < len(data):
            yield from ((f"joined {name}", layer) for name, layer in layers(joined, depth - 1))
    for inner in _unpacked(data):
        yield from ((f"packed {name}".rstrip() + " ", layer) for name, layer in layers(inner, depth - 1))


def _unpacked(data: bytes) -> Iterator[bytes]:
    for written in WRITTEN.finditer(data):
        for match in HEX.finditer(written.group()):
            yield bytes.fromhex(match.group()[: len(match.group()) // 2 * 2].decode())
        for match in BASE64.finditer(written.group()):
            yield from _decoded(match.group().replace(b"-", b"+").replace(b"_", b"/"))
    yield from inflated(data)


def _decoded(run: bytes) -> Iterator[bytes]:
    """What the run says in base64 from each of its first letters on, where that is compressed."""
    for skipped in range(4):
        part = run[skipped:]
        try:
            decoded = base64.b64decode(part[: len(part) // 4 * 4])
        except binascii.Error:
            continue
        if COMPRESSED.match(decoded):
            yield decoded


def inflated(data: bytes) -> Iterator[bytes]:
    """What every stream of zlib or gzip in the bytes holds, as far as it can be read."""
    window = memoryview(data)
    for match in COMPRESSED.finditer(data):
        start = match.start()
        engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
        out, at = bytearray(), start
        try:
            while at < len(data) and not engine.eof and len(out) < LARGEST:
                # Small steps first: most of what looks like a beginning is none.
                step = 256 if at == start else 1 << 16
                out += engine.decompress(window[at : at + step])
                at += step
        except zlib.error:
            pass
        if len(out) > 8:
            yield bytes(out)
