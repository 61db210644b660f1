"""Looks for words among opened advice, in memory: what is looked for reaches no database, address or log.

Every word must begin one of the title's or the text's. Letters count as they are heard and not as a keyboard
has them: å, aa and a are one, and so are ø, oe and o, æ, ae and a.
"""

import re
import unicodedata
from collections.abc import Iterable

from advisory.sorting import sort_key
from cases.services.library import Kept

_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ı": "i", "ł": "l"})
_PAIRS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
# What a word is worth that stands whole, and that is begun: in the title, and in the text.
IN_TITLE, IN_TEXT = (8, 4), (2, 1)


def fold(text: str) -> str:
    """Small letters without marks, pairs that stand for one letter as that one."""
    parts = unicodedata.normalize("NFD", text.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain


def search(advice: Iterable[Kept], *, words: str = "", concern: str = "", language: str = "") -> list[Kept]:
    """Those that have every word, are for the matter and in the language, best first; of equals by title."""
    wanted = _WORD.findall(fold(words))
    found = [
        (_worth(one, wanted), one)
        for one in advice
        if (not concern or concern in one.concerns) and (not language or language == one.language)
    ]
    kept = [(worth, one) for worth, one in found if worth or not wanted]
    return [one for _worth, one in sorted(kept, key=lambda pair: (-pair[0], *_by_title(pair[1])))]


def _by_title(one: Kept) -> tuple[str, bytes]:
    return sort_key(one.title), one.id.bytes


def _worth(one: Kept, wanted: list[str]) -> int:
    """0 where a word is missing."""
    title, text = (frozenset(_WORD.findall(fold(part))) for part in (one.title, one.text))
    worth = 0
    for word in wanted:
        here = max(_stands(word, title, IN_TITLE), _stands(word, text, IN_TEXT))
        if not here:
            return 0
        worth += here
    return worth


def _stands(word: str, words: frozenset[str], worth: tuple[int, int]) -> int:
    whole, begun = worth
    if word in words:
        return whole
    return begun if any(one.startswith(word) for one in words) else 0
