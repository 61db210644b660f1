"""Street addresses as other countries write them, and Norwegian ones by the number of the land."""

import re

FOREIGN = (
    re.compile(
        r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'\-]{1,30} ){1,4}(?:Street|Road|Avenue|Lane|Drive|Close|Court"
        r"|Square|Boulevard|Crescent|Gardens|Terrace|St|Rd|Ave|Blvd)\b"
    ),
    re.compile(
        r"\b(?:Street|Road|Sector|Gali|Mohalla|Chak|Plot)(?: (?:No\.?|number|nr\.?))? "
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
        r"\b(?:[A-Z][\w'\-]{1,30} ){1,3}(?:Street|Road|Avenue|Lane|Boulevard) (?:[Nn]o\.? ?)?\d{1,4}\b"
    ),
    re.compile(
        r"\b(?:Sharia|Shari'?|Calle|Via|Ulica|[Uu]l\.|Rruga|Jalan) (?:[A-Z][\w'\-]{1,30} ){1,3}\d{1,4}\b"
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
)
