"""Days that are named exactly; the register keeps weeks.

A date of birth is certain; any other date asks, and its week is offered instead. Days that everybody has in
common, such as 17 May, and those of laws are no finding.
"""

import re
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from cases.identity_guard import feasts, month_days, short_dates
from cases.identity_guard.day_words import (
    CARDINAL,
    CARDINALS,
    DAY,
    MONTH,
    MONTHS,
    ORDINAL,
    ORDINALS,
    OTHER_CALENDARS,
)
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, Zones, beginning, first_words, near_digits, words

_YEAR = r"(?:(?:19|20)\d\d|'?\d\d(?!\d|[:.]\d| ?(?:år|kr)))"
_WITH_DIGITS = (
    re.compile(
        rf"(?<![\d.,/\-])(?P<d>{DAY})[./](?P<m>1[0-2]|0?[1-9])[ \-](?P<y>(?:19|20)?\d\d)(?![\d]"
        rf"|[.,/\-:]\d)"
    ),
    re.compile(
        rf"(?<![\d.,/\-])(?P<d>{DAY})(?P<s> ?[./,\-]) ?(?P<m>1[0-2]|0?[1-9])(?P=s) ?(?P<y>(?:19|20)\d\d"
        rf"|\d\d)(?![\d]|[.,/\-]\d)"
    ),
    re.compile(
        r"(?<![\d.,/\-])(?P<y>(?:19|20)\d\d)(?P<s>[./\-])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d"
        r"|0?[1-9])(?![\d])"
    ),
    re.compile(
        rf"(?<![\d.,/\-§])(?P<d>{DAY})(?:st|nd|rd|th|te|de| ?\.)?(?: of)?[ "
        rf"\-]?(?P<n>{MONTH})(?![^\W\d_])(?:\.(?=,? "
        rf"?{_YEAR}))?(?:,? "
        rf"?(?P<y>{_YEAR}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>{MONTH})\.? (?:the )?(?P<d>{DAY})(?:st|nd|rd|th)?(?![\d:]|[.,]\d| ?(?:år|prosent|kr|%"
        rf"|elever|years))(?:,? (?P<y>(?:19|20)\d\d))?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,/\-])(?P<d>{DAY})\. (?:i|dag i|of) (?P<m>1[0-2]|0?[1-9])\.(?!\d)"),
    re.compile(rf"(?<![\d ])(?<!\d )(?P<d>{DAY}) (?P<m>0[1-9]|1[0-2]) (?P<y>(?:19|20)\d\d)(?![ .,]?\d)"),
    re.compile(
        rf"(?<![\d.,/\-])(?P<d>{DAY})(?P<s>[./\- ])(?:x[i]{{0,2}}|i[vx]|vi{{0,3}}|i{{1,3}})(?P=s)(?:19"
        rf"|20)?\d\d(?!\d)",
        re.IGNORECASE,
    ),
    # From one day to another: "3.-5. juli".
    re.compile(
        rf"(?<![\d.,/\-]){DAY}\.? ?(?:[\-/]|og|til|and|to) ?(?P<d>{DAY})(?:st|nd|rd|th"
        rf"|\.)? ?(?P<n>{MONTH})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,/\-])(?P<d>{DAY})\.? ?(?:{OTHER_CALENDARS})\b", re.IGNORECASE),
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
        re.compile(rf"(?:{CARDINAL}) (?P<n>{MONTH})\b(?: (?P<y>(?:19|20)\d\d))?", re.IGNORECASE),
        frozenset(CARDINALS),
    ),
    (
        re.compile(rf"(?P<n>{MONTH}) (?:the )?(?:{ORDINAL})\b(?! i )", re.IGNORECASE),
        words("january february march april may june july august september october november december"),
    ),
)
_COMPACT = re.compile(
    r"(?<![\d.,/\-])(?:(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])|(?P<d2>0[1-9]"
    r"|[12]\d|3[01])(?P<m2>0[1-9]|1[0-2])(?P<y2>(?:19|20)?\d\d))(?![\d.,/\-]\d|\d| ?(?:kr|NOK|rupi))"
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
# Days that everybody has in common, unless somebody travels or marries on them.
_COMMON = {(5, 17), (3, 8), (5, 1), (12, 24), (12, 25), (12, 31), (1, 1)}
_HERS = re.compile(
    r"\b(?:reis\w*|av?reise|drar|dreg|dro|drog|fly(?:r|et)?|fer|bryllup\w*|bryllaup\w*|viels\w*|vigs\w*"
    r"|nikah|forlov\w*|hent\w*"
    r"|gift\w*|travel\w*|leaves?|leaving|flies|wedding|married|engaged)[^.!?\n]{0,16}$",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    yield from _in_digits(text, places.zones)
    yield from month_days.marks(text, places)
    yield from feasts.marks(text, places)
    for pattern, first in _SPELLED:
        for found in beginning(pattern, text, places, first):
            yield from _mark(text, found)


def _in_digits(text: str, zones: Zones) -> Iterator[Mark]:
    for pattern in _WITH_DIGITS:
        for found in near_digits(pattern, text, zones):
            yield from _mark(text, found)
    for found in short_dates.found_in(text, zones):
        yield from _mark(text, found)
    for found in near_digits(_COMPACT, text, zones):
        if _born(text, found):
            yield Mark("birth_date", found.start(), found.end())
        else:
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
    if _LAW.search(text, max(0, start - 30), start):
        return
    if (
        (month, day) in _COMMON
        and named.get("y") is None
        and not _HERS.search(text, max(0, start - 30), start)
    ):
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
