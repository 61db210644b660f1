"""The first page: each role's own part, with the numbers of the pages that it leads to."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from advisory.roles import Role
from advisory.services import staff, vacancies
from advisory.services.memberships import start_membership
from advisory.services.trail_review import week_review
from advisory.weeks import Week
from audit.models import Entry
from cases.models import Case
from cases.models.draft import Draft
from cases.models.event import SeenBy
from cases.models.facts import CaseFacts
from cases.queue_age import age_of
from cases.services.answers import accept
from cases.services.glass import break_glass
from cases.services.messages import advise
from cases.services.workload import workload
from cases.sharing import How
from tests import factories
from tests.cases.test_follow_ups import FIRST, closed
from tests.cases.test_hand_over import answered, sent
from tests.cases.test_journeys import PLANNED, send
from tests.cases.test_messages import said
from tests.cases.test_queues import cases_of, taken
from tests.config.test_weight import PAGE_BYTES
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
# Of an adviser's page with something urgent; an embassy's asks which countries are covered as well.
QUERIES = 36
OFFICE = ("statistician", "leader", "privacy", "administrator")


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def read(who: Member, address: str = "/") -> str:
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def headings(page: str) -> dict[str, int]:
    """Numbers in brackets behind titles, by title; those of the list of what else is under way too."""
    found = re.findall(r"<h2[^>]*>([^<(]+) \((\d+)\)</h2>", page)
    found += re.findall(r'<a class="ds-link" href="/oppgaver/[^"]*">([^<:]+): (\d+)</a>', page)
    return {title: int(number) for title, number in found}


def cells(page: str, name: str) -> list[str]:
    """Of the row of that name."""
    row = re.search(rf'<th scope="row"[^>]*>(?:<a[^>]*>)?{re.escape(name)}(?:</a>)?</th>(.*?)</tr>', page)
    assert row, name
    return re.findall(r">([^<]*)</td>", row[1])


def listed(who: Member) -> list[set[str]]:
    """What each list of cases that she was shown held, by the trail."""
    assert who.account is not None
    rows = Entry.objects.filter(verb="case.listed", actor=who.account.pk).order_by("number")
    return [set(one.objects_named.split()) for one in rows]


# --- who works on cases ---


def test_an_adviser_sees_what_waits_as_the_queues_count_it(
    adviser: Member, embassy: Member, case: Case
) -> None:
    mine, away = factories.log_case(adviser), factories.log_case(adviser)
    taken(adviser, mine)
    sent(adviser, away, embassy.post)
    asked = factories.log_case(embassy)
    sent(embassy, asked, adviser.post, How.ADVISE)
    page, queues = headings(read(adviser)), headings(read(adviser, "/oppgaver/"))
    assert page["Asked of your post, not answered"] == page["Mine"] == 1
    assert page["Waiting for others"] == 1
    assert "1 case waits for your answer." in read(adviser)
    assert page["To be followed up"] == queues.pop("Follow up") == 0
    assert {title: page[title] for title in queues} == queues


def test_what_is_due_first_is_told_first_with_how_much_is_late(adviser: Member) -> None:
    late = factories.log_case(adviser)
    with time_machine.travel(NOW + timedelta(days=20)):
        factories.log_case(adviser)
        factories.signed_in_anew(adviser)
        page = read(adviser)
        queues = read(adviser, "/oppgaver/")
    told_first = re.search(r"Next due: .*?</p>", page)
    assert told_first
    assert str(late.pk) in told_first[0]
    assert "In all 1 is overdue." in told_first[0]
    assert "1 of these is overdue." in queues


def test_what_is_overdue_counts_the_follow_ups_too(adviser: Member) -> None:
    closed(adviser)
    with time_machine.travel(FIRST - timedelta(days=1)):
        factories.signed_in_anew(adviser)
        page = read(adviser)
        assert headings(page)["To be followed up"] == 1
        assert "overdue." not in page
    with time_machine.travel(FIRST + timedelta(minutes=1)):
        factories.signed_in_anew(adviser)
        assert "In all 1 is overdue." in read(adviser)
    factories.log_case(adviser)
    with time_machine.travel(FIRST + timedelta(minutes=1)):
        factories.signed_in_anew(adviser)
        assert "In all 2 are overdue." in read(adviser)


def test_of_many_urgent_cases_the_first_are_shown_and_the_rest_are_told(
    adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that have no room here, and those that are no line of the list either."""
    for _ in range(7):
        factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", urgency="AKUTT"))
    for most in (20, 6):
        monkeypatch.setattr("cases.views.urgent_shown.MOST", most)
        page = read(adviser)
        panel = page[page.index('id="urgent-title"') : page.index("</section>")]
        assert len(set(re.findall(r'href="/saker/([0-9a-f-]{36})/"', panel))) == 5
        assert "And 2 more." in panel


