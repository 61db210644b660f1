"""Pages go packed, for an embassy's line, with a length that varies; decisions 0017 and 0019 say why and how.

Static files never come by here (they lie packed on the disk), and downloads are packed already.
"""

import re
import secrets
import zlib
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse

# Below this the head of the answer is most of it.
LEAST_BYTES = 200
# So much longer, at most, is each answer than what it holds.
MOST_RANDOM_BYTES = 100
# At which a page of 60 kB takes a few milliseconds. Brotli's window takes in the longest form whole.
GZIP_LEVEL, BROTLI_LEVEL, BROTLI_WINDOW = 9, 5, 19
# zlib's way to say: the largest window, and the head of gzip, without a time or a name in it.
GZIP_FORMAT = zlib.MAX_WBITS + 16
# Each piece gets a code of its own: the text on top of a form and its list of persons have little in common.
# Saves 3 in 100 of the longest form; the window reaches over the borders.
GZIP_PIECE = 24_000
NOT_WANTED = re.compile(r"\s*q=0(\.0*)?\s*")
# What templates leave between two tags; not what somebody wrote, in its field or quoted.
BETWEEN_TAGS = re.compile(rb"(?<!</mark)>[ \t]*\n\s*<(?!mark|/textarea)")


class PackedPagesMiddleware:
    """Packs what is a page, for a browser that unpacks it: with Brotli, else with gzip."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        if len(response.content) < LEAST_BYTES:
            return response
        accepted = request.headers.get("Accept-Encoding", "")
        for coding, pack in PACKERS.items():
            if takes(accepted, coding):
                response.content = pack(BETWEEN_TAGS.sub(b">\n<", response.content) + _padding())
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Length"] = str(len(response.content))
                break
        return response


def takes(accepted: str, coding: str) -> bool:
    """Whether the header `accepted` of a request names the coding, and does not forbid it."""
    for one in accepted.split(","):
        name, _sign, weight = one.partition(";")
        if name.strip().casefold() == coding:
            return NOT_WANTED.fullmatch(weight) is None
    return False


def _padding() -> bytes:
    """A remark at the end of the page that no packing makes shorter than its chance: some bytes, or none."""
    return b"<!--%s-->" % secrets.token_urlsafe(secrets.randbelow(MOST_RANDOM_BYTES + 1)).encode()


def _with_brotli(page: bytes) -> bytes:
    packed: bytes = brotli.compress(page, mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL, lgwin=BROTLI_WINDOW)
    return packed


def _with_gzip(page: bytes) -> bytes:
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_FORMAT)
    pieces = (page[start : start + GZIP_PIECE] for start in range(0, len(page), GZIP_PIECE))
    packed = [packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces]
    return b"".join(packed) + packer.flush()


# The better one first: a browser that names both has no wish of its own.
PACKERS: dict[str, Callable[[bytes], bytes]] = {"br": _with_brotli, "gzip": _with_gzip}
