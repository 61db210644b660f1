"""Initials: "A.K.", "elev M.", "snakket med AK". Those who know whose they are, are the wrong ones."""

import re
from collections.abc import Iterator
from functools import cache

from cases.identity_guard import initials_told
from cases.identity_guard.acting import OF_PERSONS, OF_PERSONS_IN_ENGLISH
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.initials_told import NO_INITIALS, NOT_PERSON_BEFORE
from cases.identity_guard.listed import listed
from cases.identity_guard.nobodys import is_nobodys, is_place
from cases.identity_guard.words import Places, words

_INITIALS = re.compile(
    r"(?<![\w.])[A-ZÆØÅ](?:h|j|y|ch|sh)?\. ?(?:[A-ZÆØÅ](?:h|j|ch|sh)?\. ?){0,2}[A-ZÆØÅ](?:(?:h|j|ch|sh)\."
    r"|\.?)(?![\w])"
)
_TWO_LETTERS = re.compile(r"(?<![\w.\-])[A-HJ-ZÆØÅ][ \-][A-ZÆØÅ](?![\w\-.])")
_SMALL_INITIALS = re.compile(r"(?<![\w.])[a-zæøå]\.[a-zæøå]\.?(?![\w.])")
_SHORTENED = words(
    "o.l e.l m.m d.d d.e s.k t.d i.e e.g a.m p.m m.a f.o o.a d.s d.y p.t n.n m.v o.m f.k e.kr f.f m.h s.u"
)
# Of whoever rings or weeps somebody tells, whatever else the letters may be: "AK ringte".
_SURELY_ACTS = words(
    "sier seier fortel forteller fortalte fortalde ringte ringer ringde ringjer gråt gråter græt gret "
    "ønsker ønskjer "
    "ønsket spør spurte spurde sover skrev skreiv svarte svara says said called cried wants asked told "
    "tells weeps"
)
_CAPITALS = re.compile(r"(?<![\w.\-/§])[A-ZÆØÅ]{2,3}(?![\w\-/]|\.\w)")
_MET = re.compile(
    r"(?:\b(?:snakket|snakka|snakk|samtale[nr]?|samtala|møte|møtt|møtte|ringte|ringde|spoke|talked|met"
    r"|meeting"
    r"|called|kontakt|besøk av|hentet|henta|traff|trefte|brev til|om) (?:med |with |to |til |m/ ?|m\. ?)?"
    r"|\bm/ ?)$",
    re.IGNORECASE,
)
# What letters that are nobody do too: "plan B er klar".
_OF_LETTERS = words("og and er var is was til kan can will")
_PAIR = re.compile(r"(?<![\w.\-/§&])([A-ZÆØÅ]{2})(?='?s?(?![\w\-/&+'])|s (?=[a-zæøå]))(?!\.\w| ?\d| ?%)")
# Small words that somebody writes in capitals to stress them.
_EMPHASIS = words(
    "JA NÅ NO SÅ OG ER VI DU DE HO HA MÅ FÅ GÅ SE SI TO EN ET AV PÅ OM AT DA UT EI EG MI DI TI NI JO TA "
    "BE LA LE ME MY WE HE IT IS DO OR IF UP GO IN ON OF BY AN AM US HI OH NB OK"
)
_HEAD = 4000
# With a word on the right of them these are hardly anything but somebody.
_SELDOM_ALONE = "DEFGHJKLMNPQRSTUVWÆØ"
# "M (17)", "F, 16 år"
_AGE_FOLLOWS = re.compile(r",? \(?1\d(?:\)| år| years)|,? \(?1\d\)?,? (?:år|years)")
_ONE_LETTER = re.compile(r"(?<![\w.\-/&'])([A-ZÆØÅ])(\.?)(?![\w\-/&]|'(?!s\b)|\.\w)")
_PERSON_BEFORE = re.compile(
    r"\b(?:elev(?:en)?|jente|jenta|gutt(?:en)?|gut(?:en)?|klient(?:en)?|person(?:en)?|bruker(?:en)?"
    r"|barn(?:et)?|søster(?:en|a)?|syster(?:a)?|bror(?:en)?|far(?:en)?|mor(?:en|a)?|familien?|kvinne[n]?"
    r"|kvinna|mann(?:en)?|ungdom(?:men)?|student(?:en)?|pupil|girl|boy|client|child|sister|brother|father"
    r"|mother|woman|man|fetter(?:en)?|kusine[n]?|cousin|aunt|uncle|venninne(?:n)?|venn(?:en)?"
    r"|kjæreste(?:n)?|kusine(?:n)?|fetter(?:en)?|onkel|tante"
    r"|gjelder|gjeld|angående|vedrørende|vedr\.?|regarding|concerns|concerning|kontaktlærer|lærer"
    r"|initialer|initialene|initials?|named|called|heter|heiter)(?: (?:hennes|hans"
    r"|hennar|min|sin|vår|til|av|of))?,? "
    r"[\"'«(]?$",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    for found in _SMALL_INITIALS.finditer(text):
        if found.group().rstrip(".") not in _SHORTENED:
            yield Mark("initials", found.start(), found.end())
    for found in _TWO_LETTERS.finditer(text):
        yield Mark("initials", found.start(), found.end())
    for found in _CAPITALS.finditer(text):
        if not is_nobodys(found.group()) and _is_told(text, found):
            yield Mark("initials", found.start(), found.end())
    for found in _INITIALS.finditer(text):
        if found.group().replace(".", "").replace(" ", "") not in NO_INITIALS:
            yield Mark("initials", found.start(), found.end())
    yield from initials_told.marks(text, places)
    yield from _pairs(text)
    yield from _one_letter(text)


def _one_letter(text: str) -> Iterator[Mark]:
    single = list(_ONE_LETTER.finditer(text))
    letters = {found.group(1) for found in single}
    # How one tells pupils apart without naming any: "elev A og elev B".
    apart = letters >= {"A", "B"} or letters >= {"X", "Y"} or letters == {"X"}
    for found in single:
        letter, start = found.group(1), found.start()
        if letter in "ABCXYZ" and not found.group(2) and apart:
            continue
        told = _PERSON_BEFORE.search(text, max(0, start - 24), start) or (
            letter not in "AI" and _MET.search(text, max(0, start - 20), start)
        )
        if letter in "ÅI" and not (told and letter == "I" and found.group(2)):
            continue
        if (
            told
            or _AGE_FOLLOWS.match(text, found.end())
            or (_is_somebody(text, found) and not NOT_PERSON_BEFORE.search(text, max(0, start - 24), start))
        ):
            yield Mark("initials", start, found.end())


def _pairs(text: str) -> Iterator[Mark]:
    """Two capitals that are no abbreviation anybody knows, in a text that is not written in capitals."""
    found = [one for one in _PAIR.finditer(text) if not _is_known(one.group(1))]
    if found and not _shouts(text):
        yield from (Mark("initials", one.start(1), one.end(1)) for one in found)


def _is_known(pair: str) -> bool:
    return pair in _EMPHASIS or pair in NO_INITIALS or pair in _abbreviations() or is_nobodys(pair)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(listed("abbreviations.txt"))


def _shouts(text: str) -> bool:
    """Whether most words are in capitals, so that these say nothing."""
    head = [word for word in text[:_HEAD].split() if len(word) > 1 and word.isalpha()]
    return sum(word.isupper() for word in head) * 2 > len(head)


def _is_told(text: str, found: re.Match[str]) -> bool:
    """AK sier; snakket med FH"""
    if found.group() in NO_INITIALS:
        return False
    verb = text[found.end() : found.end() + 16].lstrip().split(" ", 1)[0].strip(".,")
    if verb in _SURELY_ACTS:
        return True
    if verb in (OF_PERSONS | OF_PERSONS_IN_ENGLISH) - _OF_LETTERS and not is_word(found.group().lower()):
        return True
    return bool(_MET.search(text, max(0, found.start() - 20), found.start()))


def _is_somebody(text: str, found: re.Match[str]) -> bool:
    """K. på kontoret; M sier: one letter where a person would stand."""
    rest = text[found.end() : found.end() + 24].lstrip()
    verb = rest.split(" ", 1)[0].strip(".,") if rest else ""
    before = text[max(0, found.start() - 12) : found.start()].rstrip()
    if verb in (OF_PERSONS | OF_PERSONS_IN_ENGLISH) - _OF_LETTERS:
        return True
    if is_place(before.rsplit(" ", 1)[-1]):  # Oslo S
        return False
    if (
        found.group(1) in _SELDOM_ALONE
        and not found.group(2)
        and rest[:1] not in ")]:="
        and not before[-1:].isdigit()
    ):
        return True
    return (
        bool(found.group(2))
        and bool(before)
        and before[-1].isalpha()
        and rest[:1].islower()
        and found.group(1) not in "AI"
    )
