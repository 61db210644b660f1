"""Journeys, checklists and safe contact of a case; and the page before summer, for those who may see it."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advisory.sealing.opener import stored_bytes
from audit.models import Entry
from audit.verbs import Verb
from cases import access, codebook
from cases.follow_ups import BOTH
from cases.models import Case, CaseGroupPermission, Event
from cases.models.facts import CaseFacts, PersonFacts
from cases.services.journeys import tell_journey
from tests import factories
from tests.factories import Member

NOW = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
URL = "/reiser/"
PLANNED = {"planned": "JA", "country": "AF", "week": "2026-26", "date_known": "NEI", "return_ticket": ""}
QUERIES = 18


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def now(who: Member, case: Case) -> Case:
    return access.open_case(who.standing, case.pk)


def send(who: Member, case: Case, action: str, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(f"/saker/{case.pk}/{action}/", answers)


def read(who: Member, address: str) -> str:
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def told(who: Member, case: Case, **facts: str) -> None:
    stands = now(who, case)
    lane = next(one for one in stands.inquiries.all() if one.post_id == who.held.post_id)
    seen = next((one.pk for one in reversed(stands.events.all()) if one.facts.kind == "REISE"), None)
    said = {"result": "JA", **facts}
    tell_journey(standing=who.standing, case=stands, inquiry=lane, seen=seen, facts=said)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


# --- the journey of a case ---


def test_a_journey_is_kept_as_codes(adviser: Member, case: Case) -> None:
    response = send(adviser, case, "reise", seen="", **PLANNED)
    assert response.url == f"/saker/{case.pk}/"
    (event,) = now(adviser, case).events.all()
    facts = event.facts
    assert (facts.kind, facts.result, facts.country) == ("REISE", "JA", "AF")
    assert (facts.year, facts.week, facts.date_known) == ("2026", "26", "NEI")
    assert (facts.return_ticket, facts.wants_to_go) == ("", "")
    page = read(adviser, f"/saker/{case.pk}/")
    assert "Afghanistan, week 26, 2026" in page
    entry = Entry.objects.get(chain=case.pk, verb=Verb.JOURNEY_TOLD)
    assert "AF" not in str(entry.fields)


def test_of_a_journey_that_is_none_nothing_else_is_kept(adviser: Member, case: Case) -> None:
    assert send(adviser, case, "reise", **{**PLANNED, "planned": "NEI"}).status_code == 302
    (event,) = now(adviser, case).events.all()
    assert (event.facts.result, event.facts.country, event.facts.week) == ("NEI", "", "")


def test_the_form_begins_with_the_country_of_the_case_and_the_weeks_to_come(
    adviser: Member, case: Case
) -> None:
    page = read(adviser, f"/saker/{case.pk}/reise/")
    assert re.search(r'value="PK"[^>]*selected', page)
    weeks = re.findall(r'value="(20\d\d-\d\d)"', page)
    assert (weeks[0], weeks[-1], len(weeks)) == ("2026-23", "2027-22", 53)
    assert 'type="date"' not in page


def test_the_form_shows_what_was_told_last_also_when_the_week_is_over(adviser: Member, case: Case) -> None:
    told(adviser, case, country="AF", year="2026", week="20", wants_to_go="NEI")
    page = read(adviser, f"/saker/{case.pk}/reise/")
    assert re.search(r'value="2026-20"[^>]*selected', page)
    assert re.search(r'name="wants_to_go"[^>]*value="NEI"[^>]*checked', page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned": ""},
        {"week": "2026-54"},
        {"week": "26.06.2026"},
        {"country": "Pakistan"},
        {"planned": "IKKE"},
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(
    adviser: Member, case: Case, wrong: dict[str, str]
) -> None:
    response = send(adviser, case, "reise", **{**PLANNED, **wrong})
    assert response.status_code == 200
    assert f'id="id_{next(iter(wrong))}_error"' in response.content.decode()
    assert not Event.unscoped.filter(case=case).exists()


# --- two at once ---


@pytest.mark.parametrize(
    ("action", "first", "second", "hers"),
    [
        ("reise", PLANNED, {**PLANNED, "week": "2026-27"}, "week 26, 2026"),
        ("kontakt", {"text": "Gjennom helsesykepleier"}, {"text": "Annen vei"}, "Gjennom helsesykepleier"),
    ],
)
def test_nobody_tells_over_what_she_has_not_seen(
    cast: dict[str, Member], action: str, first: dict[str, str], second: dict[str, str], hers: str
) -> None:
    adviser, colleague = cast["adviser"], cast["colleague"]
    case = factories.log_case(adviser)
    page = read(adviser, f"/saker/{case.pk}/{action}/")
    assert send(colleague, case, action, seen="", **first).status_code == 302
    conflict = send(adviser, case, action, seen=seen_on(page), **second)
    told = unescape(conflict.content.decode())
    assert conflict.status_code == 409
    assert "Somebody else has recorded this meanwhile" in told
    assert hers in told
    assert len(now(adviser, case).events.all()) == 1
    # What she typed is still there, and is recorded once she has seen the other.
    assert send(adviser, case, action, seen=seen_on(told), **second).status_code == 302
    assert len(now(adviser, case).events.all()) == 2


# --- the checklist ---


def test_the_checklist_says_done_not_done_or_not_relevant(adviser: Member, case: Case) -> None:
    codes = list(codebook.entries("reisesjekk"))
    answers = dict.fromkeys(codes, "not-done") | {codes[0]: "done", codes[1]: "not-relevant"}
    assert send(adviser, case, "sjekkliste", seen="", **answers).status_code == 302
    (event,) = now(adviser, case).events.all()
    assert event.facts.travel_done == {codes[0]}
    assert event.facts.travel_not_relevant == {codes[1]}
    assert f"1 of {len(codes) - 1} things are done." in read(adviser, f"/saker/{case.pk}/")
    page = read(adviser, f"/saker/{case.pk}/sjekkliste/")
    assert re.search(rf'name="{codes[1]}"[^>]*value="not-relevant"[^>]*checked', page)
    assert "<textarea" not in page


def test_a_checklist_with_something_unanswered_comes_back(adviser: Member, case: Case) -> None:
    response = send(adviser, case, "sjekkliste", seen="", FRARAD="done")
    assert response.status_code == 200
    assert 'id="id_KODEORD_error"' in response.content.decode()
    assert not Event.unscoped.filter(case=case).exists()


# --- the safe contact ---


def test_the_safe_contact_is_sealed_and_shown_on_the_case_alone(adviser: Member, case: Case) -> None:
    words = "Gjennom helsesykepleieren, i storefri. Kodeord: fiskekake"
    assert send(adviser, case, "kontakt", seen="", text=words).status_code == 302
    assert "fiskekake" in read(adviser, f"/saker/{case.pk}/")
    for address in ("/saker/", URL, f"/saker/{case.pk}/innsyn/"):
        assert "fiskekake" not in read(adviser, address)
    (row,) = Event.unscoped.filter(case=case).values("facts", "text")
    stored = stored_bytes(row["facts"]) + stored_bytes(row["text"])
    assert b"fiskekake" not in stored
    assert b"KONTAKT" not in stored


def test_an_empty_contact_is_none(adviser: Member, case: Case) -> None:
    response = send(adviser, case, "kontakt", seen="", text=" ")
    assert "Write how contact was agreed." in response.content.decode()
    assert not Event.unscoped.filter(case=case).exists()


# --- the page before summer ---


def rows(page: str) -> list[tuple[str, str, str]]:
    found = re.findall(
        r'<th scope="row" role="rowheader">([^<]*)(?:<strong[^>]*>[^<]*</strong>)?</th>\s*'
        r'<td[^>]*>([^<]*)</td>\s*<td[^>]* class="number">(\d+)</td>',
        page,
    )
    return [(week.strip(), country, number) for week, country, number in found]


def test_by_week_and_country_from_what_was_told_and_what_the_inquiry_says(adviser: Member) -> None:
    leaving = (PersonFacts(sex="K", age_group="18-21", whereabouts="REI"),)
    for week, country in (("26", "PK"), ("26", "PK"), ("26", "IQ"), ("25", "SO"), ("20", "PK")):
        told(adviser, factories.log_case(adviser), country=country, year="2026", week=week)
    factories.log_case(adviser, persons=leaving)
    told(adviser, factories.log_case(adviser, persons=leaving), result="NEI")
    factories.log_case(adviser)
    page = read(adviser, URL)
    assert rows(page) == [
        ("Week 20, 2026", "Pakistan", "1"),
        ("Week 25, 2026", "Somalia", "1"),
        ("Week 26, 2026", "Pakistan", "2"),
        ("Week 26, 2026", "Iraq", "1"),
        ("Not known", "Pakistan", "1"),
    ]
    assert page.count("The week is over") == 1
    assert "<svg viewBox" in page
    assert [number for _week, _country, number in rows(page)].count("2") == 1
    # Weeks alone: no day of any journey is on the page.
    assert not re.search(r"\d\d?\.(0[^6]|1\d)\.2026|June \d", page)


def test_who_sees_whose(adviser: Member, elsewhere: Member, embassy: Member, coordinator: Member) -> None:
    case = factories.log_case(adviser)
    told(adviser, case, country="PK", year="2026", week="26")
    line = [("Week 26, 2026", "Pakistan", "1")]
    assert rows(read(adviser, URL)) == line
    for stranger in (elsewhere, embassy, coordinator):
        assert rows(read(stranger, URL)) == []
    assert embassy.post is not None
    assert coordinator.post is not None
    factories.give(now(adviser, case), embassy.post, coordinator.post)
    assert rows(read(embassy, URL)) == rows(read(coordinator, URL)) == line
    assert rows(read(elsewhere, URL)) == []


def test_an_embassy_is_told_of_the_countries_that_it_covers(adviser: Member, embassy: Member) -> None:
    assert embassy.post is not None
    for country in ("PK", "AF", "SO"):
        case = factories.log_case(adviser)
        told(adviser, case, country=country, year="2026", week="26")
        factories.give(now(adviser, case), embassy.post)
    page = read(embassy, URL)
    assert {country for _week, country, _number in rows(page)} == {"Pakistan", "Afghanistan"}
    assert "1 planned journey in your cases goes to a country that your post does not cover." in page
    assert "Somalia" not in page


def test_a_closed_case_is_not_on_the_page(adviser: Member) -> None:
    case = factories.log_case(adviser)
    told(adviser, case, country="PK", year="2026", week="26")
    assert len(rows(read(adviser, URL))) == 1
    stands = now(adviser, case)
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=stands.revision)
    assert rows(read(adviser, URL)) == []


def test_an_agency_sees_the_journeys_that_its_part_needs(adviser: Member, representative: Member) -> None:
    assert representative.post is not None
    leaving = (PersonFacts(sex="K", age_group="18-21", whereabouts="REI"),)
    first, second = factories.log_case(adviser), factories.log_case(adviser, persons=leaving)
    told(adviser, first, country="PK", year="2026", week="26")
    for case in (first, second):
        factories.ask(now(adviser, case), representative.post)
    # What others told of a journey it sees; it does not guess one from the inquiry.
    assert rows(read(representative, URL)) == [("Week 26, 2026", "Pakistan", "1")]


def test_what_is_shown_is_recorded_and_nothing_else(adviser: Member) -> None:
    case, other = factories.log_case(adviser), factories.log_case(adviser)
    told(adviser, case, country="PK", year="2026", week="26")
    before = Entry.objects.filter(verb=Verb.CASES_LISTED).count()
    read(adviser, URL)
    entries = Entry.objects.filter(verb=Verb.CASES_LISTED)
    assert entries.count() == before + 1
    listed = str(vars(entries.latest("at")))
    assert str(case.pk) in listed
    assert str(other.pk) not in listed


def test_a_forged_grant_shows_nobody_a_journey(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    told(adviser, case, country="PK", year="2026", week="26")
    assert elsewhere.post is not None
    CaseGroupPermission.objects.create(
        group_id=elsewhere.post.group_id,
        permission_id=access.permission_id("view"),
        content_object=case,
        opened_at=case.opened_at,
    )
    assert rows(read(elsewhere, URL)) == []
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).exists()


def test_the_number_of_queries_does_not_grow(adviser: Member) -> None:
    counts = []
    for week in (20, 21, 22, 23):
        told(adviser, factories.log_case(adviser), country="PK", year="2026", week=f"{week}")
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(read(adviser, URL))) == week - 19
        counts.append(len(queries))
    assert counts[1:] == [QUERIES] * 3


def test_facts_of_a_general_question_are_no_journey(adviser: Member) -> None:
    factories.log_case(adviser, case=CaseFacts(kind="GEN", urgency="INFO"), persons=())
    assert rows(read(adviser, URL)) == []
