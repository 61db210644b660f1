"""Whether a word is one of bokmål, nynorsk or English: what no dictionary has is rather a name.

Loaded once a process and at first use; far too few words break the guard.
"""

from array import array
from bisect import bisect_left
from functools import cache

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from cases.identity_guard.findings import GuardBroken


@cache
def _lexicon() -> "array[int]":
    """Hashes of all words of bokmål, nynorsk and English, in order: a tenth of what the words would take."""
    factory = DefaultDictionaryFactory(cache_max_size=1)
    hashes: set[int] = set()
    for language in ("nb", "nn", "en"):
        hashes.update(hash(word) for word in factory.get_dictionary(language))
    if len(hashes) < 500_000:
        raise GuardBroken("dictionaries")
    return array("q", sorted(hashes))


def _stands(word: str) -> bool:
    words, sought = _lexicon(), hash(word)
    place = bisect_left(words, sought)
    return place < len(words) and words[place] == sought


def is_listed(lower: str) -> bool:
    """A word that stands in a dictionary as it is, not put together here."""
    return _stands(lower)


def is_word(lower: str) -> bool:
    """A word of bokmål, nynorsk or English in small letters, inflected or put together of two."""
    if _stands(lower):
        return True
    if len(lower) > 3 and lower[-1] == "s" and _stands(lower[:-1].rstrip("'")):
        return True
    return _is_compound(lower)


def _is_compound(lower: str) -> bool:
    """Two words, with or without s or e between; short ones are parts of everything and do not count."""
    if not 9 <= len(lower) <= 40:
        return False
    for place in range(4, len(lower) - 3):
        last = lower[place:]
        if _stands(last):
            first = lower[:place]
            if _stands(first) or (first[-1] in "se" and len(first) > 4 and _stands(first[:-1])):
                return True
            if len(first) >= 9 and _is_compound(first):
                return True
    return False
