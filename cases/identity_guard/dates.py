"""Days that are named exactly; the register keeps weeks.

A date of birth is certain; any other date asks, and its week is offered instead. Days that everybody has in
common, such as 17 May, and those of laws are no finding.
"""

import re
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from cases.identity_guard.day_words import MONTH, MONTHS, ORDINAL, ORDINALS, OTHER_CALENDARS, WEEKDAY
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, first_words, near_digits, words, zones_of

_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d(?!\d|[:.]\d| ?(?:år|kr)))"
_WITH_DIGITS = (
    re.compile(
        rf"(?<![\d.,/\-])(?P<d>{_DAY})[./](?P<m>1[0-2]|0?[1-9])[ \-](?P<y>(?:19|20)?\d\d)(?![\d]"
        rf"|[.,/\-:]\d)"
    ),
    re.compile(
        rf"(?<![\d.,/\-])(?P<d>{_DAY})(?P<s>[./\-]) ?(?P<m>1[0-2]|0?[1-9])(?P=s) ?(?P<y>(?:19|20)\d\d"
        rf"|\d\d)(?![\d]|[.,/\-]\d)"
    ),
    re.compile(
        r"(?<![\d.,/\-])(?P<y>(?:19|20)\d\d)(?P<s>[./\-])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d"
        r"|0?[1-9])(?![\d])"
    ),
    re.compile(
        rf"(?<![\d.,/\-§])(?P<d>{_DAY})(?:st|nd|rd|th|te|de|\.)?(?: of)?[ \-]?(?P<n>{MONTH})\b(?:\.(?=,? "
        rf"?{_YEAR}))?(?:,? "
        rf"?(?P<y>{_YEAR}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>{MONTH})\.? (?:the )?(?P<d>{_DAY})(?:st|nd|rd|th)?(?![\d:]|[.,]\d| ?(?:år|prosent|kr|%"
        rf"|elever|years))(?:,? (?P<y>(?:19|20)\d\d))?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,/\-])(?P<d>{_DAY})\. i (?P<m>1[0-2]|0?[1-9])\.(?!\d)"),
    re.compile(rf"(?<![\d ])(?<!\d )(?P<d>{_DAY}) (?P<m>0[1-9]|1[0-2]) (?P<y>(?:19|20)\d\d)(?![ .,]?\d)"),
    # From one day to another: "3.-5. juli".
    re.compile(
        rf"(?<![\d.,/\-]){_DAY}\.? ?(?:[\-/]|og|til|and|to) ?(?P<d>{_DAY})(?:st|nd|rd|th"
        rf"|\.)? ?(?P<n>{MONTH})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,/\-])(?P<d>{_DAY})\.? ?(?:{OTHER_CALENDARS})\b", re.IGNORECASE),
)
# Beginning with a word.
_SPELLED = (
    (
        re.compile(
            rf"(?:{ORDINAL})(?: (?:of|day of))? (?P<n>{MONTH})\b(?: (?P<y>(?:19|20)\d\d))?", re.IGNORECASE
        ),
        first_words(ORDINALS),
    ),
    (re.compile(rf"(?:{ORDINAL}) i (?:{ORDINAL})\b", re.IGNORECASE), first_words(ORDINALS)),
    (
        re.compile(rf"(?P<n>{MONTH}) (?:the )?(?:{ORDINAL})\b(?! i )", re.IGNORECASE),
        words("january february march april may june july august september october november december"),
    ),
)
# A day and a month without year are also a fraction or a decimal: only where a day is spoken of.
_SHORT = re.compile(
    rf"(?<![\d.,/\-])(?P<d>{_DAY})(?P<s>[./])(?P<m>1[0-2]|0?[1-9])(?![\d]|[.,/]\d|\.\d"
    r"| ?(?:prosent|%|kr|timer|år|poeng|hours))\.?"
)
_OF_A_DAY = re.compile(
    r"(?:^|\b)(?:den|f\.|født|fødd|dato|datoen|reiser|reise|reisen|reisa|avreise|hjemreise|heimreise|flyr"
    r"|fly|innen"
    r"|fra|frå|til|og med|på|dagen|bryllup|bryllupet|vielse|vielsen|nikah|er|var|ble|mandag|måndag|tirsdag"
    r"|tysdag"
    r"|onsdag|torsdag|fredag|lørdag|laurdag|søndag|on|is|was|since|until|by|born|from)[,:]? $|\($",
    re.IGNORECASE,
)
# The noughts of the month tell a date from a decimal and, without "kl" before, from a time.
_WITH_NOUGHT = re.compile(
    rf"(?<![\d.,/\-:])(?P<d>{_DAY})[./](?P<m>0[1-9])(?![\d]|[.,/:]\d| ?(?:-|til|%|prosent|kr))"
)
_NO_DAY_BEFORE = re.compile(
    r"(?:kl|klokka|klokken|kap|kapittel|pkt|punkt|versjon|§|at|nr)\.? ?$", re.IGNORECASE
)
_DAY_ALONE = re.compile(
    rf"\b(?:{WEEKDAY} (?:den )?(?P<d>{_DAY})\.(?!\d| (?:klasse|gang|trinn|time))"
    rf"|den {_DAY}\.(?=[ ]?(?:$|[,;)\n]| (?:reiser|drar|flyr|fer|skal|er|var|ble|blir|vert|kl|på|hjem|heim"
    rf"|og|til|om|i [a-zæøå]+måned|neste|denne))))",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<![\d.,/\-])(?:(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])|(?P<d2>0[1-9]"
    r"|[12]\d|3[01])(?P<m2>0[1-9]|1[0-2])(?P<y2>(?:19|20)?\d\d))(?![\d.,/\-]\d|\d| ?(?:kr|NOK|rupi))"
)
_DAY_OF_MONTH = re.compile(
    rf"\bden {_DAY}\.?(?= (?:i denne måneden|denne måneden|i neste måned|neste måned|i forrige måned|i "
    rf"måneden|of this month|of next month))|\bthe {_DAY}(?:st|nd|rd|th)\b(?! (?:grade|time|of the|century"
    rf"|day|week))",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?:^|\b)(?:født|fødd|fødselsdato(?:en)?|fødselsdag(?:en)?|fødselsdagen sin|bursdag(?:en)?|f\.|born"
    r"|date of birth|dob|d\.o\.b\.?|birthday|birth date|f\.dato|fdato)[^.!?\n]{0,24}$",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    r" {0,2}(?:er|is|was|var)? ?(?:fødselsdato|fødselsdag|bursdag|birthday|fødselsdagen|bursdagen)",
    re.IGNORECASE,
)
_BORN_NEAR = 44
_LAW = re.compile(
    r"\b(?:lov|lova|loven|forskrift|forskrifta|rundskriv|konvensjon(?:en)?|act|regulation|endringslov"
    r"|vedtak i statsråd)(?: (?:av|om|of|fra|frå))? ?$",
    re.IGNORECASE,
)
_COMMON = {(5, 17), (3, 8), (5, 1), (12, 24), (12, 25), (12, 31), (1, 1), (2, 6), (11, 20), (9, 11)}


