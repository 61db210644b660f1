"""All planned journeys of the cases somebody may see, from sealed facts in memory: hers, and of nobody else.

Asked before the summer, when most of them are planned. An embassy is told of journeys to the countries that
it covers; how many go elsewhere it is told as a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from advisory.models.post import Kind
from advisory.standing import Standing
from cases import access
from cases.assessments import newest
from cases.journeys import TOLD, Journey, journey
from cases.models.case import Case
from cases.stations import stations

# Rows of a case from which a journey follows.
LOOKED_AT = ("inquiries", "persons", "events")


@dataclass(frozen=True, slots=True)
class Planned:
    """A case, and the journey that is planned in it."""

    case: Case
    journey: Journey


@dataclass(frozen=True, slots=True)
class Found:
    """`elsewhere`: journeys of her cases to countries that her embassies do not cover."""

    journeys: list[Planned]
    elsewhere: int


def planned_for(standing: Standing, day: date) -> Found:
    """Of her open cases. Recorded, as a list of those that are shown or counted, before they are given."""
    cases = access.open_cases(standing, is_planned_in, looked_at=LOOKED_AT)
    return planned_in(standing, cases, day)


def is_planned_in(case: Case) -> bool:
    """Whether its reader may know of a journey in it. The rows of LOOKED_AT are loaded."""
    return _journey_of(case) is not None


def planned_in(standing: Standing, cases: Iterable[Case], day: date) -> Found:
    """Of these cases, which were opened for her."""
    planned = [Planned(case, found) for case in cases if (found := _journey_of(case)) is not None]
    only = _covered_alone(standing, day)
    shown = [one for one in planned if only is None or one.journey.country in only]
    return Found(shown, len(planned) - len(shown))


def _journey_of(case: Case) -> Journey | None:
    """As far as its reader may know of it."""
    sight = access.sight_of(case)
    if not sight.shows("event.journey"):
        return None
    told = newest(case.events.all(), TOLD)
    if told is None and not sight.is_whole:
        return None
    return journey(case.facts, (one.facts for one in case.persons.all()), told.facts if told else None)


def _covered_alone(standing: Standing, day: date) -> frozenset[str] | None:
    """The countries that her embassies cover; None for who holds another post too, and so sees all."""
    posts = standing.case_posts()
    if any(held.post_kind != Kind.EMBASSY for held in posts):
        return None
    held = {one.post_id for one in posts}
    return _together(one.countries for one in stations(day, actor=standing.actor) if one.post_id in held)


def _together(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
