"""The first screen of an urgent hour: on a case, on the form of an inquiry, on the list of cases."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from advisory.http import AdviserRequest
from advisory.models.post import Kind
from cases import access, codebook
from cases.assessments import RISK, assessed, missing
from cases.field_views import Sight
from cases.forms.sheet import Sheet
from cases.models.case import Case
from cases.models.event import FIELDS, EventKind
from cases.settled import owed
from cases.stations import stations
from cases.urgent_hour import ACUTE, URGENT, Advice, Caller, advice, advice_for
from cases.wording import matter_of

# More urgent cases than this at once are no list that anybody reads on a first screen.
MOST = 20
# Code of `oppholdssted`.
ABROAD = "UTL"


@dataclass(frozen=True, slots=True)
class OnCase:
    """`title` is the urgency in words; `is_assessed`: nothing of risk and duties is left to assess."""

    title: str
    advice: Advice
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class OnForm:
    """`is_shown`: an urgent answer is chosen; `country` is the one that is chosen, for its embassy."""

    advice: Advice
    is_shown: bool
    country: str
    urgent: str = " ".join(URGENT)


@dataclass(frozen=True, slots=True)
class Line:
    """An urgent case of hers: its matter and urgency in words, and the duties that nobody has assessed."""

    case: Case
    matter: str
    urgency: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class OnList:
    lines: list[Line]
    more: int
    advice: Advice


def on_case(request: AdviserRequest, case: Case, sight: Sight) -> OnCase | None:
    """None for a case that is not urgent, is closed, or does not tell its reader so."""
    if case.closed_at is not None or not sight.shows("case.urgency") or case.facts.urgency not in URGENT:
        return None
    country = case.facts.focus_country if sight.shows("case.focus_country") else ""
    caller = _caller(request, is_abroad=_are_abroad(case, sight))
    found = advice_for({country} - {""}, timezone.localdate(), caller, actor=request.standing.actor)
    return OnCase(codebook.label("hastegrad", case.facts.urgency), found, _is_assessed(case, sight))


def on_form(request: AdviserRequest, sheet: Sheet) -> OnForm | None:
    """Drawn on every form and hidden while it is not urgent: a script shows it the moment it is chosen."""
    if sheet.lane_alone:
        return None
    return on_choice(request, sheet.typed.get("urgency", ""), sheet.typed.get("focus_country", ""))


def on_choice(request: AdviserRequest, urgency: str, country: str = "") -> OnForm:
    """The same of a form with these choices; without a country the embassies stay hidden."""
    today = timezone.localdate()
    found = advice(stations(today, actor=request.standing.actor), today, _caller(request))
    return OnForm(found, urgency in URGENT, country)


def on_list(request: AdviserRequest) -> OnList | None:
    """Her open urgent cases, the acute ones first, each group newest first. None when there is none."""
    return listed(request, access.open_cases(request.standing, is_urgent))


def listed(request: AdviserRequest, cases: Iterable[Case]) -> OnList | None:
    """Those of these that are urgent; they were opened for her, newest first."""
    found = [case for case in cases if is_urgent(case)]
    if not found:
        return None
    found.sort(key=lambda case: case.facts.urgency != ACUTE)
    countries = {
        case.facts.focus_country for case in found if access.sight_of(case).shows("case.focus_country")
    }
    told = advice_for(countries - {""}, timezone.localdate(), _caller(request), actor=request.standing.actor)
    return OnList([_line(case) for case in found[:MOST]], max(0, len(found) - MOST), told)


def is_urgent(case: Case) -> bool:
    return access.sight_of(case).shows("case.urgency") and case.facts.urgency in URGENT


def _caller(request: AdviserRequest, *, is_abroad: bool = False) -> Caller:
    """Abroad are those who work at an embassy of their own, whoever they stand in for besides."""
    held = request.standing.own_case_posts()
    embassies = frozenset(one.post_id for one in held if one.post_kind == Kind.EMBASSY)
    return Caller(embassies, is_abroad or (bool(held) and len(embassies) == len(held)))


def _are_abroad(case: Case, sight: Sight) -> bool:
    """Everybody the case concerns, as far as its reader is told."""
    if not sight.shows("person.whereabouts"):
        return False
    where = {person.facts.whereabouts for person in case.persons.all()}
    return where == {ABROAD}


def _is_assessed(case: Case, sight: Sight) -> bool:
    """Not to a reader who is not told what was assessed; one who sees only a part is told of both duties."""
    if not sight.shows(FIELDS[EventKind.ASSESSMENT]):
        return False
    events = list(case.events.all())
    left = owed(case, sight) if sight.is_whole else list(missing(events))
    return RISK in assessed(events) and not left


def _line(case: Case) -> Line:
    facts, sight = case.facts, access.sight_of(case)
    urgency = codebook.label("hastegrad", facts.urgency)
    return Line(case, matter_of(facts, sight), urgency, owed(case, sight))
