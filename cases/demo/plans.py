"""The invented year as values: each case with its persons, its lanes and how they end.

The order of drawing is part of what a seed means: new draws go at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from cases.demo import notes, shares
from cases.demo.draw import Draw
from cases.demo.margins import Margins
from cases.demo.matters import COORDINATOR_POST, FORCED, ended, lane, matter, persons
from cases.models.facts import CaseFacts, InquiryFacts
from cases.services.past_cases import Ending, Lane, Plan

ADVICE_GIVEN = "RAD"


@dataclass(frozen=True, slots=True)
class Places:
    """Keys of the posts that are asked, and what the drawing needs to know of them."""

    schools: dict[str, float]
    # Embassy -> countries it covers.
    embassies: dict[str, frozenset[str]] = field(default_factory=dict)


def year_of_cases(margins: Margins, places: Places, *, seed: int, scale: int) -> list[Plan]:
    """Every case of the year in the order of its first day; adds up to the margins exactly."""
    draw = Draw(seed)
    advised = _advisers(draw, margins, places)
    passed_on, rest = _split_passed_on(draw, margins, advised)
    both = [_passed_on(draw, plan, margins) for plan in passed_on]
    team = _team(draw, margins, both)
    general = _general(draw, margins, places, scale)
    return sorted([*both, *rest, *team, *general], key=lambda plan: plan.lanes[0].at)


def _advisers(draw: Draw, margins: Margins, places: Places) -> list[Plan]:
    scheme = margins.advisers
    abroad = round(scheme.cases * shares.EMBASSY_SHARE)
    posts = [("IR", post) for post in draw.spread(abroad, shares.EMBASSIES)]
    posts += [("MR", post) for post in draw.spread(scheme.cases - abroad, places.schools)]
    draw.random.shuffle(posts)
    months = draw.spread(scheme.cases, shares.ADVISER_MONTHS)
    concerns = _concerns(draw, scheme.cases, scheme.concerns)
    sizes = draw.sizes(scheme.cases, scheme.persons)
    sexes = iter(draw.exactly(margins.sexes))
    plans = []
    for (code, post), month, concern, size in zip(posts, months, concerns, sizes, strict=True):
        day = draw.workday_of(scheme.first.year, int(month))
        case, background = matter(draw, concern, places.embassies.get(post))
        whom = persons(draw, code, background, [next(sexes) for _ in range(size)])
        asked = lane(draw, code, day, post=post, concern=concern, persons=whom)
        plans.append(Plan(case, whom, (asked,)))
    return plans


def _split_passed_on(draw: Draw, margins: Margins, plans: Sequence[Plan]) -> tuple[list[Plan], list[Plan]]:
    """The schools' cases that go on to the team in the printed month, and the rest.

    A forced marriage is passed on more often than something else.
    """

    def weight(plan: Plan) -> float:
        return draw.random.random() * (3 if plan.case.concern in FORCED else 1)

    possible = [
        (weight(plan), number)
        for number, plan in enumerate(plans)
        if plan.lanes[0].facts.scheme == "MR"
        and margins.reported_first <= plan.lanes[0].received_on <= margins.reported_last
    ]
    chosen = {number for _weight, number in sorted(possible, reverse=True)[: margins.passed_on]}
    passed_on = [plan for number, plan in enumerate(plans) if number in chosen]
    return passed_on, [plan for number, plan in enumerate(plans) if number not in chosen]


def _passed_on(draw: Draw, plan: Plan, margins: Margins) -> Plan:
    """The same case, asked about a second time: the adviser turns to the team within the week."""
    first = plan.lanes[0]
    tomorrow = first.received_on + timedelta(days=1)
    last = min(first.received_on + timedelta(days=7), margins.reported_last)
    weekday = any((tomorrow + timedelta(days=n)).weekday() < 5 for n in range((last - tomorrow).days + 1))
    day = draw.workday(tomorrow, last) if weekday else first.received_on
    at = draw.moment(day) if weekday else first.at + timedelta(minutes=40)
    facts = InquiryFacts(
        scheme="KT",
        channel=draw.code({"TLF": 70, "EPOST": 30}),
        asker="MR",
        actions=draw.codes(shares.ACTIONS["KT"], most=3),
    )
    note = notes.note(draw, notes.PASSED_ON)
    second = ended(draw, Lane(COORDINATOR_POST, day, at, facts, note), plan.persons)
    return replace(plan, lanes=(first, second))


def _team(draw: Draw, margins: Margins, both: Sequence[Plan]) -> list[Plan]:
    """The team's own cases: what is left of its margins when those passed on are counted."""
    scheme = margins.team
    cases = scheme.cases - len(both)
    left = {
        code: count - sum(plan.case.concern == code for plan in both)
        for code, count in scheme.concerns.items()
    }
    reported = margins.reported - len(both)
    days = [draw.workday(margins.reported_first, margins.reported_last) for _ in range(reported)]
    days += [
        draw.workday_of(scheme.first.year, int(month))
        for month in draw.spread(cases - reported, shares.TEAM_MONTHS)
    ]
    sizes = draw.sizes(cases, scheme.persons - sum(len(plan.persons) for plan in both))
    plans = []
    for day, concern, size in zip(days, _concerns(draw, cases, left), sizes, strict=True):
        case, background = matter(draw, concern, None)
        sexes = [draw.code(shares.TEAM_SEXES) for _ in range(size)]
        whom = persons(draw, "KT", background, sexes)
        plans.append(Plan(case, whom, (lane(draw, "KT", day, concern=concern, persons=whom),)))
    return plans


def _general(draw: Draw, margins: Margins, places: Places, scale: int) -> list[Plan]:
    """Questions about no one in particular: answered the same day, in no table of the year."""
    first = {"MR": margins.advisers.first, "KT": margins.team.first}
    plans = []
    for code, count in shares.GENERAL.items():
        for _ in range(count * scale):
            day = draw.workday(first[code], margins.team.last)
            post = draw.code(places.schools) if code == "MR" else ""
            asked = lane(draw, code, day, post=post)
            said = notes.note(draw, notes.GENERAL)
            ending = Ending(ADVICE_GIVEN, asked.at + timedelta(minutes=30))
            asked = replace(asked, narrative=said, ending=ending)
            plans.append(Plan(CaseFacts(kind="GEN", urgency="INFO"), (), (asked,)))
    return plans


def _concerns(draw: Draw, cases: int, printed: dict[str, int]) -> list[str]:
    """The printed main concerns exactly, the rest as something else."""
    rest = draw.spread(cases - sum(printed.values()), shares.OTHER_CONCERNS)
    return draw.shuffled(draw.exactly(printed) + rest)
