"""Where somebody lives: street addresses and post codes."""

import re
from collections.abc import Iterator

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.foreign_addresses import FOREIGN
from cases.identity_guard.nobodys import is_place
from cases.identity_guard.spelled import WORDS
from cases.identity_guard.words import Places, Zones, beginning, in_mid_sentence, in_order, near_digits, words

# Endings of Norwegian streets: the first name hardly anything else with a number after, the others often do.
_SURE = (
    "veien",
    "vegen",
    "vei",
    "veg",
    "gata",
    "gaten",
    "gate",
    "gt",
    "allé",
    "alléen",
    "alleen",
    "vägen",
    "gatan",
)
_OTHER = in_order(
    "plass plassen stien sti bakken bakke haugen lia lien svingen tunet tun løkka terrasse kroken ringen "
    "brygge kaia torg"
    " torget åsen jordet stubben faret kleiva høgda høyda myra skogen lunden parken hagen moen toppen "
    "grenda grend bråten berget bekken stredet smauet skrenten dammen ryggen feltet marka sletta flata "
    "trappa brinken kneika vangen odden neset bukta fossen kleiv lykkja tråkket brynet hella viken stranda "
    "ura løkken jordene gården garden"
    " leiret leir bryggen kaien allmenningen almenningen bruen broen brua svingene løkken hjørnet platået "
    "snippen "
    "holmen hammeren rabben rinden kvartalet gapahuken kneiken høyden høgden haven engveien bakkene"
    " kollen dalen vollen løypa engen enga strede smuget strasse straße straat vej stræde"
)
# Roads that nobody lives in.
_NO_STREET = words(
    "omvei omveg skolevei skolevegen skoleveien skuleveg skulevegen hjemvei hjemveien heimveg heimvegen "
    "utvei utveien utveg"
    " reisevei reiseveien arbeidsvei nødvei motorvei motorveien jernbanevei underveis avveg avvei blindvei "
    "tinglyst delegate"
)
_WORD_NUMBER = re.compile(
    r"(?<![\w'\-])([^\W\d_][\w'\-]{0,60})\.?,? (?:nr\.? ?|nummer )?(\d{1,4}(?: ?[A-Za-zÆØÅæøå])?)(?!\w"
    r"|[.,:]\d|[ ]?(?:min|km|meter|m\b"
    r"|time|dag|uke|veke|gang|år|prosent|%|kr|kroner|personer|stk|av\b|hours|days|elever|elevar|barn|ungdom"
    r"|søsken))"
)
_BEFORE_STREET = re.compile(r"(?:[A-ZÆØÅ][\w'.\-]{0,40} ){1,4}$")
# "Storgata fjorten": the number in words.
_STREETS = ("veien", "vegen", "gata", "gaten", "gate", "allé", "alleen", "vei", "veg")
_IN_WORDS = re.compile(
    r"[^\W\d_]{2,60} "
    rf"((?:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?: [a-f])?)"
    r"(?!\w| (?:ganger?|gonger?|km|kilometer|meter|minutt|timer?|dager?|uker?|år|hus|barn|biler))",
    re.IGNORECASE,
)
_LIVING = words(
    "bor bur budde bodde adresse adressen adresser leilighet leilegheit hjemme heime lives lived living "
    "address flyttet flytta"
)
_LIVES_IN = re.compile(
    r"(?:[Bb]or|bur|budde|bodde|adresse[nr]?|leilighet|leilegheit|hjemme|heime|lives|lived|living|address"
    r"|flyttet|flytta)"
    r"(?: (?:nå|no|fortsatt|hos|sammen|med|familien|er|is|til|now|to)){0,3} ?(?:i|in|on|at|:|til|to)? "
    r"((?:[A-ZÆØÅ][\w'\-]{1,40} ){0,3}[\w'\-]{2,40})"
)
_LIVES_AT = re.compile(
    r"\b(?:bor|bur|adresse[nr]?|address|lives|living|hent(?:es|ast)|leilighet(?:en)?|leilegheit(?:a)?"
    r"|hus(?:et)?)(?: (?:er|is|nå|no|fortsatt|now)){0,2}(?: ?:| (?:i|in"
    r"|on|at))? "
    r"((?:[A-ZÆØÅ][\w'\-]{1,40} ){1,4}\d{1,4} ?[A-Za-z]?)(?!\w)"
)
_DWELLING = re.compile(
    r"\b(?:house|hus|block|blokk|flat|apartment|apt\.?|leilighet|leilegheit|leil\.?|bolignummer|oppgang"
    r"|bruksenhet|hybel)"
    r"(?: (?:no\.?|nr\.?|nummer|number))? ?#?(?:[HULK]\d{4}|\d{1,4} ?[A-Za-z]?(?!\w))",
    re.IGNORECASE,
)
_POST = re.compile(r"(?<![\d§.,/\-])(?<!§ )(\d{4}) {1,2}([A-ZÆØÅ][\w\-]{1,30}|[a-zæøå][\w\-]{2,30})(?!\w)")
_POST_TOLD = re.compile(
    r"\b(?:postnummer|postnr|post ?code|postal code|zip(?: code)?|postboks|po box|p\.o\. box)[ "
    r".:]{0,3}(?:er |is )?(\d{3,6}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2})\b",
    re.IGNORECASE,
)
# N-4012 Stavanger
_WITH_COUNTRY = re.compile(r"(?<![\w\-])(?:NO?|SE?|DK|FIN?|D|F|NL|B|CH|A)-\d{4,5} [A-ZÆØÅ][\w\-]{1,30}")
_BRITISH = re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")


