"""What the guard says of a text: findings, each with its kind, its place and a neutral word for it.

Certain kinds stop a save, likely ones ask. What is certain has a check digit or a shape that nothing else in
these texts has (a telephone number, an e-mail address, a street with its number); what is likely is read from
words (a name, a class, a date), and a person decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

STOP, ASK, OK = "stop", "ask", "ok"


class GuardBroken(Exception):
    """A part of the guard does not work: nothing may be saved. Names the part, never what was checked."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`neutral`: what can stand instead, by the language of the text."""

    label: Promise
    certain: bool
    neutral: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are positions in the text as it was typed, `end` exclusive."""

    kind: str
    start: int
    end: int
    certain: bool
    neutral: str


@dataclass(frozen=True, slots=True)
class Report:
    """`verdict` is "stop" when a finding is certain, "ask" when there are only likely ones, else "ok"."""

    verdict: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding in the text as the guard reads it. `certain` None: as the kind says; `neutral` likewise."""

    kind: str
    start: int
    end: int
    certain: bool | None = None
    neutral: str | None = None


def _words(nb: str, nn: str, en: str) -> dict[str, str]:
    return {"nb": nb, "nn": nn, "en": en}


_ELEVEN = _words("eleven", "eleven", "the pupil")
_NUMBER = _words("et nummer", "eit nummer", "a number")
_PLACE = _words("et sted", "ein stad", "a place")
_SCHOOL = _words("skolen", "skulen", "the school")
_JOURNEY = _words("reisen", "reisa", "the journey")
_CONTACT = _words("kontakten", "kontakten", "the contact")

KINDS: dict[str, Kind] = {
    "national_id": Kind(pgettext_lazy("identity guard", "national identity number"), True, _ELEVEN),
    "duf_number": Kind(pgettext_lazy("identity guard", "DUF number"), True, _ELEVEN),
    "foreign_id": Kind(pgettext_lazy("identity guard", "identity number of another country"), True, _ELEVEN),
    "phone": Kind(pgettext_lazy("identity guard", "telephone number"), True, _CONTACT),
    "email": Kind(pgettext_lazy("identity guard", "e-mail address"), True, _CONTACT),
    "link": Kind(
        pgettext_lazy("identity guard", "link"), True, _words("en nettside", "ei nettside", "a web page")
    ),
    "handle": Kind(
        pgettext_lazy("identity guard", "account in social media"),
        True,
        _words("en konto", "ein konto", "an account"),
    ),
    "address": Kind(pgettext_lazy("identity guard", "street address"), True, _PLACE),
    "postcode": Kind(pgettext_lazy("identity guard", "post code"), True, _PLACE),
    "coordinates": Kind(pgettext_lazy("identity guard", "coordinates"), True, _PLACE),
    "passport": Kind(
        pgettext_lazy("identity guard", "passport number"), True, _words("passet", "passet", "the passport")
    ),
    "plate": Kind(
        pgettext_lazy("identity guard", "licence plate"), True, _words("en bil", "ein bil", "a car")
    ),
    "flight": Kind(pgettext_lazy("identity guard", "flight number"), True, _JOURNEY),
    "booking": Kind(pgettext_lazy("identity guard", "booking number"), True, _JOURNEY),
    "account": Kind(
        pgettext_lazy("identity guard", "bank account or card"),
        True,
        _words("en konto", "ein konto", "an account"),
    ),
    "birth_date": Kind(
        pgettext_lazy("identity guard", "date of birth"),
        True,
        _words("aldersgruppen", "aldersgruppa", "the age group"),
    ),
    "number": Kind(pgettext_lazy("identity guard", "long number"), False, _NUMBER),
    "date": Kind(
        pgettext_lazy("identity guard", "exact date"), False, _words("den uken", "den veka", "that week")
    ),
    "age": Kind(
        pgettext_lazy("identity guard", "exact age"),
        False,
        _words("aldersgruppen", "aldersgruppa", "the age group"),
    ),
    "class": Kind(pgettext_lazy("identity guard", "class"), False, _words("klassen", "klassen", "the class")),
    "school": Kind(pgettext_lazy("identity guard", "school or other place by name"), False, _SCHOOL),
    "name": Kind(pgettext_lazy("identity guard", "name of a person"), False, _ELEVEN),
    "initials": Kind(pgettext_lazy("identity guard", "initials"), False, _ELEVEN),
    "combination": Kind(
        pgettext_lazy("identity guard", "details that together fit one family"),
        False,
        _words("en familie", "ein familie", "a family"),
    ),
}


def label_of(kind: str) -> Promise:
    """How a kind is called, in the language of the reader."""
    return KINDS[kind].label


def is_certain(mark: Mark) -> bool:
    return KINDS[mark.kind].certain if mark.certain is None else mark.certain


def settled(marks: Iterable[Mark]) -> Sequence[Mark]:
    """Of marks that overlap the weightiest: certain before likely, then the longer. In order of place."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, one.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif _weight(mark) > _weight(kept[-1]):
            kept[-1] = mark
    return kept


def _weight(mark: Mark) -> tuple[bool, int]:
    return (is_certain(mark), mark.end - mark.start)


def verdict_of(findings: Sequence[Finding]) -> str:
    if any(one.certain for one in findings):
        return STOP
    return ASK if findings else OK
