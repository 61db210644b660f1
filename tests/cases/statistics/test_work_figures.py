"""The team's work figures: from lanes' times and sealed facts, by scheme alone; what one's own cases lack."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.gaps import gaps
from cases.models import Case
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.models.inquiry import Answer, Inquiry
from cases.services.answers import accept, decline
from cases.services.messages import put_question
from cases.services.taking_back import take_back
from cases.sharing import How
from cases.statistics import engine
from cases.statistics.lanes import Answering, InHand, answering, in_hand
from cases.statistics.result import Result
from cases.statistics.tables import TABLES
from cases.statistics.work_tables import UNKNOWN_CODES, work_tables
from cases.views.work_drawn import time_words
from tests import factories
from tests.cases.statistics.register import case_of, write
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.factories import Member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_2008")]

URL = "/statistikk/arbeid/"
GAPS = "/saker/mangler/"
QUERIES = 28
GAP_QUERIES = 17
# A Tuesday, within working time in Norway and in Pakistan.
NOW = datetime(2026, 6, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def at(**later: int) -> Any:
    return time_machine.travel(NOW + timedelta(**later), tick=False)


def of(scheme: str, *, now: datetime = NOW) -> Answering:
    return next(one for one in answering(2026, now=now) if one.scheme == scheme)


def load(scheme: str, *, now: datetime = NOW) -> InHand:
    return next(one for one in in_hand(now=now) if one.scheme == scheme)


def ordinary(by: Member, urgency: str = "ORD") -> Case:
    return factories.log_case(by, case=CaseFacts(concern="TVE_FR", urgency=urgency))


def read(who: Member, address: str = URL, language: str = "en") -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def figures(result: Result) -> dict[tuple[str, str], int | None]:
    return {(row.key, key): cell.value for row in result.rows for key, cell in row.cells.items()}


# --- time to answer ---


def test_the_median_and_the_share_within_the_due_time(adviser: Member, embassy: Member) -> None:
    """An ordinary case is answered within two working days, an acute one within an hour."""
    for urgency, hours in (("ORD", 1), ("ORD", 5), ("ORD", 24 * 7), ("AKUTT", 2)):
        case = ordinary(adviser, urgency)
        sent(adviser, case, embassy.post)
        with at(hours=hours):
            answered(embassy, case, accept)
    found = of("IR")
    # One, two, five and 168 hours; the last but one and the week were late.
    assert found == Answering("IR", asked=4, answered=4, median=210, due=4, in_time=2)
    assert found.percent == 50
    assert of("MR") == Answering("MR", 0, 0, None, 0, 0)
    assert of("MR").percent is None
    assert answering(2025, now=NOW) == [Answering(one, 0, 0, None, 0, 0) for one in ("MR", "IR", "KT")]


def test_what_is_not_answered_counts_from_when_it_is_due(adviser: Member, embassy: Member) -> None:
    case = ordinary(adviser)
    sent(adviser, case, embassy.post)
    due_at = Inquiry.unscoped.get(answer=Answer.UNANSWERED).next_due_at
    assert due_at is not None
    assert of("IR", now=due_at) == Answering("IR", asked=1, answered=0, median=None, due=0, in_time=0)
    late = of("IR", now=due_at + timedelta(seconds=1))
    assert (late.due, late.in_time, late.percent) == (1, 0, 0)


def test_a_refusal_is_an_answer_and_what_was_taken_back_is_none(adviser: Member, embassy: Member) -> None:
    refused, taken = ordinary(adviser), ordinary(adviser)
    sent(adviser, refused, embassy.post)
    lane = sent(adviser, taken, embassy.post)
    with at(minutes=30):
        answered(embassy, refused, decline, reason="KAPASITET", why="Vi rekker det ikke.")
        opened = access.case_to_change(adviser.standing, taken.pk)
        take_back(
            standing=adviser.standing,
            case=opened,
            lane=next(one for one in opened.inquiries.all() if one.pk == lane.pk),
            revision=opened.revision,
            why="Feil post.",
        )
    assert of("IR") == Answering("IR", asked=1, answered=1, median=30, due=1, in_time=1)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (90, "2 hours"),
        (2879, "48 hours"), (2880, "2 days"), (3600, "3 days"),
    ],
)  # fmt: skip
def test_a_time_is_told_in_the_unit_that_fits(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert time_words(minutes) == words


# --- in hand now ---


def test_a_case_at_two_posts_of_a_scheme_counts_there_once(
    adviser: Member, elsewhere: Member, embassy: Member
) -> None:
    case = ordinary(adviser)
    ordinary(elsewhere)
    sent(adviser, case, elsewhere.post, How.ADVISE)
    sent(adviser, case, embassy.post, How.ADVISE)
    assert load("MR") == InHand("MR", open=2, unanswered=1, overdue=0, waiting=0)
    assert load("IR") == InHand("IR", open=1, unanswered=1, overdue=0, waiting=0)
    assert load("KT") == InHand("KT", 0, 0, 0, 0)
    answered(embassy, case, accept)
    opened = access.case_to_change(adviser.standing, case.pk)
    put_question(
        standing=adviser.standing,
        case=opened,
        lane=lane_at(opened, adviser.post),
        revision=opened.revision,
        to=embassy.post.pk,  # type: ignore[union-attr]
        text="Er hun framme?",
    )
    assert load("MR") == InHand("MR", open=2, unanswered=1, overdue=0, waiting=1)
    later = NOW + timedelta(weeks=8)
    assert load("MR", now=later) == InHand("MR", open=2, unanswered=1, overdue=2, waiting=1)
    assert load("IR", now=later) == InHand("IR", open=1, unanswered=0, overdue=1, waiting=0)


# --- the tables ---


def test_half_years_season_and_what_is_not_known_are_the_engines_figures() -> None:
    write([case_of("KT", date(2009, 3, 3)), case_of("MR", date(2010, 5, 5), sexes=("U", "K"))])
    half_years, season, unknown = work_tables(2010, language="nb", today=NOW.date())
    declared = {one.id: figures(one) for one in engine.count(2010, tables=["T11", "T12", "T18"]).results}
    assert figures(half_years) == declared["T12"]
    assert {(row, scheme): figures(season)[row, f"{scheme}-2010"] for row, scheme in declared["T11"]} == (
        declared["T11"]
    )
    assert figures(season)["03", "KT-2009"] == 1
    same = {"sex": "sex", "age": "age_group", "background": "background", "asker": "asker"}
    for (row, scheme), value in declared["T18"].items():
        assert figures(unknown)[same[row], scheme] == value
    assert (figures(unknown)["sex", "MR"], figures(unknown)["whereabouts", "MR"]) == (50, 100)
    assert {one.id for one in (half_years, season, unknown)}.isdisjoint(TABLES)
    assert [row.key for row in unknown.rows] == list(UNKNOWN_CODES)
    with pytest.raises(engine.NoSuchYear):
        work_tables(2007, language="nb", today=NOW.date())


def test_only_the_half_year_that_runs_says_up_to_which_day_it_is_counted() -> None:
    def rows(day: date, language: str) -> list[str]:
        return [row.label for row in work_tables(2010, language=language, today=day)[0].rows][2:]

    assert rows(date(2010, 11, 30), "nb") == [
        "2010, første halvår",
        "2010, andre halvår (til og med 30. november)",
    ]
    assert rows(date(2010, 6, 29), "en") == [
        "2010, first half (up to 29 June)",
        "2010, second half (not begun)",
    ]
    assert rows(date(2010, 6, 30), "nn") == ["2010, første halvår", "2010, andre halvår (ikkje byrja)"]
    assert rows(date(2010, 12, 31), "en") == ["2010, first half", "2010, second half"]


# --- the page ---


def test_the_page_is_marked_and_tells_schemes_alone(leader: Member, adviser: Member, embassy: Member) -> None:
    case = ordinary(adviser)
    sent(adviser, case, embassy.post)
    page = read(leader)
    assert "<strong>Internal – not for publication</strong>" in page
    assert page.count("<table") == 5
    rows = re.findall(r'<th scope="row">[^<]*</th>(.*?)</tr>', page)
    assert [re.findall(r">([^<]+)</td>", row) for row in rows[:6]] == [
        ["1", "0", "0", "0"],
        ["1", "1", "0", "0"],
        ["0", "0", "0", "0"],
        ["0", "0", "–", "–", "0/0"],
        ["1", "0", "–", "–", "0/0"],
        ["0", "0", "–", "–", "0/0"],
    ]
    main = page[page.index("<main") : page.index("</main>")]
    who = [str(member.standing.account_id) for member in (adviser, embassy)]
    for text in (str(case.pk), "Sandaker", "Islamabad", *who, "/saker/"):
        assert text not in main, text
    assert main.count("<svg viewBox") >= 3


def test_each_chart_has_a_name_of_its_own(printed_2008: None, leader: Member) -> None:
    page = read(leader, f"{URL}2008/")
    names = re.findall(r'<title id="([^"]+)">', page)
    assert len(names) == len(set(names))
    assert {"halves-team-chart-title", "A2-3-chart-title"} <= set(names)
    assert ">248<" in page
    assert len(set(re.findall(r'\bid="([^"]+)"', page))) == len(re.findall(r'\bid="([^"]+)"', page))


def test_who_sees_cases_is_led_to_her_own_that_lack_something(
    coordinator: Member, statistician: Member
) -> None:
    assert f'href="{GAPS}"' in read(coordinator)
    assert GAPS not in read(statistician)
    assert statistician.client.get(GAPS).status_code == 403


def test_it_speaks_three_languages(leader: Member) -> None:
    assert "Arbeidstall" in read(leader, language="nb")
    assert "Arbeidstal" in read(leader, language="nn")
    assert "Not answered" in read(leader)


def test_it_is_recorded_before_it_is_counted(leader: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    assert leader.account is not None
    seen = Entry.objects.filter(actor=leader.account.pk, verb=Verb.STATISTICS_COUNTED, fields="work 2008")
    read(leader, f"{URL}2008/")
    assert seen.count() == 1
    monkeypatch.setattr("cases.views.work_figures.work_tables", fails)
    with pytest.raises(RuntimeError):
        leader.client.get(f"{URL}2008/")
    assert seen.count() == 2


def test_other_years_can_be_chosen_and_none_that_is_not_there(leader: Member) -> None:
    assert 'aria-current="page">2010</a>' in read(leader, f"{URL}2010/")
    for year in (2007, 2027):
        assert leader.client.get(f"{URL}{year}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coordinator", 200), ("representative", 200), ("statistician", 200), ("leader", 200),
        ("adviser", 403), ("embassy", 403), ("privacy", 403), ("administrator", 403), ("anonymous", 302),
    ],
)  # fmt: skip
def test_who_may_see_it(request: pytest.FixtureRequest, name: str, status: int) -> None:
    member: Member = request.getfixturevalue(name)
    assert member.client.get(URL).status_code == status


def test_many_cases_cost_no_more_queries(leader: Member, adviser: Member, embassy: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(leader)
        return len(caught)

    sent(adviser, ordinary(adviser), embassy.post)
    read(leader)
    few = cost()
    for _ in range(4):
        sent(adviser, ordinary(adviser), embassy.post)
    assert cost() == few == QUERIES


# --- what one's own cases lack ---


def lacking(who: Member) -> dict[str, set[Any]]:
    return {gap.fact: {case.pk for case in gap.cases} for gap in gaps(who.standing)}


WHOLE = {
    "case": CaseFacts(concern="TVE_FR", urgency="ORD", focus_country="PK"),
    "inquiry": InquiryFacts(scheme="MR", channel="TLF", asker="SELV"),
    "persons": (PersonFacts("K", "16-17", "PK", "NOR"),),
}


def test_only_her_own_open_cases_that_lack_something_are_there(adviser: Member, elsewhere: Member) -> None:
    whole = factories.log_case(adviser, **WHOLE)
    sexless = factories.log_case(adviser, **WHOLE | {"persons": (PersonFacts("U", "16-17", "PK", "NOR"),)})
    bare = factories.log_case(adviser, **WHOLE | {"case": CaseFacts(concern="TVE_FR", focus_country="XX")})
    factories.log_case(adviser, **WHOLE | {"case": CaseFacts(kind="GEN"), "persons": ()})
    theirs = factories.log_case(elsewhere, **WHOLE | {"persons": (PersonFacts(),)})
    assert lacking(adviser) == {"urgency": {bare.pk}, "focus_country": {bare.pk}, "sex": {sexless.pk}}
    assert all(cases == {theirs.pk} for cases in lacking(elsewhere).values())
    page = read(adviser, GAPS)
    for case, times in ((sexless, 1), (bare, 2), (whole, 0), (theirs, 0)):
        assert page.count(f"/saker/{case.pk}/") == times


def test_what_is_not_for_an_agency_lacks_nothing_in_its_eyes(
    coordinator: Member, representative: Member
) -> None:
    """The police see whom it concerns, and neither who asked the coordinator nor how."""
    inquiry = InquiryFacts(scheme="KT")
    case = factories.log_case(coordinator, **WHOLE | {"inquiry": inquiry, "persons": (PersonFacts(),)})
    of_persons = {"sex", "age_group", "background", "whereabouts"}
    assert lacking(coordinator).keys() == of_persons | {"asker", "channel"}
    with at(minutes=1):
        sent(coordinator, case, representative.post, How.ADVISE)
    assert lacking(representative) == dict.fromkeys(of_persons, {case.pk})


def test_the_list_is_recorded_and_costs_the_same_however_many(adviser: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(adviser, GAPS)
        return len(caught)

    case = factories.log_case(adviser, **WHOLE | {"persons": (PersonFacts(),)})
    read(adviser, GAPS)
    listed = Entry.objects.filter(actor=adviser.standing.account_id, verb=Verb.CASES_LISTED).latest("at")
    assert str(case.pk) in listed.objects_named
    few = cost()
    for _ in range(4):
        factories.log_case(adviser, **WHOLE | {"persons": (PersonFacts(),)})
    assert cost() == few == GAP_QUERIES


def test_without_any_the_page_says_so(adviser: Member) -> None:
    factories.log_case(adviser, **WHOLE)
    assert "Nothing is lacking in your open cases." in read(adviser, GAPS)
