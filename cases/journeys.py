"""Planned journeys by week and country, folded from what was told: never a date, never who.

Pure: from facts in memory. The week and the year of departure are codes; a journey of which nobody has told
more than that it is planned has neither.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models.facts import CaseFacts, EventFacts, PersonFacts

# Codes of `hendelse`, `svar`, `oppholdssted` and `tilleggsforhold`.
TOLD, PLANNED, LEAVING, CIRCUMSTANCE = "REISE", "JA", "REI", "REISE"
# So many weeks ahead can be chosen; no journey that anybody knows of is further away.
WEEKS_AHEAD = 53


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week. `(0, 0)` is one that nobody knows."""

    year: int = 0
    number: int = 0

    @property
    def code(self) -> str:
        """As a form sends it: year and week, nothing for an unknown one."""
        return f"{self.year}-{self.number:02}" if self else ""

    def __bool__(self) -> bool:
        return self.year > 0

    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)


def week_of(day: date) -> Week:
    year, number, _weekday = day.isocalendar()
    return Week(year, number)


def weeks_from(day: date, count: int = WEEKS_AHEAD) -> list[Week]:
    """The week of this day and those that follow."""
    return [week_of(day + timedelta(weeks=ahead)) for ahead in range(count)]


def week_told(facts: EventFacts) -> Week:
    """The week of departure; an unknown one where week or year were not told."""
    return Week(int(facts.year), int(facts.week)) if facts.year and facts.week else Week()


@dataclass(frozen=True, slots=True)
class Journey:
    """A planned one. `country` is a code of `land`, empty where nobody has told it."""

    week: Week
    country: str


def journey(case: CaseFacts, persons: Iterable[PersonFacts], told: EventFacts | None) -> Journey | None:
    """The planned journey of a case; None when there is none, or it was told that there is none any more.

    `told` is the newest that was told of it. Before that, what the inquiry says counts: a journey in a week
    that nobody knows, to the country of the case.
    """
    if told is not None:
        country = told.country or case.focus_country
        return Journey(week_told(told), country) if told.result == PLANNED else None
    leaving = any(person.whereabouts == LEAVING for person in persons)
    if leaving or CIRCUMSTANCE in case.circumstances:
        return Journey(Week(), case.focus_country)
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """One week and country, and how many journeys."""

    week: Week
    country: str
    number: int


def by_week_and_country(journeys: Iterable[Journey]) -> list[Line]:
    """A line each, in the order of weeks, those that nobody knows last; in a week the most journeys first."""
    counted = Counter((one.week, one.country) for one in journeys)
    return [
        Line(week, country, number)
        for (week, country), number in sorted(
            counted.items(), key=lambda item: (not item[0][0], item[0][0], -item[1], item[0][1])
        )
    ]
