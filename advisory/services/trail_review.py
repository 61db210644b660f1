"""The week's reading for the privacy officer: what each account read, when, and what of it was unusual.

Recorded before it is read, like any other reading. Nothing here opens a case or knows what one is about.
"""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from advisory.review_limits import NIGHT_FROM, NIGHT_UNTIL, WEEKEND
from advisory.services.trail_marks import (
    Mark,
    cases_opened,
    list_pages,
    marks,
    readings,
    refused_cases,
)
from advisory.services.trail_people import People, people
from advisory.services.trail_sheets import sentence
from advisory.standing import Standing
from advisory.weeks import Week
from audit import record, review
from audit.actor import ANONYMOUS, HOUSE
from audit.review import Happened
from audit.said import in_words
from audit.verbs import Verb

# What the officer must look into, whoever's week it is: something does not hold, or a book was begun anew.
ALARMS = (
    Verb.SEAL_BROKEN.value,
    Verb.TRIGGERS_MISSED.value,
    Verb.TRAIL_UNPROTECTED.value,
    Verb.WITNESS_BEGUN.value,
)
# And what those who run the service do with keys and the trail, for her to know of.
UPKEEP = ("keys.", "epoch.", Verb.TRAIL_TRIMMED.value)
# What departs from the rights of the posts: emergencies, and posts that nobody holds any more.
EXCEPTIONS = ("case.glass_", Verb.POST_UNHELD.value)
# More of them than this are counted and not listed one by one.
EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """One account's week in figures."""

    account: uuid.UUID
    name: str
    place: str
    opened: int
    cases_opened: int
    pages: int
    cases_listed: int
    refused: int
    marks: list[Mark]

    @property
    def readings(self) -> int:
        return self.opened + self.pages


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is told at the top, whoever it happened to."""

    happened: Happened
    name: str
    sentence: str
    fields: str


@dataclass(frozen=True, slots=True)
class Events:
    """The newest of them, and how many came before."""

    told: list[Event]
    more: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Openings of a case and pages of the list within an hour or a day; `free`: that is night or weekend."""

    opened: int
    pages: int
    free: bool


@dataclass(frozen=True, slots=True)
class Review:
    week: Week
    readers: list[Reader]
    refused_sign_ins: Reader | None
    alarms: Events
    upkeep: Events
    exceptions: Events
    hours: list[Tally]
    days: list[tuple[date, Tally]]

    @property
    def is_empty(self) -> bool:
        return not any(tally.opened or tally.pages for tally in self.hours)


def week_review(standing: Standing, week: Week) -> Review:
    """Everything of that week; those with marks first, then those who read most."""
    record.alone(Verb.TRAIL_READ, actor=standing.actor, fields=[f"week-{week.name}"])
    by_actor: dict[uuid.UUID, list[Happened]] = defaultdict(list)
    for one in review.between(week.start, week.end):
        by_actor[one.actor].append(one)
    known = people(by_actor, asked_by=standing.actor)
    zones = {actor: known.zone(actor, happened[-1].at) for actor, happened in by_actor.items()}
    rows = [_reader(actor, by_actor[actor], known, zones[actor]) for actor in by_actor if actor != HOUSE]
    return Review(
        week=week,
        readers=sorted((row for row in rows if _is_told(row)), key=_most_first),
        refused_sign_ins=next((row for row in rows if row.account == ANONYMOUS), None),
        alarms=_events(ALARMS, by_actor, known),
        upkeep=_events(UPKEEP, by_actor, known),
        exceptions=_events(EXCEPTIONS, by_actor, known),
        hours=_hours(by_actor, zones),
        days=_days(week, by_actor, zones),
    )


def _events(verbs: tuple[str, ...], by_actor: dict[uuid.UUID, list[Happened]], known: People) -> Events:
    """Those whose verbs begin so, whoever did it, oldest first."""
    found = [one for happened in by_actor.values() for one in happened if one.verb.startswith(verbs)]
    newest = sorted(found, key=lambda one: one.place)[-EVENTS_SHOWN:]
    told = [
        Event(one, known.name(one.actor, one.job), sentence(one.verb), in_words(one.fields)) for one in newest
    ]
    return Events(told, len(found) - len(told))


def _is_told(row: Reader) -> bool:
    """Somebody who neither read nor was refused has no line, nor has a stranger, who cannot have read."""
    return row.account != ANONYMOUS and bool(row.readings or row.refused or row.marks)


def _most_first(row: Reader) -> tuple[int, int, str]:
    return -len(row.marks), -row.readings, row.name


def _reader(actor: uuid.UUID, happened: list[Happened], known: People, zone: ZoneInfo) -> Reader:
    opened = cases_opened(happened)
    listed = {case for one in happened if one.verb == Verb.CASES_LISTED for case in one.objects}
    tried = [one for one in happened if one.verb == Verb.SIGN_IN_REFUSED]
    return Reader(
        account=actor,
        name=known.name(actor),
        place=known.place(actor, happened[-1].at),
        opened=len(opened),
        cases_opened=len({case for _at, case in opened}),
        pages=len(list_pages(happened)),
        cases_listed=len(listed),
        refused=len(refused_cases(happened)) + len(tried),
        marks=marks(happened, zone, known.weekend(actor, happened[-1].at)),
    )


def _hours(by_actor: dict[uuid.UUID, list[Happened]], zones: dict[uuid.UUID, ZoneInfo]) -> list[Tally]:
    """By the hour on the clock of each reader's post, so that a night is a night wherever it is."""
    counted: Counter[tuple[str, int]] = Counter()
    for actor, happened in by_actor.items():
        counted.update((one.verb, one.at.astimezone(zones[actor]).hour) for one in readings(happened))
    night = range(NIGHT_UNTIL.hour, NIGHT_FROM.hour)
    return [_tally(counted, hour, hour not in night) for hour in range(24)]


def _days(
    week: Week, by_actor: dict[uuid.UUID, list[Happened]], zones: dict[uuid.UUID, ZoneInfo]
) -> list[tuple[date, Tally]]:
    """By weekday on the calendar of each reader's post: far east the week begins on Oslo's Sunday."""
    counted: Counter[tuple[str, int]] = Counter()
    for actor, happened in by_actor.items():
        counted.update((one.verb, one.at.astimezone(zones[actor]).weekday()) for one in readings(happened))
    return [(day, _tally(counted, day.weekday(), day.weekday() in WEEKEND)) for day in week.days]


def _tally(counted: Counter[tuple[str, int]], place: int, free: bool) -> Tally:
    opened = counted[Verb.CASE_READ.value, place]
    return Tally(opened, counted[Verb.CASES_LISTED.value, place], free)
