"""The privacy officer's pages: what they show and what not, what they cost, and that looking is recorded."""

import html
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.origin import Origin, seal_origin
from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from advisory.weeks import OSLO
from audit import record
from audit.actor import ANONYMOUS, HOUSE, Actor
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db(transaction=True)

# Ahead of any day the suite runs on, so that posts given now are held then.
WEEK, BEFORE = "2096-45", "2096-44"
TUESDAY = datetime(2096, 11, 6, 12, tzinfo=OSLO)
WEEK_QUERIES = 12
ACCOUNT_QUERIES = 12
CASE_QUERIES = 15
REVIEW = "/sporing/"


def at(moment: datetime, verb: Verb, by: Member | uuid.UUID, **said: Any) -> None:
    """Write an entry as if it were then."""
    who = by.account.pk if isinstance(by, Member) and by.account else by
    assert isinstance(who, uuid.UUID)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        record.alone(verb, **{"actor": Actor(id=who), **said})


def opened(by: Member, number: int, start: datetime = TUESDAY) -> None:
    for one in range(number):
        case = uuid.uuid4()
        at(start + timedelta(seconds=one), Verb.CASE_READ, by, chain=case, subject=case)


def read(who: Member, address: str, language: str = "en", **query: Any) -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(who: Member, address: str, **query: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(who, address, **query)
    return len(caught)


def account(who: Member) -> str:
    assert who.account is not None
    return f"{REVIEW}konto/{who.account.pk}/"


def row_of(page: str, who: Member) -> str:
    assert who.account is not None
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if str(who.account.pk) in row)


# --- the week ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "ulike saker"), ("nn", "ulike saker"), ("en", "different")]
)
def test_over_the_limit_is_marked_with_its_reason_and_just_under_is_not(
    adviser: Member, colleague: Member, privacy: Member, language: str, word: str
) -> None:
    opened(adviser, 21)
    opened(colleague, 20)
    page = read(privacy, REVIEW, language, uke=WEEK)
    assert "21" in row_of(page, adviser)
    assert word in row_of(page, adviser)
    assert "ds-tag" in row_of(page, adviser)
    assert "ds-tag" not in row_of(page, colleague)


def test_who_is_marked_stands_first(adviser: Member, colleague: Member, privacy: Member) -> None:
    opened(adviser, 15)
    opened(colleague, 1, TUESDAY.replace(hour=23))
    page = read(privacy, REVIEW, uke=WEEK)
    assert page.index(str(colleague.account.pk)) < page.index(str(adviser.account.pk))  # type: ignore[union-attr]


def test_an_embassys_evening_is_by_its_own_clock(adviser: Member, embassy: Member, privacy: Member) -> None:
    for who in (adviser, embassy):
        opened(who, 1, TUESDAY.replace(hour=20))
    page = read(privacy, REVIEW, uke=WEEK)
    assert "at night" in row_of(page, embassy)
    assert "at night" not in row_of(page, adviser)


def test_a_weekend_is_that_of_the_readers_post(adviser: Member, privacy: Member) -> None:
    """Amman works on Sundays and rests on Fridays; Islamabad, like Oslo, the other way about."""
    amman = factories.member("amman", Role.EMBASSY, factories.post("amman"))
    islamabad = factories.member("islamabad", Role.EMBASSY, factories.post("islamabad"))
    friday, sunday = TUESDAY.replace(day=9), TUESDAY.replace(day=11)
    told = {}
    for day in (friday, sunday):
        for who in (amman, islamabad, adviser):
            opened(who, 1, day)
        page = read(privacy, REVIEW, uke=WEEK)
        told[day] = ["at the weekend" in row_of(page, who) for who in (amman, islamabad, adviser)]
    assert told[friday] == [True, False, False]
    page = read(privacy, REVIEW, uke=WEEK)
    assert "Read 1 time at the weekend, first Friday" in html.unescape(row_of(page, amman))
    assert told[sunday] == [True, True, True]


