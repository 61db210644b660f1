"""Facts in the reader's words: what a code is called, and how two tellings differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import codebook
from cases.field_views import Sight
from cases.models.facts import CaseFacts, EventFacts, InquiryFacts, PersonFacts
from cases.told import Told

DAY = "d.m.Y"
# A code of `hovedbekymring`, by which no case is known again.
UNKNOWN_CONCERN = "UKJ"

LABELS: dict[str, Promise] = {
    "case.kind": _("Kind"),
    "case.concern": _("Main concern"),
    "case.circumstances": _("Other circumstances"),
    "case.focus_country": _("Country"),
    "case.urgency": _("Urgency"),
    "persons": _("Persons"),
    "inquiry.scheme": _("Scheme"),
    "inquiry.asker": _("Who asked"),
    "inquiry.channel": _("How"),
    "received_on": _("Received"),
    "inquiry.actions": _("Done so far"),
    "inquiry.outcome": _("Outcome"),
    "narrative": _("Note"),
}


# Of what happened in a case.
EVENT_LABELS: dict[str, Promise] = {
    "asked_for": _("What is asked for"),
    "basis": _("Why it may be shared"),
    "hastens": _("Could the person be taken out of the country sooner if the family learned of it?"),
    "harms_siblings": _("Could it harm sisters or brothers?"),
    "reason": _("Why not?"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A fact and what is said of it: one text, or one a line."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    stored: tuple[str, ...]
    yours: tuple[str, ...]


def matter_of(facts: CaseFacts, sight: Sight) -> str:
    """What a case is about, as its reader may be told: the main concern if known, or the kind; or nothing."""
    concern = facts.concern if sight.shows("case.concern") and facts.concern != UNKNOWN_CONCERN else ""
    kind = facts.kind if sight.shows("case.kind") else ""
    return codebook.label("hovedbekymring", concern) or codebook.label("henvendelsesart", kind)


def rows(told: Told, names: Iterable[str]) -> list[Row]:
    """The facts of these names (keys of LABELS) in words."""
    return [Row(str(LABELS[name]), _texts(told, name)) for name in names]


def case_rows(facts: CaseFacts, names: Iterable[str]) -> list[Row]:
    """The same of a case alone, by the names of LABELS that begin with it."""
    said = ((LABELS[name], tuple(_coded(facts, name.partition(".")[2]))) for name in names)
    return [Row(str(label), texts or (gettext("Not recorded"),)) for label, texts in said]


def event_rows(facts: EventFacts, names: Iterable[str]) -> list[Row]:
    """What was said of these (keys of EVENT_LABELS) when something happened; what was not is left out."""
    said = ((EVENT_LABELS[name], tuple(_coded(facts, name))) for name in names)
    return [Row(str(label), texts) for label, texts in said if texts]


def differences(stored: Told, yours: Told, names: Iterable[str]) -> list[Difference]:
    """Both tellings side by side for the fields in which they differ."""
    wanted = set(names)
    return [
        Difference(str(label), _texts(stored, name), _texts(yours, name))
        for name, label in LABELS.items()
        if name in wanted
    ]


def person_texts(person: PersonFacts, names: Iterable[str] = PersonFacts.SLOTS) -> list[str]:
    """Sex, age group, background, whereabouts, or those of them, each in words."""
    return [_one(PersonFacts.SLOTS[name].list, getattr(person, name)) for name in names]


def _texts(told: Told, name: str) -> tuple[str, ...]:
    return tuple(_said(told, name)) or (gettext("Not recorded"),)


def _said(told: Told, name: str) -> Iterator[str]:
    row, _dot, fact = name.rpartition(".")
    if name == "received_on":
        yield date_format(told.received_on, DAY)
    elif name == "narrative":
        yield from told.narrative.splitlines()
    elif name == "persons":
        yield from (", ".join(person_texts(person)) for person in told.persons)
    else:
        yield from _coded(told.case if row == "case" else told.inquiry, fact)


def _coded(facts: CaseFacts | EventFacts | InquiryFacts, fact: str) -> Iterator[str]:
    slot = facts.SLOTS[fact]
    value: str | frozenset[str] = getattr(facts, fact)
    codes = [value] if isinstance(value, str) else _in_order(slot.list, value)
    yield from (codebook.label(slot.list, code) for code in codes if code)


def _in_order(field: str, codes: frozenset[str]) -> list[str]:
    return [code for code in codebook.entries(field) if code in codes]


def _one(field: str, code: str) -> str:
    return codebook.label(field, code) if code else gettext("Not recorded")
