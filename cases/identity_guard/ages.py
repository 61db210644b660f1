"""Ages that tell a day: "17 år og 3 måneder", "fyller 18 på fredag"; the register keeps age groups."""

import re
from collections.abc import Iterator

from cases.identity_guard.day_words import WEEKDAY
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, words

_YEARS_OLD = words("år year years")
_TURNING = words("fyller fylte blir ble vart vert turns turned turning will")
_OF_AGE = words("myndig voksen vaksen of bursdag bursdagen fødselsdag fødselsdagen birthday")
_TURNS = r"(?:fyller|fylte|blir|ble|vart|vert|turns|turned|turning|will be)"
_COUNT = (
    r"(?:\d{1,2}|en|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven)"
)
_AGE_WORD = (
    r"(?:\d{1,2}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tjue|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_AGES = (
    re.compile(
        rf"(?<!\bi )(?<!\bom )(?<!\bin )(?<!\bfor )\b{_AGE_WORD} (?:år|years?(?: old)?),? (?:og |and "
        rf")?{_COUNT} (?:måneder?|månader?|månad|mnd\.?"
        rf"|uker?|veker?|veke|dager?|dagar|months?|weeks?|days?)(?:,? (?:og|and) {_COUNT} (?:uker?|veker?"
        rf"|dager?|dagar|weeks?|days?))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_TURNS} {_AGE_WORD}(?: år| years(?: old)?)? (?:i dag|i morgen|i morgon|i overmorgen|today"
        rf"|tomorrow|yesterday|i går|(?:nå |no |førstkommende |neste |kommende |next |this |on |på "
        rf")?{WEEKDAY}|på {WEEKDAY}|on {WEEKDAY}|om {_COUNT} (?:dager?|dagar|uker?|veker?)|in {_COUNT} "
        rf"(?:days?|weeks?)|(?:den )\d{{1,2}}\.?)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:\w+ )?{_AGE_WORD}-?årsdag(?:en)?(?: sin| hennes| hans)?(?: er| var)? (?:i dag|i morgen|i "
        rf"morgon|i går|på {WEEKDAY}|{WEEKDAY})",
        re.IGNORECASE,
    ),
    # Of age: "blir myndig om tolv dager"; her birthday: "har bursdag i overmorgen".
    re.compile(
        rf"(?:myndig|voksen|vaksen|of age|bursdag(?:en)?|fødselsdag(?:en)?|birthday)(?: sin| hennes| "
        rf"hans)?(?: er| is)? "
        rf"(?:i dag|i morgen|i morgon|i overmorgen|i overmorgon|today|tomorrow|(?:(?:på|on|nå|no"
        rf"|førstkommende|neste"
        rf"|next|this) ){{1,2}}{WEEKDAY}|{WEEKDAY}|(?:om|in) {_COUNT} (?:dager?|dagar|uker?|veker?|days?"
        rf"|weeks?))",
        re.IGNORECASE,
    ),
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    if not places.keys().isdisjoint(_YEARS_OLD):
        for found in _AGES[0].finditer(text):
            yield Mark("age", found.start(), found.end())
    for found in beginning(_AGES[1], text, places, _TURNING):
        yield Mark("age", found.start(), found.end())
    for found in beginning(_AGES[3], text, places, _OF_AGE):
        yield Mark("age", found.start(), found.end())
    if "årsdag" in places or "årsdagen" in places:
        for found in _AGES[2].finditer(text):
            yield Mark("age", found.start(), found.end())
