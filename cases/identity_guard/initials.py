"""Initials: "A.K.", "elev M.", "snakket med AK". Those who know whose they are, are the wrong ones."""

import re
from collections.abc import Iterator

from cases.identity_guard import relations
from cases.identity_guard.acting import OF_PERSONS, OF_PERSONS_IN_ENGLISH
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.words import Places, words

_INITIALS = re.compile(r"(?<![\w.])[A-ZÆØÅ]\. ?(?:[A-ZÆØÅ]\. ?){0,2}[A-ZÆØÅ]\.?(?![\w])")
_TWO_LETTERS = re.compile(r"(?<![\w.\-])[A-HJ-ZÆØÅ][ \-][A-ZÆØÅ](?![\w\-.])")
_SMALL_INITIALS = re.compile(r"(?<![\w.])[a-zæøå]\.[a-zæøå]\.?(?![\w.])")
_SHORTENED = words(
    "o.l e.l m.m d.d d.e s.k t.d i.e e.g a.m p.m m.a f.o o.a d.s d.y p.t n.n m.v o.m f.k e.kr f.f m.h s.u"
)
_CAPITALS = re.compile(r"(?<![\w.\-/§])[A-ZÆØÅ]{2,3}(?![\w\-/]|\.\w)")
_MET = re.compile(
    r"\b(?:snakket|snakka|samtale|møte|møtt|møtte|ringte|ringde|spoke|talked|met|meeting|called|kontakt"
    r"|brev til|om) (?:med |with |to |til )?$",
    re.IGNORECASE,
)
_NO_INITIALS = frozenset({"US", "UK", "PS", "NB", "EU", "FN", "UN", "OK", "OBS"})
_TOLD_OF = re.compile(
    r"(?i:\b(?:elev(?:en)?|jenta|gutten|guten|klient(?:en)?|initial(?:er|ene|ane|ar|s)?|gjelder|gjeld"
    r"|vedr\.|ang\."
    r"|samtale m/|snakk(?:et|a) m|kaller (?:henne|ham|han)|kallar (?:henne|ho|han)|heretter|ifølge|ifølgje"
    r"|spurte|spurde|(?:bekymret|bekymra|redd|uroa) for|worried about|afraid for))[ (:,]{1,2}"
    r"([A-HJ-ZÆØÅ]{2,3}|[D-HJ-WÆØ])(?![\w/&\-]|\.\w)"
)
_BESIDE_KIN = re.compile(
    r"(?<![\w.\-/&])([D-HJ-WÆØ])\.? og (?:moren|mora|faren|mor|far|søsteren|systera|broren|foreldrene"
    r"|foreldra)\b"
    r"|(?<![\w.\-])([A-ZÆØÅ]\.-[A-ZÆØÅ]\.)"
    r"|(?<![\w.\-/&])([A-HJ-ZÆØÅ]\.) (?:er|har|vil|var|ble|blir|vart|må|skal|kan|gruer|is|was|has|will)\b"
)
# What letters that are nobody do too: "plan B er klar".
_OF_LETTERS = words("og and er var is was til kan can will")
_ONE_LETTER = re.compile(r"(?<![\w.\-/&'])([A-ZÆØÅ])(\.?)(?![\w\-/&]|'(?!s\b)|\.\w)")
_PERSON_BEFORE = re.compile(
    r"\b(?:elev(?:en)?|jente|jenta|gutt(?:en)?|gut(?:en)?|klient(?:en)?|person(?:en)?|bruker(?:en)?"
    r"|barn(?:et)?|søster(?:en|a)?|syster(?:a)?|bror(?:en)?|far(?:en)?|mor(?:en|a)?|familien?|kvinne[n]?"
    r"|kvinna|mann(?:en)?|ungdom(?:men)?|student(?:en)?|pupil|girl|boy|client|child|sister|brother|father"
    r"|mother|woman|man|venninne(?:n)?|venn(?:en)?|kjæreste(?:n)?|kusine(?:n)?|fetter(?:en)?|onkel|tante"
    r"|kontaktlærer|lærer|initialer|initialene|initials?|named|called|heter|heiter)(?: (?:til|av|of))?,? "
    r"[\"'«(]?$",
    re.IGNORECASE,
)
_NOT_PERSON_BEFORE = re.compile(
    r"\b(?:vitamin|plan|hepatitt|type|gruppe|group|alternativ|vedlegg|klasse|class|punkt|bokstav|del|part"
    r"|kategori|category|nivå|level|blokk|inngang|oppgang|modell|§ \d+|fase|sone|zone|spor|avdeling|versjon"
    r"|skjema|form|team|tabell|variant|section|article|ledd|hus|bygg|route|linje|line|step|grade|karakter) "
    r"$",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    for found in _SMALL_INITIALS.finditer(text):
        if found.group().rstrip(".") not in _SHORTENED:
            yield Mark("initials", found.start(), found.end())
    for found in _TWO_LETTERS.finditer(text):
        yield Mark("initials", found.start(), found.end())
    for found in _CAPITALS.finditer(text):
        if not is_nobodys(found.group()) and not is_word(found.group().lower()) and _is_told(text, found):
            yield Mark("initials", found.start(), found.end())
    for found in _INITIALS.finditer(text):
        if found.group().replace(".", "").replace(" ", "") not in _NO_INITIALS:
            yield Mark("initials", found.start(), found.end())
    for found in relations.initials(text, places):
        if found.group(1) not in _NO_INITIALS and not is_nobodys(found.group(1)):
            yield Mark("initials", found.start(1), found.end(1))
    yield from _told_of(text)
    yield from _one_letter(text)


def _told_of(text: str) -> Iterator[Mark]:
    for found in _TOLD_OF.finditer(text):
        said = found.group(1)
        if said not in _NO_INITIALS and not is_nobodys(said) and not (said[1:] and is_word(said.lower())):
            yield Mark("initials", found.start(1), found.end(1))
    for found in _BESIDE_KIN.finditer(text):
        which = found.lastindex or 0
        if not _NOT_PERSON_BEFORE.search(text, max(0, found.start() - 24), found.start()):
            yield Mark("initials", found.start(which), found.end(which))


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
        if told or (
            _is_somebody(text, found) and not _NOT_PERSON_BEFORE.search(text, max(0, start - 24), start)
        ):
            yield Mark("initials", start, found.end())


def _is_told(text: str, found: re.Match[str]) -> bool:
    """AK sier; snakket med FH"""
    verb = text[found.end() : found.end() + 16].lstrip().split(" ", 1)[0].strip(".,")
    if verb in (OF_PERSONS | OF_PERSONS_IN_ENGLISH) - _OF_LETTERS:
        return True
    return bool(_MET.search(text, max(0, found.start() - 20), found.start()))


def _is_somebody(text: str, found: re.Match[str]) -> bool:
    """K. på kontoret; M sier: one letter where a person would stand."""
    rest = text[found.end() : found.end() + 24].lstrip()
    verb = rest.split(" ", 1)[0].strip(".,") if rest else ""
    before = text[max(0, found.start() - 12) : found.start()].rstrip()
    if verb in (OF_PERSONS | OF_PERSONS_IN_ENGLISH) - _OF_LETTERS:
        return True
    return (
        bool(found.group(2))
        and bool(before)
        and before[-1].isalpha()
        and rest[:1].islower()
        and found.group(1) not in "AI"
    )
