"""Flights by company and number, in the ways people write them."""

import re
from collections.abc import Iterator

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import near_digits, words, zones_of

_NEAR = 60
_AIRLINES = words(
    "SK DY D8 DH WF KL LH BA AF TK PC QR EK EY PK PF ET KQ RJ AT SU LX OS AY FR W6 W4 W9 U2 VY IB AZ TP SV "
    "GF WY KU IA UL FZ G9 J9 XY"
    " VF XQ EW BT LO OK JU A3 VS MS FI LY UK 6E AI 9W SG FG RQ RY UX 8U BJ TU AH IR W5 EP QB Y9 ER PA NL "
    "9P XC HF TO DI PG B2 N0 Z0"
)
# These are also words or abbreviations of the house: only where a flight is told of.
_ALSO_WORDS = words("IR AI UK PA OK TO DI NL ER AT MS FI OS ET AH PG SG FR IB LO EP")
# A year may stand after these: "BA 2008".
# In small letters these are words or marks before a number: kl 1200, ms 3.
_NO_COMPANY = words("kl ms pc ba os la fi at et er ai pa ok to di nl lo ir uk vs af eg vi na sa")
_WITH_YEARS = words("PK BA AF TU SG AH LY AT IR AI UK")
# Also as companies in small letters, where a flight is told of in so many words.
_SMALL_TOO = words("pk ba ia pc af os vs")
_FLIGHT = re.compile(
    r"(?<!\w)([A-Za-z][A-Za-z0-9]|\d[A-Za-z])(?:[\s._\-]{0,2}|,? (?:nr|no|nummer|number|flight)\b\.? ?)"
    r"(\d{1,4})[A-Z]?(?!\w|[.,]\d)"
)
_DIGIT = (
    r"(?:null|en|ein|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|zero|one|two|three|four|five|six|seven|eight"
    r"|nine|\d)"
)
_FLIGHT_IN_PARTS = re.compile(
    rf"(?<!\w)([A-Z])[ .]?([A-Z0-9])[\s.\-]{{1,2}}(?:{_DIGIT}(?:[ \-]{_DIGIT}){{2,3}}|\d\d[ \-]\d\d"
    rf"|\d{{3,4}})"
    r"(?!\w|[.,]\d)"
)
_FLYING = re.compile(
    r"\b(?:fly|flyet|flya|flyr|flyt|fløy|flynr|flynummer|flight|flights|flies|flying|plane|billett(?:en)?"
    r"|ticket|avgang(?:en)?|avreise|ankomst|ankommer|kjem|kommer|innsjekk\w*|mellomland\w*|boarding"
    r"|gardermoen|lander|landet|landar|hjemreise\w*|heimreise\w*|utreise\w*|returen?|reisen|reisa|reiste"
    r"|turen|dro|sete|seat|reiser|reise|drar|dreg|fer"
    r"|travels|departs)\b",
    re.IGNORECASE,
)
_BY_NUMBER = re.compile(
    r"\b(?:fly(?:et|a|gning(?:en|a)?|vningen)?|flight|ruteflyet)(?:,| har| er| med| heter| heiter| has| is)? "
    r"(?:nr\b\.?|no\b\.?|nummer(?:et)?|number)[ :]{0,2}\d{2,4}(?!\w|[.,]\d)"
    r"|\b(?:pia|sas|klm|lufthansa|turkish(?: airlines)?|qatar(?: airways)?|emirates|ethiopian|pegasus|ryanair"
    r"|pakistan international(?: airlines)?)[ \-]{1,2}(?!(?:19|20)\d\d\b)\d{3,4}(?!\w| ?(?:kr|NOK|euro))",
    re.IGNORECASE,
)
_ABOUT_FLIGHT = re.compile(
    r"\b(?:fly|flyet|flyr|fløy|flight|flights|flynummer|flygning|avgang|rute|rutefly|flying|flies|plane"
    r"|departs|departing|departure"
    r"|billett|billetten|ticket|tickets|avreise|boarding|flynr|lander|landar|arrives|arrival|gate|terminal"
    r"|gardermoen|reiser|reise|travels"
    r"|leaves|leaving|to|from|til|fra|frå)\b",
    re.IGNORECASE,
)
_BY_NAME = re.compile(
    r"\b(?:SAS|Norwegian|Widerøe|KLM|Lufthansa|Turkish(?: Airlines)?|PIA|Emirates|Qatar(?: Airways)?"
    r"|Ethiopian|Pegasus|Ryanair|Wizz(?: ?Air)?"
    r"|fly(?:et)? (?:nr\.?|nummer)|Finnair|British Airways|Air France|Etihad|Swiss|Austrian|Flyr|Royal Air "
    r"Maroc|Iraqi Airways|Air "
    r"Arabia|flight|flynummer|flynr\.?|rutenummer)"
    r"(?: (?:no\.?|nr\.?|number|nummer))?[ :\-]{0,2}(?!(?:19|20)\d\d\b)\d{3,4}(?!\w| ?(?:kr|NOK|euro))"
)
_NO_FLIGHT = words("VG KT MR NR KR TV PC KL TF VI HK UT AV OG PÅ ER EN ET DE SV SP AP KM CM MM KG GB MB")


def marks(text: str) -> Iterator[Mark]:
    for found in _FLIGHT_IN_PARTS.finditer(text):
        if found.group(1) + found.group(2) in _AIRLINES and _is_flying(text, found):
            yield Mark("flight", found.start(), found.end())
    zones = zones_of(text)
    yield from _flights(text, zones)
    for found in (one for pattern in (_BY_NAME, _BY_NUMBER) for one in near_digits(pattern, text, zones)):
        yield Mark("flight", found.start(), found.end())


def _is_flying(text: str, found: re.Match[str]) -> bool:
    return bool(_FLYING.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR))


def _flights(text: str, zones: list[tuple[int, int]]) -> Iterator[Mark]:
    for found in near_digits(_FLIGHT, text, zones):
        said, number = found.groups()
        company = said.upper()
        if (
            said.lower() in _SMALL_TOO
            and said != company
            and len(number) > 2
            and number[:2] not in ("19", "20")
        ):
            if _is_flying(text, found):
                yield Mark("flight", found.start(), found.end())
            continue
        if len(number) == 1 and not (said == company and company in _AIRLINES and _is_flying(text, found)):
            continue
        if said != company and (len(number) < 3 or is_word(said.lower())):
            continue
        if company not in _AIRLINES and (said != company or company in _NO_FLIGHT or len(number) < 3):
            continue
        doubtful_year = number[:2] in ("19", "20") and len(number) == 4
        doubtful = (
            company not in _AIRLINES
            or company in _ALSO_WORDS
            or said != company
            or len(number) < 3
            or (number[:2] in ("19", "20") and company in _WITH_YEARS)
        )
        # sk 4035: but for a few, these letters and a number are nothing else.
        if said != company and company in _AIRLINES and said.lower() not in _NO_COMPANY and not doubtful_year:
            doubtful = False
        about = _ABOUT_FLIGHT.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR)
        if not doubtful or about or _is_flying(text, found):
            yield Mark("flight", found.start(), found.end())
