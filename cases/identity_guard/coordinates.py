"""Coordinates of a place, in degrees, decimals, squares and words."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import near_digits, zones_of

_WHAT_3_WORDS_SIGN = "///"
_WHAT_3_WORDS = re.compile(r"///\w{2,20}\.\w{2,20}\.\w{2,20}")
_COMPASS = r"(?:[NSEWØVnsewøv]|nord|north|sør|south|øst|aust|east|vest|west)"
_COORDINATES = (
    # Four decimals and more: three are thousands.
    re.compile(
        rf"(?<![\d.,])-?\d{{1,3}}[.,]\d{{4,12}} ?°? ?{_COMPASS}?[,;/ ]{{1,3}}-?\d{{1,3}}[.,]\d{{4,12}}(?:"
        rf" ?°? ?{_COMPASS}\b)?"
    ),
    re.compile(
        rf"(?<![\d.,])\d{{1,3}}[.,]\d{{2,12}} ?°? ?{_COMPASS}\b[, og]{{0,5}}\d{{1,3}}[.,]\d{{2,12}} ?°? ?"
        rf"{_COMPASS}\b"
    ),
    re.compile(
        rf"\b\d{{1,3}} ?° ?\d{{1,2}}(?:[.,]\d{{1,6}})? ?(?:'|min)(?: ?\d{{1,2}}(?:[.,]\d{{1,6}})? ?(?:\""
        rf"|''))?"
        rf" ?{_COMPASS}?"
    ),
    re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"),
    re.compile(r"\b(?:3[1-6])[VWX] ?\d{6,7} ?\d{7}\b"),
)


def marks(text: str) -> Iterator[Mark]:
    if _WHAT_3_WORDS_SIGN in text:
        for found in _WHAT_3_WORDS.finditer(text):
            yield Mark("coordinates", found.start(), found.end())
    zones = zones_of(text)
    for pattern in _COORDINATES:
        for found in near_digits(pattern, text, zones):
            yield Mark("coordinates", found.start(), found.end())