def test_cases_in_lists_and_refusals_are_counted(adviser: Member, privacy: Member) -> None:
    listed = [uuid.uuid4() for _ in range(25)]
    at(TUESDAY, Verb.CASES_LISTED, adviser, objects=listed)
    at(TUESDAY, Verb.CASES_LISTED, adviser, objects=listed)
    for _ in range(3):
        at(TUESDAY, Verb.ACCESS_REFUSED, adviser, subject=uuid.uuid4(), fields=["case"])
    row = row_of(read(privacy, REVIEW, uke=WEEK), adviser)
    assert re.findall(r'<td class="number">(\d+)</td>', row)[1:] == ["0", "25", "3"]
    assert "3 cases that are not" in row


def test_it_is_that_week_and_no_other(adviser: Member, privacy: Member) -> None:
    opened(adviser, 1, TUESDAY - timedelta(weeks=1))
    opened(adviser, 1, TUESDAY + timedelta(weeks=1))
    assert "It was a quiet one" in read(privacy, REVIEW, uke=WEEK)
    assert str(adviser.account.pk) in read(privacy, REVIEW, uke=BEFORE)  # type: ignore[union-attr]


def test_the_week_begins_and_ends_at_midnight_in_oslo(adviser: Member, privacy: Member) -> None:
    monday = TUESDAY.replace(day=5, hour=0)
    opened(adviser, 1, monday - timedelta(seconds=1))
    assert "quiet" in read(privacy, REVIEW, uke=WEEK)
    opened(adviser, 1, monday)
    assert "quiet" not in read(privacy, REVIEW, uke=WEEK)


def test_its_charts_are_named_and_have_their_table(adviser: Member, privacy: Member) -> None:
    opened(adviser, 3)
    page = read(privacy, REVIEW, uke=WEEK)
    assert page.count('<svg viewBox="0 0 720') == page.count("<desc ") == page.count("<details") == 3
    assert '<tr><th scope="row">12</th><td class="number">3</td><td class="number">0</td></tr>' in page


def test_a_day_to_come_is_no_day_without_reading(adviser: Member, privacy: Member) -> None:
    opened(adviser, 1)
    days = section(read(privacy, REVIEW, uke=WEEK), "days")
    rows = re.findall(r'<th scope="row">(\w+) .*?</th><td class="number">(.*?)</td>', days)
    assert rows == [
        (day, "1" if day == "Tue" else "–") for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    ]
    assert "Days to come have no bar." in days
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        privacy.client.force_login(privacy.account)
        days = section(read(privacy, REVIEW, uke=WEEK), "days")
    rows = re.findall(r'<th scope="row">(\w+) .*?</th><td class="number">(.*?)</td>', days)
    assert [number for _day, number in rows] == ["0", "1", "0", "–", "–", "–", "–"]


def test_refused_sign_ins_are_told_with_their_addresses(privacy: Member) -> None:
    for minute in range(11):
        request = uuid.uuid4()
        sealed = seal_origin(Origin("203.0.113.9", "curl"), request=request, actor=ANONYMOUS)
        actor = Actor(id=ANONYMOUS, request=request, origin=sealed)
        at(
            TUESDAY + timedelta(minutes=minute),
            Verb.SIGN_IN_REFUSED,
            ANONYMOUS,
            actor=actor,
            fields=["credentials"],
        )
    page = read(privacy, REVIEW, uke=WEEK)
    assert "11 sign-ins refused within an hour" in page
    assert "203.0.113.9" not in page
    assert read(privacy, f"{REVIEW}konto/{ANONYMOUS}/", uke=WEEK).count("203.0.113.9") == 11


