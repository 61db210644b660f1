"""A few words that are no sentence, as one calls a case: nothing beside a word tells whether it is a name.

So only words that a dictionary has are believed, and of those none that many a family bears.
"""

import re

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.word_lists import names, stems_of

_WORD = re.compile(r"[^\W\d_]{3,}")
# Three digits and more, two numbers beside each other, and signs put for letters: "01 03", "3/4", "4mina".
_FIGURES = re.compile(r"\d\D{0,3}\d\D{0,3}\d|\d[^\w]{1,3}\d|[^\W\d_][\d@$€]|[\d@$€][^\W\d_]")


def name_in(text: str) -> str:
    """The first word that may be somebody's name; empty if there is none."""
    return next((word for word in _WORD.findall(text) if _may_be_name(word)), "")


def has_figures(text: str) -> bool:
    """Whether there is more of a number than "2" or "12" by itself: a day, or a part of one that tells."""
    return _FIGURES.search(text) is not None


def _may_be_name(word: str) -> bool:
    known, stems = names(), stems_of(word)
    # In small letters "nord" and "berg" are what they are in a dictionary.
    if word[0].isupper() and any(stem in known.surnames for stem in stems):
        return True
    if any(stem in known.given and stem not in known.also_words for stem in stems):
        return True
    return not is_word(word.lower())
