"""Flights by company and number, in the ways people write them."""

import re
from collections.abc import Iterator

from cases.identity_guard.airlines import CODES, LETTERS, NAMES
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, near_digits, words

_NEAR = 60
# These are also words or abbreviations of the house: only where a flight is told of.
_ALSO_WORDS = words(
    "IR UK PA OK TO DI NL ER MS PC NO EN ME DE HA LA OM OV NE NY UT SS CA AA AC KM NP NR RO DP UA UN PS TB "
    "TF FA"
)
# These are words in a text that is written in capitals.
_WORDS_IN_CAPITALS = words("AT ET FI OS AI FR LO BA IA AF SA")
# In small letters these are words or marks before a number: kl 1200, ms 3.
_NO_COMPANY = words(
    "kl ms pc ba os la fi at et er ai pa ok to di nl lo ir uk vs af eg vi na sa no nr en me de ha om ov ne "
    "ny "
    "ut ss ca aa ac km np ro dp un ps tb tf fa dl"
)
# A year may stand after these: "BA 2008".
_WITH_YEARS = words("PK BA AF TU SG AH LY AT IR AI UK")
# Also as companies in small letters, where a flight is told of in so many words.
_SMALL_TOO = words("pk ba ia pc af os vs kl ms")
_NO_FLIGHT = words(
    "VG KT MR NR KR TV PC KL TF VI HK UT AV OG PÅ ER EN ET DE SV SP AP KM CM MM KG GB MB EU IS"
)
# After a number that counts something.
_NO_UNIT = (
    r"(?! ?(?:%|(?:år|years?|måneder|månader|months|uker|veker|dager|dagar|days|weeks|hours|timer|timar"
    r"|min|km|meter|m"
    r"|kg|kr|kroner|nok|eur|usd|pkr|dollar|rupier|prosent|elever|elevar|personer|pers|stk|ganger|gonger"
    r"|barn|poeng"
    r"|sider|pages|people|pupils)\b))"
)
_FLIGHT = re.compile(
    r"(?<!\w)(?!n[or]\b)([A-Za-z][A-Za-z0-9]|\d[A-Za-z])"
    r"(?:[\s._\-]{0,2}|,? (?:nr|no|nummer|number|flight)\b\.? ?)"
    rf"(\d{{1,4}})[A-Z]?(?!\w|[.,]\d){_NO_UNIT}",
)
_BY_LETTERS = re.compile(
    rf"(?<!\w)([A-Z]{{3}}|[a-z]{{3}}(?=\d))[ \-]{{0,2}}(\d{{1,4}}[A-Z]{{0,2}})(?!\w|[.,]\d){_NO_UNIT}"
)
# Digits and numbers up to thousands, in words: "fire null tre fem", "sytten femtito", "fire tusen og ti".
_SAID = (
    r"(?:\d|null|zero|(?:en|ein|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten"
    r"|femten"
    r"|seksten|sytten|atten|nitten|tjue|tretti|førti|femti|seksti|sytti|åtti|nitti|hundre|tusen|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand){1,3})"
)
_IN_PARTS = re.compile(
    rf"(?<!\w)([A-Z])[ .]?([A-Z0-9])[\s.\-]{{1,2}}(?:{_SAID}(?:[ \-](?:og |and )?{_SAID}){{1,5}}"
    rf"|\d{{3,4}})(?!\w|[.,]\d)"
)
_OF_NUMBER = r"(?:nr\b\.?|no\b\.?|nummer(?:et)?|number|#)"
_NOT_A_YEAR = r"(?!(?:19|20)\d\d\b)"
_IN_WORDS = (
    # "Flyet har nummer 1752"
    re.compile(
        rf"\b(?:fly(?:et|a|gning(?:en|a)?|ging(?:a|en)?|vning(?:en)?)?|flight|rute(?:fly)?(?:et|a|n)?"
        rf"|avgang(?:en)?)(?:,| har| er| med| heter| heiter| has| is)? {_OF_NUMBER}[ :]{{0,2}}\d{{2,4}}"
        rf"(?!\w|[.,]\d)",
        re.IGNORECASE,
    ),
    # "flight 752", "flynr. 77"
    re.compile(
        rf"\b(?:flight(?: {_OF_NUMBER})?|flynummer|flynr\.?|rutenummer|fly(?:et|gning(?:en|a)?)?)"
        rf"(?: er| is| heter| heiter| har)?[ :\-#]{{1,2}}{_NOT_A_YEAR}\d{{3,4}}(?!\w|[.:,]\d){_NO_UNIT}",
        re.IGNORECASE,
    ),
    # "Norwegian 1234", "Qatar Airways nr. 0176"
    re.compile(
        rf"\b{NAMES}(?: air(?:lines?|ways))?(?:,? flight|,? fly)?(?:,? {_OF_NUMBER})?[ :\-]{{1,2}}"
        rf"{_NOT_A_YEAR}(?!1(?:1[0-9])\b)\d{{3,4}}(?!\w|[.:,]\d){_NO_UNIT}",
        re.IGNORECASE,
    ),
)
_WORDS_OF_FLIGHT = words("fly flyet flygningen flygninga flygingen flynummer flynummeret flight")
_SPELLED = re.compile(
    rf"(?:fly(?:et|gningen|gninga|gingen)?|flynummer(?:et)?|flight)(?: {_OF_NUMBER})?(?: er| is| heter| "
    rf"heiter| har)?"
    rf"[ :]{{1,2}}{_SAID}(?:[ \-](?:og |and )?{_SAID}){{1,4}}(?!\w)",
    re.IGNORECASE,
)
_FLIGHT_WORD = (
    r"fly|flyet|flya|flyr|flyt|fløy|flaug|fløyet|flynr|flynummer|flyselskap\w*|flygning\w*|flyging\w*"
    r"|flyvning\w*"
    r"|flyplass\w*|rutefly|flight|flights|flies|flying|flown|plane|billett(?:en|er|ene|ar|ane)?|tickets?"
    r"|avgang(?:en)?|avreise|avreisa|ankomst|ankommer|innsjekk\w*|mellomland\w*|boarding|gate|terminal"
    r"|gardermoen|flesland|sola|værnes|torp|lander|landar|rute|departs|departing|departure|arriv\w*|airport"
    r"|lufthavn\w*|book(?:et|a|ed|ing)\w*"
)
_TOLD = re.compile(rf"\b(?:{_FLIGHT_WORD})\b", re.IGNORECASE)
_FLYING = re.compile(
    rf"\b(?:{_FLIGHT_WORD}|kjem|kommer|hjemreise\w*|heimreise\w*|utreise\w*|retur(?:en)?|(?:hjem|heim"
    rf"|ut)?tur(?:en)?|reis(?:en|a|te|er|e)"
    rf"|dro|drog|skal med|sete|seat|drar|dreg|fer|travels?|travell?ing|leaves|leaving)\b",
    re.IGNORECASE,
)
# "PC 1201 til Istanbul"
_TO_SOMEWHERE = re.compile(r",? (?:til|fra|frå|to|from|via) [A-ZÆØÅ]")
_WITH = re.compile(
    r"\b(?:med|fly|flyet|flight|with|on|på|via|tar|tok|tek|takes?|took|heter|heiter) $", re.IGNORECASE
)
_COMPANY = re.compile(
    rf"\b(?:{NAMES}|air|airlines?|heathrow|gatwick|stansted|luton|arlanda|kastrup|schiphol|sabiha|ataturk"
    rf"|cancelled"
    rf"|canceled|delayed|innstilt|kansellert|forsink\w*|layover|transit|stopover|mellomlanding)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[0-5]\d|\d\d?")


