"""What waits at an embassy by country it covers, from the lines and journeys that its first page opens."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advisory.sorting import sort_key
from advisory.standing import Standing
from cases import access, codebook
from cases.models.case import Case
from cases.planned import Planned
from cases.queues import Line
from cases.stations import Station


@dataclass(frozen=True, slots=True)
class Country:
    """What of one country waits for her post: parts of cases, those of them that are overdue, and planned
    journeys.
    """

    name: str
    waiting: int
    overdue: int
    journeys: int


@dataclass(frozen=True, slots=True)
class Countries:
    """`rows` where something waits or somebody travels, `quiet` the names of the others that are covered.

    `is_all`: all that waits is counted, not only what is due first.
    """

    rows: list[Country]
    quiet: list[str]
    is_all: bool


def by_country(
    standing: Standing,
    lines: Iterable[Line],
    journeys: Sequence[Planned],
    stations: Iterable[Station],
    *,
    is_all: bool,
) -> Countries:
    """The countries that her embassies cover by name, and all others in one last row.

    A country that she may not know is among the others.
    """
    held = {one.post_id for one in standing.case_posts()}
    covered = frozenset[str]().union(*(one.countries for one in stations if one.post_id in held))
    waiting, overdue, going = Counter[str](), Counter[str](), Counter[str]()
    for line in lines:
        code = _among(country_of(line.case), covered)
        waiting[code] += 1
        overdue[code] += line.is_overdue
    for one in journeys:
        going[_among(one.journey.country, covered)] += 1
    named = sorted(((codebook.label("land", one), one) for one in covered), key=lambda one: sort_key(one[0]))
    rows = [
        Country(name, waiting[code], overdue[code], going[code])
        for name, code in [*named, (_("Other countries, or not known"), "")]
        if waiting[code] or going[code]
    ]
    quiet = [name for name, code in named if not waiting[code] and not going[code]]
    return Countries(rows, quiet, is_all)


def country_of(case: Case) -> str:
    """The code of the case's country, as far as its reader may know it."""
    facts, sight = case.facts, access.sight_of(case)
    return str(facts.focus_country) if sight.shows("case.focus_country") else ""


def _among(code: str, covered: frozenset[str]) -> str:
    return code if code in covered else ""
