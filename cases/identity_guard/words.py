"""Words of a text, and where each of them stands, so that a pattern is tried only where it can begin.

A pattern of many words tried at every sign of a text costs more than all the rest of the guard.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

# Parts of the text with a digit near.
Zones = Sequence[tuple[int, int]]

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
# Longer than what any pattern of a number looks at beside its digits.
_MARGIN = 80


class Places(dict[str, list[int]]):
    """By each word in small letters where it begins; and where digits are near."""

    zones: Zones = ()


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def in_order(text: str) -> list[str]:
    return text.split()


def places_of(text: str) -> Places:
    """Where every word of the text begins. Parts of a word with a hyphen are words of their own."""
    places = Places()
    for found in _WORD.finditer(text):
        word, place = found.group().lower(), found.start()
        if word in places:
            places[word].append(place)
        else:
            places[word] = [place]
    places.zones = zones_of(text)
    return places


def beginning(
    pattern: re.Pattern[str], text: str, places: Places, first: frozenset[str]
) -> Iterator[re.Match[str]]:
    """Where the pattern matches and begins with one of the words `first`."""
    for word in places.keys() & first:
        for place in places[word]:
            found = pattern.match(text, place)
            if found:
                yield found


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The words that phrases begin with."""
    return frozenset(found.group().lower() for found in map(_WORD.match, phrases) if found)


def in_mid_sentence(text: str, place: int) -> bool:
    """Whether a capital at a place is another than that of the first word of a sentence."""
    return text[max(0, place - 4) : place].rstrip(" \"'(«")[-1:] not in ("", *".!?:\n")


def near_digits(pattern: re.Pattern[str], text: str, zones: Zones) -> Iterator[re.Match[str]]:
    """Where a pattern matches that cannot without a digit."""
    for start, end in zones:
        yield from pattern.finditer(text, start, end)


def zones_of(text: str) -> list[tuple[int, int]]:
    """The parts of a text with a digit near, in order and apart from each other."""
    zones: list[tuple[int, int]] = []
    for found in _DIGITS.finditer(text):
        start, end = max(0, found.start() - _MARGIN), min(len(text), found.end() + _MARGIN)
        if zones and start <= zones[-1][1]:
            zones[-1] = (zones[-1][0], end)
        else:
            zones.append((start, end))
    return zones