def test_an_urgent_case_stands_above_all_and_says_what_is_not_assessed(adviser: Member, case: Case) -> None:
    urgent = factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", urgency="AKUTT"))
    page = read(adviser)
    panel = page[page.index('id="urgent-title"') : page.index("</section>")]
    assert str(urgent.pk) in panel
    assert str(case.pk) not in panel
    assert "Not assessed" in panel
    assert page.index('id="urgent-title"') < page.index("queue-free")


def test_journeys_ahead_are_those_of_their_own_page(adviser: Member, case: Case) -> None:
    assert send(adviser, case, "reise", **PLANNED).status_code == 302
    page, journeys = read(adviser), read(adviser, "/reiser/")
    assert headings(page)["Planned journeys"] == 1
    assert cells(page, "Week 26, 2026") == cells(journeys, "Week 26, 2026")[:2] == ["Afghanistan", "1"]


def test_one_button_logs_and_drafts_go_on(adviser: Member, colleague: Member) -> None:
    def drafts(page: str) -> list[str]:
        return re.findall(r'href="/saker/ny/\?draft=([0-9a-f-]{36})"', page)

    assert adviser.account is not None
    now = timezone.now()
    told = '{"received_on": [""], "urgency": ["ORD"]}'
    made = [
        Draft.objects.create(account_id=adviser.account.pk, content=told, changed_at=now) for _ in range(7)
    ]
    page = read(adviser)
    assert 'class="ds-button" href="/saker/ny/"' in page
    assert 'href="/saker/ny/kort/"' in page
    assert len(drafts(page)) == 5
    assert "And 2 more." in page
    assert set(drafts(page)) < {str(one.pk) for one in made}
    assert drafts(read(colleague)) == []


def test_who_has_nothing_is_told_what_to_do(adviser: Member) -> None:
    page = read(adviser)
    assert "Nothing waits for you. When somebody asks you, log it as a new inquiry" in page
    assert "No journey is planned in your open cases." in page
    assert "queue-mine" not in page


def test_what_is_shown_is_recorded_as_one_list_and_nothing_else_is_in_it(
    adviser: Member, elsewhere: Member
) -> None:
    made = [factories.log_case(adviser) for _ in range(7)]
    stranger = factories.log_case(elsewhere)
    page = read(adviser)
    (entry,) = listed(adviser)
    assert entry == set(cases_of(page, "free"))
    assert len(entry) == 5
    assert entry < {str(one.pk) for one in made}
    assert str(stranger.pk) not in page


def test_it_costs_the_same_and_is_as_light_however_much_waits(adviser: Member, embassy: Member) -> None:
    """For one row and for fifty; at an embassy, of which more is opened, for one and ten."""
    for who, more, rows in ((adviser, 0, 49), (embassy, 4, 9)):
        urgent = factories.case_facts(urgency="AKUTT")
        factories.log_case(who, case=urgent)
        read(who)
        asked = []
        for number in (rows, 0):
            with CaptureQueriesContext(connection) as found:
                read(who)
            asked.append(len(found))
            for _more in range(number):
                factories.log_case(who, case=urgent)
        assert asked == [QUERIES + more] * 2
        answer = who.client.get("/", headers={"accept-encoding": "gzip"})
        assert len(answer.content) < PAGE_BYTES


def advised(who: Member, case: Case, seen_by: SeenBy = SeenBy.LANE) -> None:
    said(who, case, advise, seen_by=seen_by, text="Reis ikke.")


