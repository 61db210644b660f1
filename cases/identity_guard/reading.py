"""The text as a person would read it, and where each of its signs stood in what was typed.

Whoever wants to get something past the guard writes it so that eyes see it and patterns do not: signs without
width, letters of other scripts that look alike, digits of other scripts, entities of HTML, combining marks.
All
of that is undone here once, so that the other modules need to know one spelling. Linear in the text's length.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

from cases.identity_guard.lookalikes import LOOKALIKES

# What needs no second look: then the text is its own reading.
_PLAIN = re.compile(r"[\n -%'-~§«»ÅÆØåæøéÉàèòôêüöäÜÖÄ]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
# An entity may hide another one: &amp;#57; is read twice. Nobody reads deeper than this.
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what is read; sign number i of it stood at `starts[i]`–`ends[i]` of what was typed."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the typed text the signs `start`–`end` of the reading stood; `end` exclusive."""
        return self.starts[start], self.ends[end - 1]


def read(typed: str) -> Reading:
    """The reading of what was typed."""
    if _PLAIN.fullmatch(typed):
        return Reading(typed, range(len(typed)), range(1, len(typed) + 1))
    signs = [(sign, place, place + 1) for place, sign in enumerate(typed)]
    for _ in range(_DEPTH):
        text = "".join(sign for sign, _start, _end in signs)
        if "&" not in text or not _ENTITY.search(text):
            break
        signs = list(_decoded(text, signs))
    shown: list[tuple[str, int, int]] = []
    for sign, start, end in signs:
        for one in _seen(sign):
            if shown and _combines(one):
                before, first, _last = shown[-1]
                joined = unicodedata.normalize("NFC", before + one)
                shown[-1] = (joined if len(joined) == 1 else before, first, end)
            elif not _combines(one):
                shown.append((one, start, end))
    return Reading(
        "".join(one for one, _start, _end in shown),
        [start for _one, start, _end in shown],
        [end for _one, _start, end in shown],
    )


def _decoded(text: str, signs: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The signs with each entity replaced by what it stands for."""
    new: list[tuple[str, int, int]] = []
    done = 0
    for found in _ENTITY.finditer(text):
        meant = _meaning(found.group())
        if meant is None:
            continue
        new += signs[done : found.start()]
        start, end = signs[found.start()][1], signs[found.end() - 1][2]
        new += [(one, start, end) for one in meant]
        done = found.end()
    return new + signs[done:]


def _meaning(entity: str) -> str | None:
    name = entity[1:].rstrip(";")
    if not name.startswith("#") and f"{name};" not in html5:
        return None
    return html.unescape(f"&{name};")


@lru_cache(maxsize=4096)
def _combines(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me")


@lru_cache(maxsize=8192)
def _seen(sign: str) -> str:  # noqa: PLR0911 - rules in their order
    """What one sees of a sign, in one spelling: nothing for what has no width, ASCII for what looks so."""
    if sign == "\n" or " " <= sign <= "~":
        return sign
    alike = LOOKALIKES.get(sign)
    if alike is not None:
        return alike
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category in ("Zl", "Zp") or sign in "\r\v\f\x85":
        return "\n"
    if category == "Zs" or sign == "\t":
        return " "
    # Hangul fillers and the blank of Braille are letters and signs by their class, and are not seen either.
    if (
        sign == "\ufffd"
        or category in ("Cf", "Cc", "Cn", "Co", "Cs")
        or sign in "\u115f\u1160\u3164\uffa0\u2800\u034f"
    ):
        return ""
    if category == "Pd" or sign == "\u2212":
        return "-"
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign:
        return "".join(_seen(one) for one in plain)
    return sign
