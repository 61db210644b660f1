"""Identity numbers of other countries: those with check digits, and those whose shape nothing else has.

Countries that the stations cover, those families come from and the neighbours; python-stdnum knows most of
them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from django.utils import timezone

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Zones, near_digits

# By number of digits: what of python-stdnum may know it.
_BY_LENGTH: dict[int, tuple[str, ...]] = {
    10: ("se.personnummer", "dk.cpr", "bg.egn", "gb.nhs"),
    11: ("tr.tckimlik", "pl.pesel", "lt.asmens", "be.nn", "hr.oib", "de.idnr"),
    12: ("in_.aadhaar", "se.personnummer"),
    13: ("si.emso", "za.idnr", "ro.cnp", "th.pin"),
    15: ("fr.nir",),
}
# With letters: shape, and what of python-stdnum must agree (none: the shape is enough).
_WITH_LETTERS: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (re.compile(r"\b\d{6}[-+A-Fa-fU-Yu-y]\d{3}[0-9A-Ya-y]\b"), "fi"),
    (re.compile(r"\b[A-Za-z]{3}[PpCcHhFfAaTt][A-Za-z]\d{4}[A-Za-z]\b"), "in_.pan"),
    (re.compile(r"\b\d{9} ?[VvXx]\b"), None),
    (re.compile(r"\b[A-Za-z]{6}\d\d[A-Za-z]\d\d[A-Za-z]\d{3}[A-Za-z]\b"), "it.codicefiscale"),
    (re.compile(r"\b\d{8}-?[A-Za-z]\b"), "es.dni"),
    (re.compile(r"\b[XYZxyz]-?\d{7}-?[A-Za-z]\b"), "es.nie"),
    (re.compile(r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b"), None),
    (re.compile(r"\b\d{5}-\d{7}-\d\b"), None),
    (re.compile(r"\b784-?(?:19|20)\d\d-?\d{7}-?\d\b"), None),
    # Swedish and Danish ones as they are written: a date, a hyphen, four digits.
    (re.compile(r"\b\d{6}[-+]\d{4}\b"), None),
)
# What it is called says it, whatever the country counts it by.
_TOLD = re.compile(
    r"\b((?:nasjonal(?:t|e)? id(?:-?kort)?(?: ?nr\.?)?|s[ée]curit[ée] sociale|nir|nasjonal(?:t|e)? "
    r"?(?:id-?)?(?:nummer(?:et)?|nr\.?)|national (?:id|identity|number)(?: (?:card"
    r"|number|no\.?))?"
    r"|id-?(?:nummer(?:et)?|nr\.?|number)|identitetsnummer(?:et)?|identity (?:number|no\.?)"
    r"|personnummer(?:et)?|personnr\.?"
    r"|fødselsnummer(?:et)?|fødselsnr\.?|fnr\.?|d-?nummer(?:et)?|h-?nummer(?:et)?|duf(?:-?(?:nr\.?"
    r"|nummer(?:et)?))?|iqama|civil id"
    r"|kimlik(?: no)?|cnic|nicop|aadhaar|tazkira|hawiya|emirates id|social security(?: (?:number|no\.?))?"
    r"|ssn|cpr(?:-?nr\.?)?|bsn|burgerservicenummer|citizen service (?:number|no\.?)|nino|ni number|national "
    r"insurance(?: (?:number|no\.?))?|nhs(?: (?:number|no\.?))?|pesel|pps(?:n| number)?|nie|dni"
    r"|(?:t\.?c\.?|tc) "
    r"kimlik(?: no)?|tckn|cin|cine|personbeteckning|henkilötunnus|hetu|codice fiscale|steuer-?id(?:nr\.?)?"
    r"|ahv(?:-?nr\.?)?|rijksregister(?:nummer)?|cnp|egn|oib|jmbg|emso|nic(?: (?:number|no\.?))?|voter id"
    r"|ration "
    r"card|kenyan id|huduma|fin number|rodné číslo|samordningsnummer(?:et)?|kebele id"
    r"|unhcr(?: (?:case|number|no\.?|nr\.?))?|alien number|utlendingsnummer))"
    r"(?: (?:hennes|hans|hennar|her|his))?(?: (?:er|is|var|nr\.?|no\.?|nummer|number))?[ .:=#]{0,3}"
    r"([A-Za-z]{0,3}[ \-]?\d[\d \-./]{4,24}\d)(?!\w)",
    re.IGNORECASE,
)
# A part of it that with the age is as good as the whole.
_ENDING = re.compile(
    r"\b(?:siste|last|personnummer\w*|personnr\.?|fødselsnummer\w*|fnr)(?: (?:\d|fire|fem|tre|four|five"
    r"|hennes|hans|hennar|sitt|sifre\w*"
    r"|siffer|siffera|tall\w*|tal|digits?|er|is|are|var|slutter|sluttar|ender|endar|ends|på|med|with|in|on"
    r"|of|personnummer\w*"
    r"|fødselsnummer\w*|:)){2,7}:? (\d{3,5}|\d \d \d \d(?: \d)?)(?!\d)",
    re.IGNORECASE,
)
# "Personnummer: 12345", "de fem siste: 12345", "siste 5: 12345"; not "de siste 12000 kronene".
_FIVE = re.compile(
    r"\b(?:personn(?:ummer(?:et)?|r\.?)|p\.?nr\.?|(?:fem|5) siste(?: sifre\w*| tall\w*)?"
    r"|siste (?:fem|5)(?: sifre\w*| tall\w*)?)(?: (?:er|is|hennes|hans|hennar"
    r"|sitt)){0,2}[ :]{1,2}(\d{5})(?!\d)",
    re.IGNORECASE,
)
_OURS = re.compile(r"fødsels|fnr|person|[dh]-?nummer")
_FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_IRAN = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def knows(digits: str) -> bool:
    """Whether a whole number of digits is somebody's in one of the countries."""
    count = len(digits)
    if len(set(digits)) == 1:
        return False
    if any(_valid(name)(digits) for name in _BY_LENGTH.get(count, ())):
        return True
    return (
        (count == 10 and _is_iranian(digits))
        or (count == 12 and _is_sri_lankan(digits))
        or (count == 13 and _is_pakistani(digits))
        or (count == 14 and _is_egyptian(digits))
    )