def section(page: str, id_: str) -> str:
    """The part of the page under that heading; nothing where it has none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{id_}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_what_does_not_hold_is_told_as_an_alarm_and_work_on_keys_as_news(
    adviser: Member, privacy: Member
) -> None:
    set_up = {"actor": Actor(id=HOUSE, job="migrate"), "chain": HOUSE}
    at(TUESDAY, Verb.SEAL_BROKEN, adviser, subject=uuid.uuid4(), fields=["cases.Case.facts"])
    at(TUESDAY, Verb.TRIGGERS_MISSED, HOUSE, fields=["cases_case_log_update"], **set_up)
    at(TUESDAY, Verb.KEYS_CREATED, HOUSE, fields=["epoch-2"], **set_up)
    page = read(privacy, REVIEW, uke=WEEK)
    alarms, upkeep = section(page, "alarms"), section(page, "upkeep")
    assert 'data-color="danger"' in alarms
    assert "met a sealed value that does not open (a case)" in alarms
    assert "changed rows were not logged any more" in alarms
    assert "created a key" not in alarms
    assert 'data-color="info"' in upkeep
    assert "The system (set-up) created a key (key period 2)" in upkeep
    assert upkeep.count("<li>") == 1


def test_more_than_are_shown_are_counted(adviser: Member, privacy: Member) -> None:
    for minute in range(23):
        said = {"subject": uuid.uuid4(), "fields": ["cases.Case.facts"]}
        at(TUESDAY + timedelta(minutes=minute), Verb.SEAL_BROKEN, adviser, **said)
    alarms = section(read(privacy, REVIEW, uke=WEEK), "alarms")
    assert re.findall(r"\d\d:(\d\d): Adviser", alarms) == [f"{minute:02}" for minute in range(3, 23)]
    assert "3 earlier ones are not shown" in alarms


def test_one_case_opened_twice_is_one_case_and_two_openings(adviser: Member, privacy: Member) -> None:
    case = uuid.uuid4()
    for minute in range(2):
        at(TUESDAY + timedelta(minutes=minute), Verb.CASE_READ, adviser, chain=case, subject=case)
    page = read(privacy, REVIEW, uke=WEEK)
    assert re.findall(r'<td class="number">(\d+)</td>', row_of(page, adviser))[1:] == ["1", "0", "0"]
    assert page.count(">Different cases opened</th>") == 1
    assert page.count(">Openings of a case</th>") == 3
    assert '<tr><th scope="row">12</th><td class="number">2</td><td class="number">0</td></tr>' in page


def test_who_looked_at_the_trail_is_no_event(privacy: Member) -> None:
    at(TUESDAY, Verb.TRAIL_READ, privacy)
    page = read(privacy, REVIEW, uke=WEEK)
    assert section(page, "alarms") == section(page, "upkeep") == ""


def test_a_deactivated_account_keeps_its_name(adviser: Member, privacy: Member) -> None:
    assert adviser.account is not None
    opened(adviser, 1)
    deactivate_account(actor=factories.SUITE, account=adviser.account)
    assert adviser.account.name in row_of(read(privacy, REVIEW, uke=WEEK), adviser)


def test_a_name_that_does_not_open_is_a_gap_and_recorded(adviser: Member, privacy: Member) -> None:
    assert adviser.account is not None
    opened(adviser, 1)
    key = adviser.account.pk.hex if connection.vendor == "sqlite" else adviser.account.pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE advisory_account SET profile = %s WHERE id = %s", [b"x", key])
    assert "Cannot be read" in row_of(read(privacy, REVIEW, uke=WEEK), adviser)
    assert Entry.objects.filter(verb="seal.broken", actor=privacy.account.pk).exists()  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "2026-99", "x", "\x00", "9" * 500, "0001-01", "9999-52"])
def test_a_wild_week_is_a_page_all_the_same(privacy: Member, adviser: Member, text: str) -> None:
    for address in (REVIEW, account(adviser)):
        read(privacy, address, uke=text)


# --- one account ------------------------------------------------------------------------------------------


def test_an_accounts_week_says_where_each_came_from(adviser: Member, privacy: Member) -> None:
    adviser.client.get("/saker/", headers={"user-agent": "Firefox 150"}, REMOTE_ADDR="198.51.100.7")
    page = read(privacy, account(adviser))
    assert "198.51.100.7" in page
    assert "Firefox 150" in page
    assert "198.51.100.7" not in read(privacy, REVIEW)


@pytest.mark.parametrize("moved", [b"", b"x" * 290, None])
def test_an_origin_that_does_not_open_says_so(adviser: Member, privacy: Member, moved: bytes | None) -> None:
    """One of another request, one cut short, one that is no record at all."""
    assert adviser.account is not None
    request = uuid.uuid4()
    foreign = seal_origin(Origin("198.51.100.7", "x"), request=uuid.uuid4(), actor=adviser.account.pk)
    actor = Actor(id=adviser.account.pk, request=request, origin=foreign if moved is None else moved)
    at(TUESDAY, Verb.CASES_LISTED, adviser, actor=actor)
    page = read(privacy, account(adviser), uke=WEEK)
    assert '<td colspan="2">Cannot be read</td>' in page
    assert "198.51.100.7" not in page


def test_every_entry_stands_on_exactly_one_page(adviser: Member, privacy: Member) -> None:
    opened(adviser, 205)
    address, seen = f"{account(adviser)}?uke={WEEK}", []
    pages = 0
    while address:
        page = read(privacy, address)
        seen += re.findall(r"/sporing/sak/([0-9a-f-]{36})/", page)
        following = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        address = account(adviser) + following[1].replace("&amp;", "&") if following else ""
        pages += 1
    assert (pages, len(seen), len(set(seen))) == (3, 205, 205)


def test_an_account_without_entries_says_so(privacy: Member) -> None:
    assert "did nothing this week" in read(privacy, f"{REVIEW}konto/{uuid.uuid4()}/", uke=WEEK)


# --- one case ---------------------------------------------------------------------------------------------


def test_a_case_by_its_number_tells_who_saw_it_and_who_tried(
    adviser: Member, elsewhere: Member, privacy: Member
) -> None:
    case = factories.log_case(adviser, narrative="Redd for sommeren")
    read(adviser, f"/saker/{case.pk}/")
    read(adviser, "/saker/")
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 404
    page = read(privacy, f"{REVIEW}sak/{case.pk}/")
    for said in ("Logged the case", "Opened the case", "Saw the case in a list", "Was refused"):
        assert said in page
    assert elsewhere.account is not None
    assert elsewhere.account.name in page
    assert "Redd for sommeren" not in page
    assert "Pakistan" not in page


def test_a_number_that_no_case_has_says_so(privacy: Member) -> None:
    page = read(privacy, f"{REVIEW}sak/{uuid.uuid4()}/")
    assert "Nobody has seen a case" in page
    assert "no older entries" not in page


# --- looking is recorded ----------------------------------------------------------------------------------


def test_looking_is_recorded_before_anything_is_read(
    adviser: Member, privacy: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert adviser.account is not None
    assert privacy.account is not None
    case = uuid.uuid4()

    def refuse(*args: object, **said: object) -> None:
        raise RuntimeError

    for name in ("between", "of_actor", "of_case"):
        monkeypatch.setattr(f"audit.review.{name}", refuse)
    for address in (REVIEW, account(adviser), f"{REVIEW}sak/{case}/"):
        with pytest.raises(RuntimeError):
            privacy.client.get(address, {"uke": WEEK})
    found = Entry.objects.filter(verb="trail.read", actor=privacy.account.pk).order_by("number")
    assert list(found.values_list("subject", "fields")) == [
        (None, f"week-{WEEK}"),
        (adviser.account.pk, f"week-{WEEK}"),
        (case, ""),
    ]


def test_nothing_is_shown_when_it_cannot_be_recorded(
    adviser: Member, privacy: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(privacy, REVIEW)

    def refuse(*args: object, **said: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("audit.record.alone", refuse)
    for address in (REVIEW, account(adviser), f"{REVIEW}sak/{uuid.uuid4()}/"):
        with pytest.raises(RuntimeError):
            privacy.client.get(address)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRIVACY])
def test_no_other_role_sees_it(adviser: Member, privacy: Member, role: Role) -> None:
    keys = {
        Role.ADVISER: "sola",
        Role.EMBASSY: "ankara",
        Role.COORDINATOR: "kt-koordinator",
        Role.REPRESENTATIVE: "kt-udi",
    }
    other = factories.member("other", role, factories.post(keys.get(role, "kontor")))
    for address in (REVIEW, account(adviser), f"{REVIEW}sak/{uuid.uuid4()}/"):
        assert privacy.client.get(address).status_code == 200
        assert other.client.get(address).status_code == 403


# --- what it costs ----------------------------------------------------------------------------------------


def test_forty_times_the_reading_costs_no_more_queries(
    adviser: Member, colleague: Member, embassy: Member, privacy: Member
) -> None:
    opened(adviser, 1)
    case = factories.log_case(adviser)
    addresses = (REVIEW, account(adviser), f"{REVIEW}sak/{case.pk}/")
    before = [queries_of(privacy, address, uke=WEEK) for address in addresses]
    for who in (adviser, colleague, embassy):
        opened(who, 40)
        read(who, "/saker/")
    assert [queries_of(privacy, address, uke=WEEK) for address in addresses] == before
    assert before == [WEEK_QUERIES, ACCOUNT_QUERIES, CASE_QUERIES]
