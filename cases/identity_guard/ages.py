"""Ages that tell a day: "17 år og 3 måneder", "fyller 18 på fredag"; the register keeps age groups."""

import re
from collections.abc import Iterator

from cases.identity_guard.day_words import WEEKDAY
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, near_digits, words

_COUNT = (
    r"(?:\d{1,3}|en|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven)"
)
_AGE = (
    r"(?:\d{1,2}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tjue|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_MONTHS = r"(?:måneder?|månader?|månad|mnd\.?|months?)"
_DAYS = r"(?:uker?|veker?|veke|dager?|dagar|weeks?|days?)"
# A day as one tells it from today.
_A_DAY = (
    r"(?:i dag|i morgen|i morgon|i overmorgen|i overmorgon|today|tomorrow|yesterday|i går|(?:(?:nå|no|siste?"
    r"|sidste|forrige|førre|førstkommende|neste|kommende|next|last|this|on|på|no på|nå på) )?"
    rf"{WEEKDAY}|(?:i )?(?:forrige|førre|siste|denne|neste|last|next|this) (?:uke|veke|week) (?:på |on "
    rf")?{WEEKDAY}"
    rf"|(?:om|in) {_COUNT} {_DAYS}|for {_COUNT} {_DAYS} (?:siden|sidan)|{_COUNT} {_DAYS} ago|(?:den "
    rf")\d{{1,2}}\.?)"
)
_HERS = r"(?: sin| hennes| hans| hennar)?"

_OF_YEARS = (
    # "17 år og 3 måneder", and no time that something took or that has gone since.
    re.compile(
        rf"(?<!\bi )(?<!\bom )(?<!\bin )(?<!\bfor )\b{_AGE} (?:år|years?(?: old)?),? (?:og |and )?{_COUNT} "
        rf"(?:{_MONTHS}|{_DAYS})(?:,? (?:og|and) {_COUNT} {_DAYS})?",
        re.IGNORECASE,
    ),
    # "16 år i morgen": "i dag" may as well be "nowadays".
    re.compile(
        rf"\b{_AGE} (?:år|years?)(?: old| gammel| gamal)? (?!i dag\b|today\b|nå\b|no\b){_A_DAY}",
        re.IGNORECASE,
    ),
)
_ANNIVERSARIES = (
    re.compile(rf"\b(?:\w+ )?{_AGE}-?årsdag(?:en)?{_HERS}(?: er| var)? {_A_DAY}", re.IGNORECASE),
    re.compile(rf"\bpå (?:hennes|hans|hennar|sin) {_AGE}-?årsdag\b", re.IGNORECASE),
)
# Of an infant.
_INFANTS = re.compile(rf"\b{_COUNT} {_DAYS} (?:gammel|gamal|gammelt|gamalt|old)\b", re.IGNORECASE)
# "she is 17 and 3 months"
_AND_MONTHS = re.compile(rf"\b1\d (?:and|og) {_COUNT} {_MONTHS}\b", re.IGNORECASE)
# By the word that they begin with.
_BEGINNING = (
    (
        re.compile(
            rf"(?:fyller|fylte|fylt|blir|ble|vart|vert|turns|turned|turning|will be) {_AGE}"
            rf"(?: år| years(?: old)?)?,? {_A_DAY}",
            re.IGNORECASE,
        ),
        words("fyller fylte fylt blir ble vart vert turns turned turning will"),
    ),
    # Of age: "blir myndig om tolv dager"; her birthday: "har bursdag i overmorgen".
    (
        re.compile(
            r"(?:myndig|voksen|vaksen|of age|fyller år|bursdag(?:en)?|fødselsdag(?:en)?|birthday)"
            rf"{_HERS}(?: er| is)? {_A_DAY}",
            re.IGNORECASE,
        ),
        words("fyller myndig voksen vaksen of bursdag bursdagen fødselsdag fødselsdagen birthday"),
    ),
    (
        re.compile(
            rf"(?:født|fødd|born) (?:for )?{_AGE} (?:år|years?),? (?:og |and )?{_COUNT} (?:{_MONTHS}"
            rf"|{_DAYS})",
            re.IGNORECASE,
        ),
        words("født fødd born"),
    ),
)
# A pattern is tried where one of its words stands at all.
_YEARS = words("år year years")
_ANNIVERSARY = words("årsdag årsdagen")
_OLD = words("gammel gamal gammelt gamalt old")


def marks(text: str, places: Places) -> Iterator[Mark]:
    said = places.keys()
    found = list(near_digits(_AND_MONTHS, text, places.zones))
    for patterns, first in ((_OF_YEARS, _YEARS), (_ANNIVERSARIES, _ANNIVERSARY), ((_INFANTS,), _OLD)):
        if not said.isdisjoint(first):
            found += [one for pattern in patterns for one in pattern.finditer(text)]
    for pattern, first in _BEGINNING:
        found += beginning(pattern, text, places, first)
    yield from (Mark("age", one.start(), one.end()) for one in found)
