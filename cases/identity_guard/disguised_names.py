"""Names with digits for letters or blanks between them: F4tima, F a t i m a."""

import re
from collections.abc import Iterator

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.word_lists import Names, fold, stems_of
from cases.identity_guard.words import Zones, near_digits

_LEET = re.compile(r"(?<![\w.@/])(?=[a-zA-ZæøåÆØÅ])(?=\w{0,20}\d)[^\W_]{4,20}(?![\w@])")
_LEET_LETTERS = str.maketrans("0134578", "oieastb")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*·]{1,2}){3,30}[^\W\d_](?!\w)")


def marks(text: str, zones: Zones, known: Names) -> Iterator[Mark]:
    """F4tima; F a t i m a."""
    for found in near_digits(_LEET, text, zones):
        meant = fold(found.group().translate(_LEET_LETTERS))
        if meant.isalpha() and meant in known.small:
            yield Mark("name", found.start(), found.end())
    for found in _SPACED.finditer(text):
        letters = "".join(sign for sign in found.group() if sign.isalpha())
        if any(stem in known.given or stem in known.family for stem in stems_of(letters)) or not is_word(
            letters.lower()
        ):
            yield Mark("name", found.start(), found.end())