def test_who_was_asked_is_waited_for_until_advice_has_come(
    adviser: Member, embassy: Member, case: Case
) -> None:
    """Who took a case over owes none."""
    sent(adviser, case, embassy.post, How.ADVISE)
    numbers = [headings(read(adviser))["Waiting for others"]]
    answered(embassy, case, accept)
    numbers.append(headings(read(adviser))["Waiting for others"])
    advised(embassy, case)
    numbers.append(headings(read(adviser))["Waiting for others"])
    other = factories.log_case(adviser)
    sent(adviser, other, embassy.post)
    answered(embassy, other, accept)
    assert [*numbers, headings(read(adviser))["Waiting for others"]] == [1, 1, 0, 0]


# --- at an embassy ---


def test_an_embassy_sees_it_by_country_and_by_its_own_clock(embassy: Member) -> None:
    for country in ("PK", "PK", "AF", "SO"):
        facts = factories.case_facts(focus_country=country)
        assert send(embassy, factories.log_case(embassy, case=facts), "reise", **PLANNED).status_code == 302
    page = read(embassy)
    assert "It is now 03.06.2026 14:30 in Islamabad (11:30 Norwegian time)." in page
    assert cells(page, "Pakistan") == ["2", "0", "0"]
    assert cells(page, "Other countries, or not known")[0] == "1"
    rows = re.search(r'aria-labelledby="countries">.*?</table>', page)
    assert rows
    waiting = [int(one) for one in re.findall(r'</th><td class="number">(\d+)<', rows[0])]
    assert sum(waiting) == headings(page)["Nobody has taken them yet"] == 4
    assert "in Islamabad" in page[page.index("queue-free") :]
    assert len(cases_of(page, "free")) == 4


def test_an_adviser_at_a_school_sees_no_countries_and_norwegian_time(adviser: Member, case: Case) -> None:
    page = read(adviser)
    assert 'id="countries"' not in page
    assert "It is now" not in page
    assert "By when (Norwegian time)" in page


# --- the team ---


def test_the_coordinator_sees_the_inbox_and_the_load_of_the_team_as_the_leader_counts_it(
    coordinator: Member, representative: Member, leader: Member, adviser: Member, case: Case
) -> None:
    sent(adviser, case, coordinator.post)
    inside = factories.log_case(coordinator)
    sent(coordinator, inside, representative.post, How.ADVISE)
    page = read(coordinator)
    assert headings(page)["Asked of your post, not answered"] == 1
    assert cases_of(page, "answer") == [str(case.pk)]
    everybody = {one.name: one for one in workload(leader.standing)}
    team = workload(coordinator.standing)
    assert team == [one for one in everybody.values() if one in team]
    assert coordinator.post is not None
    assert representative.post is not None
    assert adviser.post is not None
    assert adviser.post.name in everybody
    assert adviser.post.name not in read(coordinator, "/belastning/")
    for post in (coordinator.post, representative.post):
        one = everybody[post.name]
        assert one.unanswered == 1
        numbers = [one.open, one.new, one.unanswered, one.overdue, one.oldest]
        assert cells(page, post.name) == [str(number) for number in numbers]


def test_a_representative_sees_how_old_the_queue_is(
    representative: Member, coordinator: Member, leader: Member
) -> None:
    assert representative.post is not None
    for weeks in (0, 9, 10, 10, 13):
        with time_machine.travel(NOW + timedelta(weeks=weeks, minutes=1)):
            sent(coordinator, factories.log_case(coordinator), representative.post)
    with time_machine.travel(NOW + timedelta(weeks=13, hours=1)):
        factories.signed_in_anew(representative)
        page = read(representative)
        load = next(one for one in workload(leader.standing) if one.name == representative.post.name)
    bands = {words: int(number) for words, number in _bands(page)}
    assert bands == {
        "Under 1 week": 1,
        "1 to 2 weeks": 0,
        "2 to 4 weeks": 2,
        "4 to 12 weeks": 1,
        "12 weeks and more": 1,
    }
    assert (load.open, load.oldest) == (sum(bands.values()), 13)
    assert "The oldest part began 13 whole weeks ago." in page
    assert headings(page)["Asked of your post, not answered"] == 5


def _bands(page: str) -> list[tuple[str, str]]:
    part = page[page.index('id="age"') :]
    part = part[: part.index("</section>")]
    return re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', part)


def test_an_agency_with_nothing_is_told_so(representative: Member) -> None:
    assert age_of(representative.standing, timezone.now()).oldest is None
    assert "Your agency has nothing in hand." in read(representative)


# --- the house ---


