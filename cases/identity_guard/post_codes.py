"""Post codes, of Norway and of other countries, where a town or the word itself says that they are one."""

import re
from collections.abc import Iterator

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys, is_place, is_town
from cases.identity_guard.word_lists import fold, names
from cases.identity_guard.words import Zones, near_digits, words

_TOWN = r"[^\W\d_][\w'\-]{1,30}"
_POST = re.compile(rf"(?<![\d§.,/\-+])(?<!§ )(\d{{4}}),? {{1,2}}({_TOWN})(?!\w)")
_POST_TOLD = re.compile(
    r"\b(?:postnummer(?:et)?|postnr|postkode|post ?code|postal code|zip(?: code)?|pin "
    r"?code)[ .:]{0,3}(?:er |is )?(\d{3,6}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2})\b",
    re.IGNORECASE,
)
_BOX = re.compile(r"\b(?:postboks|postbox|p\.? ?o\.? ?box) ?(?:nr\.? ?|no\.? ?)?\d{1,6}\b", re.IGNORECASE)
# N-4012 Stavanger
_WITH_COUNTRY = re.compile(
    r"(?<![\w\-])(?:NO?|SE?|DK|FIN?|D|F|NL|B|CH|A|TR|GR|PL)-\d{3} ?\d{1,2},? [A-ZÆØÅÖÄŞÇİÜ][\w\-]{1,30}"
)
_BRITISH = re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")
# 1012 AB Amsterdam
_DUTCH = re.compile(r"(?<![\w\-])(?!19|20)\d{4} ?([A-Z]{2}),? [A-Z][a-z\-]{2,30}")
# 12043 Berlin, 214 53 Malmö; Lahore 54000, New Delhi-110001.
_FIVE = re.compile(rf"(?<![\d§.,/\-+])(?:\d{{5}}|\d{{3}} \d\d),? {{1,2}}({_TOWN})(?!\w)")
# At the end of what is said: "in Oslo 15000 answered" counts something.
_AFTER_TOWN = re.compile(
    rf"(?<!\w)({_TOWN})(?:,? |-)(\d{{5,6}}|\d{{3}} \d{{3}})(?=[.,;:)\n](?!\d)|$| (?:Pakistan|India|Punjab"
    rf"|Sri Lanka))",
    re.IGNORECASE,
)
_AFTER_STREET = re.compile(r"\d ?[A-Za-z]?,? $|, $")
_SENT_TO = re.compile(
    r"\b(?:post|postadresse[nr]?|adresse[nr]?|adr\.?|address|sendt?|sende[rs]?|sendes|brev|pakk[ea]n?|pakka"
    r"|skriv|skrive|sent|mail|bor|bur|lives|living|flyttet|flytta)(?: (?:er|is|nå|no|now|visstnok|trolig"
    r"|truleg|fortsatt|framleis|probably|ble|blei|vart|til|i|to"
    r"|at|in|hos)){0,3}:? $",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:kl|klokka|klokken|at|§|kr|nok|ca|rundt|over|under)\.? $", re.IGNORECASE)
# Counted in such numbers, and written with a capital by some.
_MONEY = words(
    "kroner kronor nok usd eur euro pkr rupees rupi rupier dollar pund lira dinar dirham rs sek dkk"
)
_NEAR = 44


def marks(text: str, zones: Zones) -> Iterator[Mark]:
    for pattern in (_POST_TOLD, _BOX, _BRITISH, _WITH_COUNTRY):
        for found in near_digits(pattern, text, zones):
            yield Mark("postcode", found.start(), found.end())
    for found in near_digits(_DUTCH, text, zones):
        if not is_nobodys(found.group(1)) and not is_word(found.group(1).lower()):
            yield Mark("postcode", found.start(), found.end())
    for found in near_digits(_POST, text, zones):
        if _is_post(text, found):
            yield Mark("postcode", found.start(), found.end())
    for found in near_digits(_FIVE, text, zones):
        town = found.group(1)
        if is_town(town) or (town[0].isupper() and _unknown(town, or_somebody=True)):
            yield Mark("postcode", found.start(), found.end())
    for found in near_digits(_AFTER_TOWN, text, zones):
        if is_town(found.group(1)):
            yield Mark("postcode", found.start(), found.end())


def _is_post(text: str, found: re.Match[str]) -> bool:
    """Four digits before a town: a year is none, unless something is sent there."""
    code, town = found.groups()
    before = text[max(0, found.start() - _NEAR) : found.start()]
    if _AFTER_STREET.search(before[-8:]) and (town[0].isupper() or is_place(town)):
        return town.lower() not in _MONEY
    if _CLOCK.search(before):
        return False
    if code[:2] in ("19", "20"):
        return bool(_SENT_TO.search(before)) and (is_town(town) or (town[0].isupper() and _unknown(town)))
    if town[0].isupper():
        return is_place(town) or _unknown(town)
    return is_town(town)


def _unknown(town: str, *, or_somebody: bool = False) -> bool:
    """A word with a capital that nothing else is called: neither a word, nor an agency, nor a person, who may
    stand after the four digits of a clock."""
    lower = town.lower()
    return (
        len(town) > 3
        and not town.isupper()
        and lower not in _MONEY
        and not is_word(lower)
        and not is_nobodys(town)
        and (or_somebody or fold(lower) not in names().given)
    )
