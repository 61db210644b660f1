"""Initials that the words beside them tell of: "jente, SM, 16 år", "kaller henne R.", "AHs mor"."""

import re
from collections.abc import Iterator

from cases.identity_guard import relations
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.words import Places, beginning, words

NO_INITIALS = frozenset({"US", "UK", "PS", "NB", "EU", "FN", "UN", "OK", "OBS"})
_TOLD_OF = re.compile(
    r"(?i:\b(?:elev(?:en)?|jenta|jente|gutten|gutt|guten|gut|klient(?:en)?|søsteren|systera|broren"
    r"|initial(?:er|ene|ane|ar|s)?|gjelder|gjeld"
    r"|vedr\.|ang\."
    r"|samtale m/|snakk(?:et|a) m|kaller (?:henne|ham|han)|kallar (?:henne|ho|han)|heretter|ifølge|ifølgje"
    r"|spurte|spurde|(?:bekymret|bekymra|redd|uroa) for|worried about|afraid for))[ (:,]{1,2}"
    r"([A-HJ-ZÆØÅ]{2,3}|[D-HJ-WÆØ])(?![\w/&\-]|\.\w)"
)
_OF_KIN = re.compile(
    r"(?<![\w.\-/])([A-ZÆØÅ]{2,3})'?s (?:mor|far|bror|brør|søster|syster|søsken|sysken|familie|foreldre"
    r"|onkel|tante|kusine"
    r"|fetter|mother|father|brother|sister|family|parents|uncle|aunt|cousin)\w{0,3}\b"
)
_TOLD_FIRST = words(
    "elev eleven jenta jente gutten gutt guten gut klient klienten søsteren systera broren initial "
    "initialer initialene initialane "
    "initialar initials gjelder gjeld vedr ang samtale snakket snakka kaller kallar heretter ifølge "
    "ifølgje spurte spurde bekymret "
    "bekymra redd uroa worried afraid"
)
_SOMEBODY = words(
    "jente jenta gutt gutten gut guten elev eleven klient klienten kvinne kvinna mann søster søsteren "
    "syster systera bror broren "
    "fetter kusine venninne girl boy pupil client sister brother woman man"
)
_INITIALS_TOLD = re.compile(
    r"\b(?:initial(?:er|ene|ane|ar|s)?|forbokstav(?:en|er|ene)?)(?: er| are| is)?[ "
    r":]{1,2}([^\W\d_]{1,3})(?!\w)",
    re.IGNORECASE,
)
# "Jente, SM, 16 år", "(AH) har søkt hjelp": parted from the rest on both sides.
_SET_APART = re.compile(
    r"(?i:\b(?:jente|jenta|gutt|gutten|gut|guten|elev|eleven|klient|klienten|kvinne|kvinna|mann|søster"
    r"|søsteren"
    r"|syster|systera|bror|broren|fetter|kusine|venninne|girl|boy|pupil|client|sister|brother|woman|man)),? "
    r"\(?([A-ZÆØÅ]{2,3})\)?,? \(?(?:\d\d\b|f\.)"
)
_BRACKETED = re.compile(r"\(([A-ZÆØÅ]{2})\) (?:er|har|vil|ble|vart|is|has|was)\b")
# "Elev fh", "snakket med m." in small letters: where a person stands, and no small word.
_SMALL_TOLD = re.compile(
    r"(?:(?:elev(?:en)?|jente|jenta|gutt(?:en)?|gut(?:en)?|klient(?:en)?|pupil|girl|boy|client"
    r"|(?:snakket|snakka|samtale[nr]?|møte|avtale[nr]?|kontakt|talked|spoke|met) (?:med|with|to)"
    r"|(?:søster(?:en|a)?|syster(?:a)?|bror(?:en)?|far(?:en)?|mor(?:en|a)?|sister|brother|mother|father) "
    r"(?:til|av|of)) |m/ ?)"
    r"([a-zæøå]{1,2})(?=[.,;:)]| (?!s\b)|$)"
)
_SMALL_FIRST = words(
    "elev eleven jente jenta gutt gutten gut guten klient klienten pupil girl boy client snakket snakka "
    "samtale samtalen møte "
    "avtale avtalen kontakt talked spoke met m søster søsteren søstera syster systera bror broren far "
    "faren mor moren mora "
    "sister brother mother father"
)
_SMALL_WORDS = words(
    "i å er og på av om at en ei et de du vi ho eg jo nå no så da ut to si se gå få må ha ta be bo le la "
    "ro ti by år ny sy "
    "nr kl ca pr jf vg fr hr st bl ff nb nn en to in on of or is be do go he it me my no so up us we an as "
    "at if a o f m u "
    "sa va te di mi vå ei un ex jr sr dr mr ms fn eu ad pt mm km kg"
)
_BESIDE_KIN = re.compile(
    r"(?=[A-ZÆØÅ])(?:(?<![\w.\-/&])([D-HJ-WÆØ])\.? og (?:moren|mora|faren|mor|far|søsteren|systera|broren"
    r"|foreldrene"
    r"|foreldra)\b"
    r"|(?<![\w.\-])([A-ZÆØÅ]\.-[A-ZÆØÅ]\.)"
    r"|(?<![\w.\-/&])([A-HJ-ZÆØÅ]\.) (?:er|har|vil|var|ble|blir|vart|må|skal|kan|gruer|is|was|has|will)\b)"
)
_INITIALS_FIRST = words(
    "initial initialer initialene initialane initialar initials forbokstav forbokstaven forbokstaver "
    "forbokstavene"
)
_NOT_TOLD = words("er og i på til av for is are of and in ble vart har som kan må bør det den")
NOT_PERSON_BEFORE = re.compile(
    r"\b(?:vitamin|plan|hepatitt|type|gruppe|group|alternativ|vedlegg|klasse|class|punkt|bokstav|del|part"
    r"|kategori|category|nivå|level|blokk|inngang|oppgang|modell|§ \d+|fase|sone|zone|spor|avdeling|versjon"
    r"|skjema|form|team|tabell|variant|section|article|ledd|hus|bygg|route|linje|line|step|grade|karakter) "
    r"$",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    for found in relations.initials(text, places):
        if found.group(1) not in NO_INITIALS and not is_nobodys(found.group(1)):
            yield Mark("initials", found.start(1), found.end(1))
    for found in (*beginning(_SET_APART, text, places, _SOMEBODY), *_BRACKETED.finditer(text)):
        if not is_nobodys(found.group(1)) and found.group(1) not in NO_INITIALS:
            yield Mark("initials", found.start(1), found.end(1))
    for found in _OF_KIN.finditer(text):
        if not is_nobodys(found.group(1)):
            yield Mark("initials", found.start(1), found.end(1))
    for found in beginning(_INITIALS_TOLD, text, places, _INITIALS_FIRST):
        if found.group(1).lower() not in _NOT_TOLD:
            yield Mark("initials", found.start(1), found.end(1))
    for found in beginning(_SMALL_TOLD, text, places, _SMALL_FIRST):
        if found.group(1) not in _SMALL_WORDS:
            yield Mark("initials", found.start(1), found.end(1))
    yield from _told_of(text, places)


def _told_of(text: str, places: Places) -> Iterator[Mark]:
    for found in beginning(_TOLD_OF, text, places, _TOLD_FIRST):
        said = found.group(1)
        if said not in NO_INITIALS and not is_nobodys(said) and not (said[1:] and is_word(said.lower())):
            yield Mark("initials", found.start(1), found.end(1))
    for found in _BESIDE_KIN.finditer(text):
        which = found.lastindex or 0
        if not NOT_PERSON_BEFORE.search(text, max(0, found.start() - 24), found.start()):
            yield Mark("initials", found.start(which), found.end(which))
