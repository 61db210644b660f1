"""Coordinates of a place, in degrees, decimals, squares and words."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Zones, near_digits

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
    # N59 54.764 E10 44.766
    re.compile(
        r"\b[NS] ?\d{1,2}(?:[° ] ?\d{1,2})?(?:[.,]\d{1,6})?['°]?[,; ]{1,3}[EWØV] ?\d{1,3}(?:[° ] ?\d{1,2})?"
        r"(?:[.,]\d{1,6})?"
    ),
    # "Posisjonen er 59.93, 10.78": where it is told of, fewer decimals do.
    re.compile(
        r"\b(?:posisjon(?:en)?|koordinat(?:er|ene|ane|ar)?|coordinates?|gps(?:-posisjon)?|position"
        r"|location|lokasjon(?:en)?)"
        r"[^\d\n]{0,12}-?\d{1,3}[.,]\d{2,12} ?°? ?[NSEWØV]?[,;/ ]{1,3}-?\d{1,3}[.,]\d{2,12}",
        re.IGNORECASE,
    ),
    # lat 59.9127 lon 10.7461
    re.compile(
        r"\b(?:lat(?:itude)?|breddegrad|bredde)\.?[ :=]{0,3}-?\d{1,2}[.,]\d{1,12}°?[ ,;]{0,3}(?:og |and )?"
        r"(?:(?:lon|lng|long|longitude|lengdegrad|lengde)\.?[ :=]{0,3})?-?\d{1,3}[.,]\d{1,12}",
        re.IGNORECASE,
    ),
    re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"),
    re.compile(r"\b(?:3[1-6])[VWX] ?\d{6,7} ?\d{7}\b"),
)


def marks(text: str, zones: Zones) -> Iterator[Mark]:
    if _WHAT_3_WORDS_SIGN in text:
        for found in _WHAT_3_WORDS.finditer(text):
            yield Mark("coordinates", found.start(), found.end())
    for pattern in _COORDINATES:
        for found in near_digits(pattern, text, zones):
            yield Mark("coordinates", found.start(), found.end())