def marks(text: str, zones: Zones) -> Iterator[Mark]:
    """Those with letters or hyphens of their own."""
    for pattern, name in _WITH_LETTERS:
        for found in near_digits(pattern, text, zones):
            if name is None or _valid(name)(found.group()):
                yield Mark("foreign_id", found.start(), found.end())


def told(text: str, zones: Zones) -> Iterator[Mark]:
    """What is called an identity number, whether or not its digits are one: "iqama 2123456789"."""
    for pattern in (_ENDING, _FIVE):
        for found in near_digits(pattern, text, zones):
            yield Mark("national_id", found.start(1), found.end(1))
    for found in near_digits(_TOLD, text, zones):
        name = found.group(1).lower()
        kind = (
            "duf_number" if name.startswith("duf") else "national_id" if _OURS.match(name) else "foreign_id"
        )
        yield Mark(kind, found.start(2), found.end(2))


@cache
def _valid(name: str) -> Callable[[str], bool]:
    if name == "fi":
        return _is_finnish
    country, _, module = name.partition(".")
    check: Callable[[str], bool] = import_module(f"stdnum.{country}.{module}").is_valid
    return check


def _is_iranian(digits: str) -> bool:
    left = sum(weight * int(one) for weight, one in zip(_IRAN, digits, strict=False)) % 11
    return int(digits[9]) == (left if left < 2 else 11 - left)


def _is_finnish(number: str) -> bool:
    """Also the artificial ones with 900 and more, which python-stdnum refuses."""
    return _FINNISH[int(number[:6] + number[7:10]) % 31] == number[10].upper()


def _is_sri_lankan(digits: str) -> bool:
    """Year of birth, day of the year (500 more for women), running number, check digit."""
    day = int(digits[4:7])
    return "1900" <= digits[:4] <= str(timezone.localdate().year) and (1 <= day <= 366 or 501 <= day <= 866)


def _is_pakistani(digits: str) -> bool:
    return digits[0] in "1234567"


def _is_egyptian(digits: str) -> bool:
    """Century, year, month, day, governorate and five more."""
    return digits[0] in "23" and 1 <= int(digits[3:5]) <= 12 and 1 <= int(digits[5:7]) <= 31
