"""Where somebody lives: streets with their numbers."""

import re
from collections.abc import Iterator

from cases.identity_guard import foreign_addresses, post_codes
from cases.identity_guard.dictionary import is_listed, is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.spelled import WORDS
from cases.identity_guard.word_lists import fold, names
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
    "väg",
    "vägen",
    "gatan",
    "gade",
    "gaden",
    "allee",
    "weg",
    "str",
    "laan",
    "gracht",
    "katu",
    "vn",
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
# Words end so too: "sprengt", "navn", "brigade".
_WORDS_TOO = ("gt", "vn", "str", "gade")
# With a capital, in words that nobody knows: Mannerheimintie, Kurfürstendamm.
_ABROAD = ("tie", "damm", "ring", "ufer", "platz", "plein", "kade", "singel", "plads", "eng")
# Roads that nobody lives in.
_NO_STREET = words(
    "omvei omveg skolevei skolevegen skoleveien skuleveg skulevegen hjemvei hjemveien heimveg heimvegen "
    "utvei utveien utveg"
    " reisevei reiseveien arbeidsvei nødvei motorvei motorveien jernbanevei underveis "
    "avveg avvei blindvei "
    "tinglyst delegate"
)
_WORD_NUMBER = re.compile(
    r"(?<![\w'\-])([^\W\d_][\w'\-]{0,60})\.?,? (?:nr\.? ?|nummer )?(\d{1,4}(?: ?[A-Za-zÆØÅæøå])?)(?!\w"
    r"|[.,:]\d|[ ]?(?:min|km|meter|m\b"
    r"|time|dag|uke|veke|gang|år|prosent|%|kr|kroner|personer|stk|av (?:de[im]?|totalt|i alt|\d|alle|våre"
    r"|sakene)\b|hours|days|elever|elevar|barn|ungdom"
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
# The number first: "nummer 14 i Parkveien".
_NUMBER_IN = re.compile(
    r"\b(?:nr\.?|nummer|hus(?:et)?(?: nr\.?)?|oppgang|leilighet(?:en)?|leilegheit(?:a)?|no\.?|house|flat) "
    r"\d{1,4} ?[A-Za-z]?"
    r"(?: er)? (?:i|på|in|on|at) (?:[A-ZÆØÅ][\w'.\-]{1,30} ){0,3}([^\W\d_][\w'\-]{2,40})",
    re.IGNORECASE,
)
# "Nedre Rommen 3": nothing but a place is upper or lower; "Vestre Viken 12 ansatte" counts something.
_PART_OF_PLACE = re.compile(
    r"(?<!\w)(?:[ØøNn](?:vre|edre)|[YyIi](?:tre|ndre)|Nordre|Søndre|Vestre|Østre) [A-ZÆØÅ][\w\-]{2,30}"
    r"(?: gård| gard)? \d{1,3} ?[A-Za-z]?(?=[.,;:)\n](?!\d)|$| i | med | hos )"
)
_ROADS = words("street road avenue lane drive close crescent gardens terrace")
_DWELLING = re.compile(
    r"\b(?:house|hus|block|blokk|flat|apartment|apt\.?|leilighet|leilegheit|leil\.?|bolignummer|oppgang"
    r"|bruksenhet|hybel)"
    r"(?: (?:no\.?|nr\.?|nummer|number))? ?#?(?:[HULK]\d{4}|\d{1,4} ?[A-Za-z]?(?!\w))",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    yield from _without_number(text, places)
    zones = places.zones
    yield from _streets(text, zones)
    for found in near_digits(_LIVES_AT, text, zones):
        yield Mark("address", found.start(1), found.end(1))
    yield from foreign_addresses.marks(text, zones)
    for found in near_digits(_NUMBER_IN, text, zones):
        last = found.group(1).lower()
        if last in _ROADS or (_ends(last, _SURE) and last not in _NO_STREET):
            yield Mark("address", found.start(), found.end())
    for found in near_digits(_PART_OF_PLACE, text, zones):
        yield Mark("address", found.start(), found.end())
    for found in near_digits(_DWELLING, text, zones):
        yield Mark("address", found.start(), found.end(), certain=False)
    yield from post_codes.marks(text, zones)


def _streets(text: str, zones: Zones) -> Iterator[Mark]:
    for found in near_digits(_WORD_NUMBER, text, zones):
        word = found.group(1)
        before = _BEFORE_STREET.search(text, max(0, found.start() - 120), found.start())
        start = (
            before.start()
            if before and word.lower() in (*_SURE, *_OTHER, *_ABROAD, "alle")
            else found.start()
        )
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
    """`in_parts`: names stand before the word, as in "Nedre Vollgate"."""
    lower = word.lower()
    if lower in _NO_STREET and not word[0].isupper():
        return False
    if lower == "alle":
        # "Myrvoll alle 19", but not "i Bergen alle 19".
        last = _BEFORE_STREET.search(text, max(0, start - 60), start)
        return in_parts and last is not None and not is_nobodys(last.group().split()[-1])
    if lower in _SURE:
        of_somebody = re.search(r"\w{3,}s $", text[max(0, start - 40) : start])
        return in_parts or (of_somebody is not None and lower in ("gate", "vei", "veg", "plass"))
    if _ends(lower, _SURE):
        return not (lower.endswith(_WORDS_TOO) and is_word(lower))
    if lower in _OTHER or lower in _ABROAD:
        return in_parts
    return word[0].isupper() and _is_named_street(word, text, start)


def _is_named_street(word: str, text: str, start: int) -> bool:
    """Of a word with a capital and an ending that other words have too."""
    lower = word.lower()
    if _ends(lower, _ABROAD) or (lower.endswith("v") and text.startswith(". ", start + len(word))):
        return not is_word(lower) and fold(lower) not in names().given
    # At the start of a sentence a word as a dictionary has it is rather that: "Barnehagen 2 dager".
    return _ends(lower, _OTHER) and (in_mid_sentence(text, start) or not is_listed(lower))


def _ends(word: str, endings: tuple[str, ...] | list[str]) -> bool:
    lower = word.lower()
    return any(lower.endswith(one) and len(lower) >= len(one) + 2 for one in endings)
