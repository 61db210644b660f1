"""Which of the three languages a text is in, by its smallest words: a neutral word must fit the sentence."""

import re

from cases.identity_guard.words import words

_WORDS = {
    "nb": words(
        "jeg ikke hun fra hva hvor hvem noen noe mye bare sammen hjem hjemme seg blir ble være gjøre "
        "hennes deres uke en et"
    ),
    "nn": words(
        "eg ikkje ho frå kva kvar kven nokon noko mykje berre saman heim heime vert vart vere gjere hennar "
        "dykkar veke ein eit eitt seier sjølv"
    ),
    "en": words(
        "the and she he is was his they their with that this not from what where who home of to has "
        "had will be"
    ),
}
_WORD = re.compile(r"[^\W\d_]+")
# Enough to know it, however long the text.
_LOOKED_AT = 2000


def language_of(text: str) -> str:
    """ "nb", "nn" or "en"; bokmål when nothing tells."""
    words = [word.lower() for word in _WORD.findall(text[:_LOOKED_AT])]
    counts = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    return max(counts, key=lambda language: counts[language])
