"""One text through all parts of the guard.

Fails closed: a part that does not find its own probe is not believed about any text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from cases.identity_guard import (
    addresses,
    ages,
    combinations,
    contacts,
    coordinates,
    dates,
    initials,
    names,
    numbers,
    schools,
    travel,
)
from cases.identity_guard.findings import (
    KINDS,
    Finding,
    GuardBroken,
    Mark,
    Report,
    is_certain,
    settled,
    verdict_of,
)
from cases.identity_guard.fitting import fitting
from cases.identity_guard.language import language_of
from cases.identity_guard.listed import all_stand
from cases.identity_guard.reading import Reading, read
from cases.identity_guard.words import Places, in_mid_sentence, places_of

Given = TypeVar("Given")
# The text, where its words begin, and what the writer's post is called.
Part = Callable[[str, Places, Sequence[str]], Iterator[Mark]]

PARTS: dict[str, Part] = {
    "numbers": lambda text, places, own: numbers.marks(text, places.zones),
    "contacts": lambda text, places, own: contacts.marks(text, places),
    "addresses": lambda text, places, own: addresses.marks(text, places),
    "coordinates": lambda text, places, own: coordinates.marks(text, places.zones),
    "travel": lambda text, places, own: travel.marks(text, places),
    "dates": lambda text, places, own: dates.marks(text, places),
    "ages": lambda text, places, own: ages.marks(text, places),
    "schools": schools.marks,
    "names": lambda text, places, own: names.marks(text, places),
    "initials": lambda text, places, own: initials.marks(text, places),
    "combinations": lambda text, places, own: combinations.marks(text, places),
}
# What each part must find before it is believed about a text in which it finds nothing. Nobody's data.
_PROBES = {
    "numbers": ("Nummeret er 020132 99997.", "national_id"),
    "contacts": ("Skriv til kari@eksempel.org.", "email"),
    "addresses": ("Hun bor i Storgata 12.", "address"),
    "coordinates": ("Hun er på 59.9139, 10.7522.", "coordinates"),
    "travel": ("Hun reiser med SK 4035.", "flight"),
    "dates": ("Hun ble født 12.06.1990.", "birth_date"),
    "ages": ("Hun fyller 18 på fredag.", "age"),
    "schools": ("Hun går på Stovner videregående skole.", "school"),
    "names": ("I dag ringte amina.", "name"),
    "initials": ("Jeg snakket med A.K. i dag.", "initials"),
    "combinations": ("Hun er eldst av fem søsken, og faren er taxisjåfør.", "combination"),
}
_WEEK = {"nb": "uke", "nn": "veke", "en": "week"}


def check(text: str, *, own_names: Iterable[str] = ()) -> Report:
    """What in `text` identifies somebody. `own_names`: what the writer's post and its school are called.

    Raises GuardBroken when a part does not work; the exception says which, and nothing of the text.
    """
    _must_work()
    own = tuple(own_names)
    reading = _guarded("reading", lambda: read(text))
    places = _guarded("words", lambda: places_of(reading.text))
    marks: list[Mark] = []
    for name, part in PARTS.items():
        marks += _found(name, part, reading.text, places, own)
    return _guarded("report", lambda: _report(reading, places, settled(marks)))


def _report(reading: Reading, places: Places, marks: Sequence[Mark]) -> Report:
    language = language_of(places) if marks else "nb"
    met: dict[str, str] = {}
    findings = tuple(_finding(reading, mark, language, met) for mark in marks)
    return Report(verdict_of(findings), findings)


def _finding(reading: Reading, mark: Mark, language: str, met: dict[str, str]) -> Finding:
    """`met`: the names found before it, with what is offered instead of each."""
    start, end = reading.span(mark.start, mark.end)
    usual = KINDS[mark.kind].neutral[language]
    neutral = mark.neutral or fitting(reading.text, mark, usual, language, met)
    if mark.kind == "date" and mark.neutral:
        neutral = f"{_WEEK[language]} {mark.neutral}"
    begins = not in_mid_sentence(reading.text, mark.start) and not reading.text[mark.start].islower()
    if begins:
        neutral = neutral[:1].upper() + neutral[1:]
    return Finding(mark.kind, start, end, is_certain(mark), neutral)


def _found(name: str, part: Part, text: str, places: Places, own: Sequence[str]) -> list[Mark]:
    return _guarded(name, lambda: list(part(text, places, own)))


def _guarded(name: str, work: Callable[[], Given]) -> Given:
    """What `work` gives; whatever goes wrong in it is a GuardBroken of that part.

    Raised outside the handler, so that it carries neither the other exception nor its frames, which hold
    the text.
    """
    try:
        return work()
    except Exception:  # noqa: S110 - said below, by a name that tells nothing
        pass
    raise GuardBroken(name)


@cache
def _must_work() -> None:
    """Once a process; a guard that is broken is asked again by the next text. Raises GuardBroken."""
    all_stand()
    for name, (sentence, kind) in _PROBES.items():
        if kind not in {mark.kind for mark in _found(name, PARTS[name], sentence, places_of(sentence), ())}:
            raise GuardBroken(name)
