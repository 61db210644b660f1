"""Papers and journeys: passports, licence plates, bookings; flights by their own module."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cases.identity_guard import flights
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.word_lists import fold, names
from cases.identity_guard.words import Places, beginning, near_digits, words

_TOLD_BY = r"(?:nummer(?:et)?|nr\.?|no\.?|number|num)"
_IS = (
    r"[ .,:#=\-]{0,4}(?:(?:er|is|med|with|har|has|var|was)(?: nummer(?:et)?| nr\.?| number| no\.?)? ?)?[ "
    r".:#=\-]{0,4}"
)
_PASSPORT_TOLD = re.compile(
    rf"\b(?:pass|passet|passport|reisebevis|reisedokument|nødpass|visum|visa|oppholdskort|opphaldskort"
    rf"|residence card|tazkira|cnic|id-?kort|nasjonalt id-?kort|id card|førerkort)"
    rf"(?:-? ?(?:hennes|hans|hennar|sitt|{_TOLD_BY})){{0,2}}{_IS}"
    r"([A-Za-z]{0,3}[ \-]?\d[\dA-Za-z\- ]{3,13}\d)(?!\w)",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?<![\w\-])(?!ISO|DIN|NOK|USD|EUR|PKR|NS-?EN)(?:[A-Z]{1,3} ?\d{6,9}|[A-Z]{3} ?\d{5}|[A-Z]\d{8}"
    r"|[A-Z]{2}\d[A-Z0-9]{6})(?![\w\-])"
)
_PLATE = re.compile(
    r"(?<![\w\-])(?!NS|NO|KR|RS|NR|SU|ID)[A-ZÆØÅ]{2} ?-?\d{2} ?\d{3}(?!\w|[.,]?\d| ?(?:kr|kroner|NOK|rupi))"
)
_PLATE_TOLD = re.compile(
    r"\b(?:reg\.? ?(?:nr|nummer|no)\.?|registreringsnummer(?:et)?|bilnummer(?:et)?|bilskilt(?:et)?"
    r"|nummerskilt(?:et)?|nummerplate|skilt(?:et|nummer|nummeret)?"
    r"|number ?plate|licen[cs]e plate|plate(?: number)?|registration(?: number)?|bil(?:en)? med (?:skilt"
    r"|nummer|reg\.? ?nr\.?))"
    r"[ .:=]{0,3}(?:(?:er|is|på|nr\.?|nummer) ?)?([A-Za-zÆØÅæøå0-9]{1,4}[ \-]?(?=[A-Za-z0-9\- "
    r"]{0,6}\d)[A-Za-z0-9]{1,6}(?:[ \-][A-Z0-9]{1,6})?)",
    re.IGNORECASE,
)
# In small letters, and as other countries have them: only where a car is told of.
_PLATE_NEAR = re.compile(
    r"(?<![\w\-])(?:[a-zæøå]{2} ?-?\d{2} ?\d{3}|[A-Z]{3} ?-?\d{2}[A-Z0-9]|\d{2} ?[A-Z]{1,3} ?\d{2,4}"
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}"
    r"|[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}|[A-Z]{2,3} ?-?\d{3,4})(?![\w\-]|[.,]\d)"
)
_CAR = re.compile(
    r"\b(?:bil(?:en|er|ene)?|personbil\w*|varebil\w*|skilt\w*|bilskilt\w*|car|van|plates?|number ?plate"
    r"|toyota|volvo|bmw"
    r"|mercedes|audi|tesla|ford|opel|mazda|nissan|honda|volkswagen|skoda|kia|hyundai|peugeot|renault"
    r"|suzuki|corolla|probox|hiace|drosje|taxi|cab|moped"
    r"|motorsykkel|lastebil|minibuss|minibus|matatu|jeep|suv|pick-?up|kjøretøy\w*|køyretøy\w*|vehicle|scooter"
    r"|plaka|reg|registered|driver|sjåfør\w*|parkert|parked)\b",
    re.IGNORECASE,
)
# Of East Africa: KCB 418T.
_PLATE_OF_AFRICA = re.compile(r"(?<![\w\-])[KUT][A-Z]{2} ?\d{3} ?[A-Z](?![\w\-])")
# Of Punjab, with the year: LEC-15-1234.
_PLATE_OF_PUNJAB = re.compile(r"(?<![\w\-])L[A-Z]{2}-\d\d-\d{3,4}(?![\w\-])")
_CAR_NEAR = 60
_NEAR = 60
_BOOKING = re.compile(
    r"\b(?:booking(?:s?nummer(?:et)?|s?referanse(?:n)?|kode(?:n)?|ref\.?|nr\.?)?|book(?:ing)? "
    r"?ref(?:erence)?|(?:\w{2,12}-?)?ordre(?:n|nummer(?:et)?|nr\.?)?|order(?: ?(?:number|no\.?|id))?"
    r"|bestilling(?:s?nummer(?:et)?|s?kode|s?referanse|s?nr\.?)|referanse(?:nummer|kode"
    r"|nr\.?)?(?:t|n)?|reference|ref\.?(?: ?nr\.?)?"
    r"|PNR(?:-?kode(?:n)?)?|reservasjon(?:s?nummer(?:et)?|s?kode(?:n)?)?|reservation(?: number| code)?"
    r"|ting(?:ing|inga)(?:s?nummer(?:et)?|s?kode(?:n)?)?|tilvising(?:a|snummer|skode)?|(?:record )?locator"
    r"|confirmation(?: number| code)?|billettnummer(?:et)?|billett ?nr\.?|e-?ticket|ticket(?: number| "
    r"no\.?)?"
    r"|sakspapirnummer|visumsøknad(?:snummer)?|søknadsnummer|application (?:number|id))"
    r"(?:[ \-](?:number|code|kode|nummer|nr\.?|id))?[\s.:#=]{0,3}(?:(?:er|is|har|has|koden|nummer|number"
    r"|kode|nr\.?|no\.?|hennes|hans|på flyet|for "
    r"flyet) ?){0,2}[:#]? ?[\"']?"
    r"((?-i:(?=[A-Z0-9\-]{0,12}\d)[A-Z0-9][A-Z0-9\-]{4,14}|[A-Z]{6})|(?=[a-z]{0,8}\d)[a-z0-9]{5,8}"
    r"|\d{3,4}\.\d{3}\.\d{3})(?!\w)",
    re.IGNORECASE,
)
_ABOUT_BOOKING = re.compile(
    r"book|bestill|billett|reserv|\bpnr\b|\bref|reise|\bfly|flight|ticket|kode|\bcode\b|order|ordre|locator"
    r"|lokator|bekreft|confirm|kvittering|itinerar|boarding|\bting(?:ing|a)|tilvising|rezerv|travel"
    r"|\btrip\b|air(?:line|ways)"
    r"|innsjekk|check-?in",
    re.IGNORECASE,
)
# One of these must stand in a text before it is looked through for a code.
_OF_BOOKINGS = tuple(
    words(
        "book bestilling ordre order finn ref pnr reserv rezerv ting tilvising locator lokator record "
        "confirm billett ticket "
        "sakspapir visum søknad application kode code"
    )
)
# Only beside words that tell of nothing else.
_BOOKED = re.compile(
    r"\bbook|\bpnr\b|billett|re[sz]erv|\btinging|tilvising|ticket|locator|lokator|bestilling|bekreft"
    r"|confirm|boarding|itinerar",
    re.IGNORECASE,
)
_ANY_CODE = re.compile(r"(?<![\w\-])(?=[A-Za-z]{0,7}\d)(?=\d{0,7}[A-Za-z])[A-Za-z0-9]{5,8}(?![\w\-])")
_TICKET = re.compile(r"(?<!\d)\d{3}[ \-]?\d{10}(?!\d)")
_IN_HALVES = re.compile(r"(?<![\w\-])(?=[A-Z\- ]{0,7}\d)[A-Z0-9]{3}[\- ][A-Z0-9]{3}(?![\w\-])")
_LETTERS = re.compile(r"(?<![\w\-])[A-Z]{6}(?![\w\-])")
# Of a code of a booking in small letters: hardly a vowel.
_SMALL_CODE = re.compile(
    r"\b(?:pnr(?:-?koden?)?|locator|lokator|booking ?(?:s?koden?|s?nummer(?:et)?|code|number"
    r"|ref(?:erence)?)|koden?)"
    r"(?: (?:er|is|på|til|for|billetten|bookingen|bookinga|reisen|reisa)){0,3}[\s:]{1,2}"
    r"((?=[a-z]{6}(?!\w))[bcdfghjklmnpqrstvwxz]*[aeiouy]?[bcdfghjklmnpqrstvwxz]+)(?!\w)"
)
_LETTERS_IN_HALVES = re.compile(
    r"\b(?i:pnr|locator|lokator|booking\w*|bestilling\w*|re[sz]erv\w*|referanse\w*|reference|kode[n]?|code)"
    r"(?: (?i:er|is|code|kode|number|reference))?[ :]{1,2}([A-Z]{3}[ -][A-Z]{3})(?!\w)"
)
# Letters and digits by turns, as nothing else of six signs has them: X7K9QP.
_TURNS = 3
_CODE = re.compile(r"(?<![\w\-])(?=[A-Z]{0,5}\d)(?=\d{0,5}[A-Z])[A-Z0-9]{6}(?![\w\-])")


def marks(text: str, places: Places) -> Iterator[Mark]:
    yield from flights.marks(text, places)
    yield from _by_letters(text, places)
    zones = places.zones
    if not zones:
        return
    for kind, pattern, group in (
        ("passport", _PASSPORT_TOLD, 1),
        ("plate", _PLATE, 0),
        ("plate", _PLATE_OF_AFRICA, 0),
        ("plate", _PLATE_OF_PUNJAB, 0),
        ("passport", _PASSPORT, 0),
        ("plate", _PLATE_TOLD, 1),
    ):
        for found in near_digits(pattern, text, zones):
            yield Mark(kind, found.start(group), found.end(group))
    for found in near_digits(_PLATE_NEAR, text, zones):
        if _CAR.search(text, max(0, found.start() - _CAR_NEAR), found.end() + _CAR_NEAR):
            yield Mark("plate", found.start(), found.end())
    for found in near_digits(_CODE, text, zones):
        yield Mark(
            "booking",
            found.start(),
            found.end(),
            certain=_by_turns(found.group()) or _is_about_booking(text, found),
        )
    for found in (
        one for pattern in (_ANY_CODE, _IN_HALVES, _TICKET) for one in near_digits(pattern, text, zones)
    ):
        if _BOOKED.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR):
            yield Mark("booking", found.start(), found.end())


def _by_letters(text: str, places: Places) -> Iterator[Mark]:
    """What may stand without a digit."""
    told = frozenset(word for word in places if word.startswith(_OF_BOOKINGS))
    for pattern in (_BOOKING, _LETTERS_IN_HALVES):
        for found in beginning(pattern, text, places, told):
            yield Mark("booking", found.start(1), found.end(1))
    for found in _LETTERS.finditer(text):
        lower = found.group().lower()
        if not is_word(lower) and not is_nobodys(found.group()) and _is_about_booking(text, found):
            yield Mark("booking", found.start(), found.end(), certain=fold(lower) not in names().given)
    for found in beginning(_SMALL_CODE, text, places, told):
        if not is_word(found.group(1)):
            yield Mark("booking", found.start(1), found.end(1))


def _is_about_booking(text: str, found: re.Match[str]) -> bool:
    return bool(_ABOUT_BOOKING.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR))


def _by_turns(code: str) -> bool:
    turns = sum(one.isdigit() != other.isdigit() for one, other in pairwise(code))
    return turns >= _TURNS