@pytest.mark.parametrize("name", OFFICE)
def test_nobody_of_the_office_is_shown_a_case(cast: dict[str, Member], name: str) -> None:
    case = factories.log_case(cast["adviser"])
    assert f"/saker/{case.pk}/" in read(cast["adviser"])
    page = read(cast[name])
    assert str(case.pk) not in page
    assert "/saker/" not in page
    assert listed(cast[name]) == []


def test_the_statistics_officer_sees_the_figures_of_the_work_figures_and_the_editions(
    statistician: Member, adviser: Member
) -> None:
    def tables(page: str) -> list[str]:
        return [
            part.partition("</table>")[0]
            for part in re.split(r'<caption id="', page)
            if part.startswith(("A1", "A3"))
        ]

    factories.log_case(adviser)
    page, work = read(statistician), read(statistician, "/statistikk/arbeid/")
    assert len(tables(page)) == 2
    assert _words(tables(page)) == _words(tables(work))
    assert "Begin with a draft" in page
    assert statistician.account is not None
    counted = Entry.objects.filter(actor=statistician.account.pk, verb="statistics.counted")
    assert counted.count() == 2


def _words(parts: list[str]) -> list[str]:
    return [re.sub(r"\s+", "", part) for part in parts]


def test_the_leader_sees_the_fullest_posts_of_the_workload_page(leader: Member, adviser: Member) -> None:
    factories.log_case(adviser)
    page, loads = read(leader), workload(leader.standing)
    assert adviser.post is not None
    assert cells(page, adviser.post.name)[:2] == ["1", "1"]
    assert f"{len(loads) - 10} more posts" in page


def test_the_privacy_officer_sees_what_there_is_to_review(
    privacy: Member, embassy: Member, case: Case
) -> None:
    break_glass(standing=embassy.standing, case_id=case.pk, reason="Hun ringer fra flyplassen.")
    page = read(privacy)
    review = week_review(privacy.standing, Week.now())
    shown = {
        "Emergencies, and posts that were left": len(review.exceptions.told) + review.exceptions.more,
        "Accounts whose reading is marked": sum(bool(one.marks) for one in review.readers),
        "Things that must be looked into": len(review.alarms.told) + review.alarms.more,
        "Emergency openings in the last 14 days": 1,
    }
    assert shown["Emergencies, and posts that were left"] > 0
    for name, number in shown.items():
        assert cells(page, name) == [str(number)]
    assert "1 case is open in an emergency now." in page
    assert "It was never checked whether anything was changed past the program." in page
    assert privacy.account is not None
    assert Entry.objects.filter(actor=privacy.account.pk, verb="trail.read").count() == 2


def test_the_administrator_sees_accounts_and_jobs_to_do(administrator: Member, adviser: Member) -> None:
    page = read(administrator)
    people = staff.everybody(asked_by=administrator.standing.actor)
    waiting = [one for one in people if one.state not in (staff.State.HERE, staff.State.DEACTIVATED)]
    assert headings(page)["Cannot sign in yet"] == len(waiting)
    vacant = [one for one in vacancies.places(asked_by=administrator.standing.actor) if not one.holders]
    assert f"Posts that nobody holds: {len(vacant)}" in page
    assert "None of 11 jobs has failed" in page


# --- two roles, and none ---


def test_who_holds_two_roles_gets_both_parts(privacy: Member, leader: Member) -> None:
    assert 'id="load"' not in read(privacy)
    assert privacy.account is not None
    start_membership(
        actor=SUITE, account=privacy.account, post=factories.post("kontor"), role=Role.UNIT_LEADER
    )
    factories.signed_in_anew(privacy)
    page = read(privacy)
    assert 'id="load"' in page
    assert 'id="review"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_who_holds_no_post_is_told_whom_to_ask(adviser: Member) -> None:
    factories.redate(adviser, starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=1))
    factories.signed_in_anew(adviser)
    assert "no post is given to you now" in read(adviser, reverse("start"))


# --- for everybody ---


def test_who_is_new_is_told_of_the_first_visit_for_a_fortnight(adviser: Member) -> None:
    """However she signs in: whoever comes by an identity provider makes no second factor here."""
    assert adviser.account is not None
    assert "Are you new here?" in read(adviser)
    with time_machine.travel(NOW + timedelta(days=15)):
        factories.signed_in_anew(adviser)
        assert "Are you new here?" not in read(adviser)