def marks(text: str, places: Places) -> Iterator[Mark]:
    yield from _in_digits(text, zones_of(text))
    for pattern, first in _SPELLED:
        for found in beginning(pattern, text, places, first):
            yield from _mark(text, found)


def _in_digits(text: str, zones: list[tuple[int, int]]) -> Iterator[Mark]:
    for pattern in _WITH_DIGITS:
        for found in near_digits(pattern, text, zones):
            yield from _mark(text, found)
    for found in near_digits(_SHORT, text, zones):
        # No month has so high a number; and 24/7 is no day.
        certain = found["s"] == "/" and int(found["d"]) > 12 and found.group().rstrip(".") != "24/7"
        if certain or _OF_A_DAY.search(text, max(0, found.start() - 12), found.start()):
            yield from _mark(text, found)
    for found in near_digits(_WITH_NOUGHT, text, zones):
        if not _NO_DAY_BEFORE.search(text, max(0, found.start() - 12), found.start()):
            yield from _mark(text, found)
    for found in near_digits(_DAY_ALONE, text, zones):
        yield Mark("date", found.start(), found.end())
    for found in near_digits(_COMPACT, text, zones):
        if _born(text, found):
            yield Mark("birth_date", found.start(), found.end())
        else:
            yield Mark("date", found.start(), found.end())
    for found in near_digits(_DAY_OF_MONTH, text, zones):
        yield Mark("date", found.start(), found.end())


def _mark(text: str, found: re.Match[str]) -> Iterator[Mark]:
    named = found.groupdict()
    month = MONTHS.get((named.get("n") or "").lower()) or int(named.get("m") or 0)
    day = int(named.get("d") or 0)
    year = _year(named.get("y"))
    start = found.start()
    if _born(text, found):
        yield Mark("birth_date", start, found.end())
        return
    if _LAW.search(text, max(0, start - 30), start) or ((month, day) in _COMMON and named.get("y") is None):
        return
    yield Mark("date", start, found.end(), neutral=_week(year, month, day))


def _born(text: str, found: re.Match[str]) -> bool:
    return bool(
        _BORN.search(text, max(0, found.start() - _BORN_NEAR), found.start())
        or _BORN_AFTER.match(text, found.end())
    )


def _year(said: str | None) -> int | None:
    if said is None:
        return None
    year = int(said.strip("'"))
    return year if year > 100 else 2000 + year


def _week(year: int | None, month: int, day: int) -> str | None:
    """The number of the week, to which the caller adds the word; None where the day is not known.

    A day without year is taken to be this year's: what advisers write of is near.
    """
    try:
        return str(date(year or timezone.localdate().year, month, day).isocalendar().week)
    except ValueError:
        return None