def marks(text: str, places: Places) -> Iterator[Mark]:
    for found in _IN_PARTS.finditer(text):
        apart = (
            found.start(2) > found.end(1)
            or not found.group()[-1].isdigit()
            or " " in found.group()[3:].strip()
        )
        if apart and found.group(1) + found.group(2) in CODES and _near(_FLYING, text, found):
            yield Mark("flight", found.start(), found.end())
    for found in beginning(_SPELLED, text, places, _WORDS_OF_FLIGHT):
        yield Mark("flight", found.start(), found.end())
    for found in near_digits(_FLIGHT, text, places.zones):
        if _is_flight(text, found):
            yield Mark("flight", found.start(), found.end())
    for found in near_digits(_BY_LETTERS, text, places.zones):
        if found.group(1).upper() in LETTERS and _near(_FLYING, text, found):
            yield Mark("flight", found.start(), found.end())
    for pattern in _IN_WORDS:
        for found in near_digits(pattern, text, places.zones):
            yield Mark("flight", found.start(), found.end())


def _near(pattern: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    return bool(pattern.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR))


def _is_flight(text: str, found: re.Match[str]) -> bool:  # noqa: PLR0911 - rules in their order
    said, number = found.groups()
    company = said.upper()
    year = len(number) == 4 and number[:2] in ("19", "20")
    if said != company:
        return company in CODES and len(number) > 2 and _is_small_flight(text, found, year=year)
    if company not in CODES:
        if company in _NO_FLIGHT or len(number) < 3 or year:
            return False
        return _near(_TOLD, text, found) or (_follows_with(text, found) and _near(_FLYING, text, found))
    if len(number) == 1:
        return _near(_FLYING, text, found)
    doubtful = (
        company in _ALSO_WORDS
        or (company in _WORDS_IN_CAPITALS and _in_capitals(text, found))
        or len(number) < 3
        or (year and company in _WITH_YEARS)
    )
    if company == "KL" and _CLOCK.fullmatch(number):
        # "KL 1200" is a time of the day in a text in capitals.
        said_so = _follows_with(text, found) or bool(_TO_SOMEWHERE.match(text, found.end()))
        return said_so or (not _in_capitals(text, found) and _near(_FLYING, text, found))
    if not doubtful or _TO_SOMEWHERE.match(text, found.end()):
        return True
    return _near(_FLYING, text, found) or (len(number) > 2 and _near(_COMPANY, text, found))


def _is_small_flight(text: str, found: re.Match[str], *, year: bool) -> bool:
    """sk 4035, dy1302: but for some, these letters and a number are nothing else."""
    said = found.group(1).lower()
    joined = found.end(1) == found.start(2)
    if said in _NO_COMPANY:
        if said == "kl" and not joined:
            return False
        return (joined or said in _SMALL_TOO) and _near(_FLYING, text, found)
    if year:
        return _near(_FLYING, text, found)
    return joined or not is_word(said) or _near(_TOLD, text, found)


def _in_capitals(text: str, found: re.Match[str]) -> bool:
    return text[max(0, found.start() - 8) : found.start()].isupper()


def _follows_with(text: str, found: re.Match[str]) -> bool:
    return bool(_WITH.search(text, max(0, found.start() - 8), found.start()))
