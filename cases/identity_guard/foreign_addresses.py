"""Street addresses as other countries write them, and Norwegian ones by the number of the land."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Zones, near_digits, words

_NO = r"(?:(?:no|nr|num|number|nummer)\b\.?|[#:])?"
# What one of these streets counts: "3 times", "200 metres".
_NO_UNIT = (
    r"(?!\w|[.,:]\d| ?(?:%|m\b|km|min|met(?:er|re)|times|gang|days|dag"
    r"|hours|time|years|år|people|person|girls|jent))"
)
_FOREIGN = (
    re.compile(
        r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'\-]{1,30} ){1,4}(?:Street|Road|Avenue|Lane|Drive|Close|Court"
        r"|Square|Boulevard|Crescent|Gardens|Terrace|Place|Way|Walk|Grove|Hill|Colony|Town|Nagar|Bagh"
        r"|Estate|Plaza|St|Rd|Ave|Blvd|Ln)\b"
    ),
    re.compile(
        r"\b(?:Street|Road|Sector|[Gg]ali|[Mm]ohalla|[Cc]hak|Plot)(?: (?:No\.?|number|nr\.?))? "
        r"?[A-Z]?-?\d{1,4}(?:/\d{1,3})?\b"
    ),
    re.compile(
        r"\b\d{1,4},? (?:bis |ter )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Ii]mpasse|[Dd]erb|[Qq]uartier"
        r"|[Hh]ay) (?:[\w'\-]{1,30} ?){1,4}"
    ),
    re.compile(
        r"\b\d{1,3}(?:st|nd|rd|th) (?:Street|Avenue|Road)\b|\b[Hh]ouse ?(?:[Nn]o\.?|number|nr\.?|#) "
        r"?\d{1,4}\b"
    ),
    re.compile(
        r"\b(?:[A-Z][\w'\-]{1,30} ){1,3}(?:Street|Road|Avenue|Lane|Boulevard|St\.?|Rd\.?|Ave\.?),? "
        r"(?:[Nn]o\.? ?)?\d{1,4}\b"
    ),
    re.compile(
        r"\b(?:Sharia|Shari'?a?|[Cc]alle|Via|Viale|Piazza|Rua|Avenida|Ulica|[Uu]l\.|Rruga|Jalan|Jl\.|Odos"
        r"|Khiaban"
        r"|Kucha|Koucheh) (?:[A-Z][\w'\-]{1,30},? ){1,3}\d{1,4}\b"
    ),
    re.compile(
        r"\b(?:gnr|gårdsnummer|gardsnummer)\.? ?\d{1,4},? ?(?:og |/)?(?:bnr|bruksnummer)\.? ?\d{1,4}\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:[Rr]ue|[Dd]erb) (?:[A-Z][\w'\-]{0,30} ){1,4}(?:[Nn][ro°]?\.? ?)?\d{1,4}\b"),
    re.compile(
        r"\b(?:[A-ZÇĞİÖŞÜ][\wçğıöşü'\-]{1,30} ){1,3}(?:Sokak|Sokağı|Sok\.?|Caddesi|Cad\.?|Mahallesi|Mah\.?"
        r"|Bulvarı)(?: (?:No|Nr|no)[.:]? ?)?\d{0,4}"
    ),
    re.compile(
        r"(?<!\w)[^\W\d_]{3,30} (?:sokak|sokağı|sokagi|sok\.|caddesi|cad\.|mahallesi|mah\.|bulvarı"
        r"|bulvari)"
        rf",? ?{_NO}[.:]? ?\d{{1,4}}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:[Aa]venue|[Bb]oulevard|[Bb]d\.?|[Qq]uartier|[Hh]ay) (?:[A-Z][\w'\-]{1,30},? "
        r"){1,4}(?:n[ro°]?\.? ?)?\d{1,4}\b"
    ),
    # Told to be an address, in any letters: "lives at 44 station road".
    re.compile(
        r"\b(?:lives? (?:at|on|in)|living (?:at|on|in)|address(?: is)?:?|adresse[nr]?(?: er)?:?|adr\.?:?"
        r"|bor i|bur i) "
        r"\d{1,4}[a-z]?,? (?:[^\W\d_][\w'\-]{1,20} ){1,3}(?:street|road|avenue|lane|drive|close|court|square"
        r"|crescent|gardens|terrace|rd|ave)\b",
        re.IGNORECASE,
    ),
)
# "ring road 221"
_ROAD = re.compile(
    rf"(?<!\w)([^\W\d_]{{3,30}}) (?:road|street|avenue|lane|boulevard|rd\.?) {_NO} "
    rf"?\d{{1,4}}[A-Za-z]?{_NO_UNIT}",
    re.IGNORECASE,
)
_ANY_ROAD = words(
    "the this that same our her his my your their any one each every long another across down off near main "
    "into from over and for with whole side busy quiet"
)
# Parts of an address that a number follows; two different ones beside each other are an address.
_UNIT = (
    r"(house|hus(?:et)?|street|st|road|lane|gali|galli|gate|sector|block|blokk|flat|plot|apartment|apt"
    r"|leilighet(?:en)?|leilegheit(?:a)?|floor|etasje|phase|mohalla|muhalla|colony|building|bygning|bldg"
    r"|villa"
    r"|zone|room|rom|oppgang|entrance|chak|district|ward|house ?no|hus ?nr|postboks|box)"
)
_NUMBER = r"[A-Za-z]{0,2}-?\d{1,4}(?:[/\-]\d{1,3})?(?:[ \-]?[A-Za-z](?!\w))?(?!\w)"
_UNITS = re.compile(
    rf"\b{_UNIT}\.? ?{_NO}\.? ?{_NUMBER}[, ]{{1,3}}(?:[^\W\d_][\w'\-]{{1,20}}[, ]{{1,2}}){{0,2}}"
    rf"{_UNIT}\.? ?{_NO}\.? ?{_NUMBER}",
    re.IGNORECASE,
)

# After a name: "Hay Riad, villa 9"; before one: "house 7 on Kenyatta Avenue".
_HOUSE = r"(?:house|hus|villa|plot|block|blokk|building|bygning|bldg|flat|apartment|apt)"
_AFTER_NAME = re.compile(
    rf"\b[A-Z][\w'\-]{{2,40}}(?: street| road| avenue)?, (?i:{_HOUSE}\.? ?{_NO}\.? ?{_NUMBER})"
)
_BEFORE_NAME = re.compile(
    rf"\b(?i:{_HOUSE}\.? ?{_NO}\.? ?{_NUMBER}),? (?:on |in |at |i |på )?(?:[A-Z][\w'\-]{{1,30}} "
    rf"){{1,3}}(?i:street|road"
    r"|avenue|lane|colony|town|boulevard|rd|st|ave)\b"
)


def marks(text: str, zones: Zones) -> Iterator[Mark]:
    for pattern in _FOREIGN:
        for found in near_digits(pattern, text, zones):
            yield Mark("address", found.start(), found.end())
    for found in near_digits(_ROAD, text, zones):
        if found.group(1).lower() not in _ANY_ROAD:
            yield Mark("address", found.start(), found.end())
    for pattern in (_AFTER_NAME, _BEFORE_NAME):
        for found in near_digits(pattern, text, zones):
            yield Mark("address", found.start(), found.end())
    for found in near_digits(_UNITS, text, zones):
        if found.group(1).lower()[:3] != found.group(2).lower()[:3]:
            yield Mark("address", found.start(), found.end())
