"""A day and its month in figures without a year: "3/7", "den 12.6.", "fre 13/6".

These are fractions, decimals, times and paragraphs too, so that the words beside them must tell.
"""

import re
from collections.abc import Iterator

from cases.identity_guard.day_words import DAY
from cases.identity_guard.words import Zones, near_digits

# A day and a month without year are also a fraction or a decimal: only where a day is spoken of.
_SHORT = re.compile(
    rf"(?<![\d.,/\-])(?P<d>{DAY})(?P<s>[./])(?P<m>1[0-2]|0?[1-9])(?![\d]|[.,/]\d|\.\d"
    r"| ?(?:prosent|%|kr|timer|timar|år|poeng|hours|av\b|of\b|grad))\.?"
)
_OF_A_DAY = re.compile(
    r"(?:^|\b)(?:den|d\.|f\.|født|fødd|dato|datoen|date|reis(?:er|e|en|a|te)|(?:av|hjem|heim|ut)reise|fly"
    r"|flyr"
    r"|fløy|flaug|drar|dreg|dro|drog|fer|for|kommer|kjem|kom|hent(?:es|ast|et|a)|møt(?:es|test?|ast|tes|e|te)"
    r"|snakket|snakka|ringte|ringde|innen|innan|siden|sidan|etter|før|fra|frå|til|og med|f\.?o\.?m\.?"
    r"|t\.?o\.?m\.?|per|pr\.|ca\.?|rundt|omkring"
    r"|senest|seinast|bestilt|hjem|heim|tilbake|att|på|dagen|bryllup(?:et)?"
    r"|bryllaup(?:et)?|vielsen?|vigsel(?:en)?|nikah|forlovelsen?|er|var|ble|blir|vart|vert|i dag|mandag"
    r"|måndag"
    r"|tirsdag|tysdag|onsdag|torsdag|fredag|lørdag|laurdag|søndag|sundag|man\.?|tirs?\.?|tys\.?|ons\.?"
    r"|tors?\.?|fre\.?|lør\.?|lau\.?|søn\.?"
    r"|mon|tues?|wed|thurs?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|on|is|was|since|until"
    r"|by|born|from"
    r"|after|before|leaves?|left|met|today)[,:]? $|\($",
    re.IGNORECASE,
)
_OF_A_SCALE = re.compile(
    r"\b(?:vurdert|vurdere|sett|score[dt]?|skår(?:et|a)?|karakter(?:en)?|snitt(?:et)?|poeng|svar(?:er|te"
    r"|ar|a)|rated|rating|fikk"
    r"|fekk|got)(?: til| på| er| is| of| as)? $",
    re.IGNORECASE,
)
_A_DAY_FOLLOWS = re.compile(
    r" (?:kl\b|klokk|kjem|kom\b|kommer|drar|dreg|dro|drog|fer\b|reis|flyr|skal|er (?:hun|ho|han|de|dei)\b"
    r"|var (?:hun|ho|han|de|dei)\b|ble|vart|ringte|ringde|møt|hent|she|they|he\b)",
    re.IGNORECASE,
)
_FEAST_FOLLOWS = re.compile(
    r" (?:nikah|bryllup|bryllaup|viels|vigsel|forlov|avreise|hjemreise|heimreise|utreise|eksamen|wedding"
    r"|engagement"
    r"|departure)",
    re.IGNORECASE,
)
# What follows a day at the start of a line in a log: "12.6: samtale", "3/7 - ringte".
_LINE_OF_A_DAY = re.compile(r"\.?(?::| [\-]) ")
_OF_A_CASE = re.compile(
    r"\b(?:sak(?:en|er|snr\.?|snummer)?|case|ref\.?|jnr\.?|j\.nr\.?)[^.!?\n]{0,16}$", re.IGNORECASE
)
_LATEST_CLOCK, _TWO_DIGITS = 23, 10
# The noughts of the month tell a date from a decimal and, without "kl" before, from a time.
_WITH_NOUGHT = re.compile(
    rf"(?<![\d.,/\-:])(?P<d>{DAY})[./](?P<m>0[1-9])(?![\d]|[.,/:]\d| ?(?:-|til|%|prosent|kr))"
)
_NO_DAY_BEFORE = re.compile(
    r"(?:kl|klokka|klokken|kap|kapittel|pkt|punkt|versjon|version|section|§|at|nr|side|s\.|fig\.?"
    r"|tabell)\.? ?$",
    re.IGNORECASE,
)


def found_in(text: str, zones: Zones) -> Iterator[re.Match[str]]:
    """Matches with the groups d and m."""
    for found in near_digits(_SHORT, text, zones):
        if _is_day(text, found):
            yield found
    for found in near_digits(_WITH_NOUGHT, text, zones):
        before = max(0, found.start() - 30), found.start()
        if not _NO_DAY_BEFORE.search(text, *before) and not _OF_A_CASE.search(text, *before):
            yield found


def _is_day(text: str, found: re.Match[str]) -> bool:
    """Whether a day and a month without a year are one, and neither a fraction nor a decimal nor a time."""
    said, day, month, start = found.group(), int(found["d"]), int(found["m"]), found.start()
    if said.rstrip(".") == "24/7" or _OF_A_SCALE.search(text, max(0, start - 20), start):
        return False
    if _OF_A_DAY.search(text, max(0, start - 12), start):
        return True
    if _NO_DAY_BEFORE.search(text, max(0, start - 12), start) or _OF_A_CASE.search(
        text, max(0, start - 30), start
    ):
        return False
    return _looks_like_day(text, found, day, month)


def _looks_like_day(text: str, found: re.Match[str], day: int, month: int) -> bool:
    said, start = found.group(), found.start()
    # "12.6. kjem dei"; "12/6: samtale"; a fraction is less than one; "28.11" is no time of the day.
    if said.endswith(".") and re.match(r" [a-zæøå]", text[found.end() : found.end() + 2]):
        return True
    if found["s"] == "/" and (day > month or _A_DAY_FOLLOWS.match(text, found.end())):
        return True
    if _FEAST_FOLLOWS.match(text, found.end()):
        return True
    if _LINE_OF_A_DAY.match(text, found.end()) and text[max(0, start - 3) : start].strip(" -*•")[-1:] in (
        "",
        "\n",
    ):
        return True
    return day > _LATEST_CLOCK and month >= _TWO_DIGITS