def marks(text: str, places: Places) -> Iterator[Mark]:
    yield from _without_number(text, places)
    zones = places.zones
    yield from _streets(text, zones)
    for found in near_digits(_LIVES_AT, text, zones):
        yield Mark("address", found.start(1), found.end(1))
    for pattern in FOREIGN:
        for found in near_digits(pattern, text, zones):
            yield Mark("address", found.start(), found.end())
    for found in near_digits(_DWELLING, text, zones):
        yield Mark("address", found.start(), found.end(), certain=False)
    yield from _post_codes(text, zones)


def _streets(text: str, zones: Zones) -> Iterator[Mark]:
    for found in near_digits(_WORD_NUMBER, text, zones):
        word = found.group(1)
        before = _BEFORE_STREET.search(text, max(0, found.start() - 120), found.start())
        start = before.start() if before and word.lower() in (*_SURE, *_OTHER) else found.start()
        if _is_street(word, in_parts=start < found.start(), text=text, start=found.start()):
            yield Mark("address", start, found.end(2))


def _without_number(text: str, places: Places) -> Iterator[Mark]:
    """ "Bor i Storgata": likely an address, though anybody may live there."""
    streets = frozenset(word for word in places if word.endswith(_STREETS) and word not in _NO_STREET)
    for found in beginning(_IN_WORDS, text, places, streets):
        yield Mark("address", found.start(), found.end())
    for found in beginning(_LIVES_IN, text, places, _LIVING):
        words = found.group(1).split()
        street = words[-1]
        if (
            _ends(street, _SURE)
            and street.lower() not in _NO_STREET
            and (street[:1].isupper() or len(words) > 1)
        ):
            yield Mark("address", found.start(1), found.end(1), certain=False)


def _is_street(word: str, *, in_parts: bool, text: str, start: int) -> bool:
    lower = word.lower()
    if lower in _NO_STREET and not word[0].isupper():
        return False
    if lower in _SURE:
        return (
            in_parts
            or bool(re.search(r"\w{3,}s $", text[max(0, start - 40) : start]))
            and lower in ("gate", "vei", "veg", "plass")
        )
    if _ends(lower, _SURE):
        return True
    if lower in _OTHER:
        return in_parts
    within = in_mid_sentence(text, start)
    return word[0].isupper() and _ends(lower, _OTHER) and (within or not is_word(lower))


def _ends(word: str, endings: tuple[str, ...] | list[str]) -> bool:
    lower = word.lower()
    return any(lower.endswith(one) and len(lower) >= len(one) + 2 for one in endings)


def _post_codes(text: str, zones: Zones) -> Iterator[Mark]:
    for found in near_digits(_POST_TOLD, text, zones):
        yield Mark("postcode", found.start(), found.end())
    for pattern in (_BRITISH, _WITH_COUNTRY):
        for found in near_digits(pattern, text, zones):
            yield Mark("postcode", found.start(), found.end())
    for found in near_digits(_POST, text, zones):
        code, town = found.groups()
        year = code[:2] in ("19", "20")
        after_street = bool(
            re.search(r"\d ?[A-Za-z]?,? $|, $", text[max(0, found.start() - 8) : found.start()])
        )
        known = is_place(town) and not year and (town[0].isupper() or code[0] == "0")
        if known or (after_street and (town[0].isupper() or is_place(town))):
            yield Mark("postcode", found.start(), found.end())
