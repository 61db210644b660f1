"""When sessions end: by the clock, by a change of the account, by tampering; and what keeps one alive."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advisory.checks import sessions_end_in_time, the_way_out_leads_out
from advisory.models import Membership, StoredSession
from advisory.roles import Role
from advisory.services.accounts import deactivate_account, give_password
from advisory.services.memberships import end_membership, start_membership
from advisory.sessions import SessionStore, digest_in, digest_of, end_sessions, row_of
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.factories import BACKEND, SUITE, Member

pytestmark = pytest.mark.django_db
PAGE, TIME, DRAFT = "/saker/", "/konto/innlogging/tid", "/utkast/"
MORNING = datetime.fromisoformat("2026-06-01T06:00:00+00:00")
PASSWORD = "fjell fjord foss vidde"  # noqa: S105


@pytest.fixture(autouse=True)
def morning(time_machine: Any) -> Callable[[timedelta], None]:
    """later(x): it is x after the morning in which everybody signed in."""
    time_machine.move_to(MORNING, tick=False)

    def later(passed: timedelta) -> None:
        time_machine.move_to(MORNING + passed, tick=False)

    return later


Later = Callable[[timedelta], None]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def lives(client: Client) -> bool:
    answer = client.get(PAGE)
    if answer.status_code == 200:
        return True
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/logg-inn?")
    return False


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def stored(client: Client) -> StoredSession:
    return StoredSession.objects.get(pk=digest_of(cookie(client)))


def again(member: Member) -> Client:
    """Another browser of hers."""
    assert member.account is not None
    client = Client()
    client.force_login(member.account, backend=BACKEND)
    return client


# -- by the clock -------------------------------------------------------------------------------------


def test_half_an_hour_without_use_ends_it(adviser: Member, morning: Later) -> None:
    morning(minutes(29.9))
    assert lives(adviser.client)
    morning(minutes(29.9 + 30))
    assert not lives(adviser.client)


def test_eight_hours_end_it_whatever_is_done(adviser: Member, morning: Later) -> None:
    for number in range(1, 24):
        morning(minutes(20 * number))
        assert lives(adviser.client)
    morning(timedelta(hours=8) - timedelta(seconds=1))
    assert lives(adviser.client)
    morning(timedelta(hours=8))
    assert not lives(adviser.client)


@pytest.mark.parametrize("start", ["08:00:00", "08:00:29", "08:00:31", "08:00:59"])
def test_what_is_recorded_is_never_a_minute_behind(adviser: Member, morning: Later, start: str) -> None:
    """Who clicks every ten seconds for a while is signed out 29 to 30 minutes after the last click."""
    first = datetime.fromisoformat(f"2026-06-01T{start}+02:00") - MORNING
    last = first + timedelta(seconds=170)
    while first <= last:
        morning(first)
        assert lives(adviser.client)
        first += timedelta(seconds=10)
    ends = stored(adviser.client).expires_at - MORNING
    assert last + minutes(29) < ends <= last + minutes(30)


def test_the_row_is_written_once_in_a_while(
    adviser: Member, morning: Later, django_assert_num_queries: Callable[..., Any]
) -> None:
    morning(timedelta(seconds=10))
    for _ in range(2):
        # Session, account, its memberships, its factors, the head of its chain: and no write.
        with django_assert_num_queries(5) as asked:
            adviser.client.get(TIME)
        assert not [one["sql"] for one in asked.captured_queries if "UPDATE" in one["sql"].split()]
    morning(minutes(1))
    with django_assert_num_queries(6) as asked:
        adviser.client.post(TIME)
    (write,) = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("UPDATE")]
    assert "last_use" in write
    assert "content" not in write
    with django_assert_num_queries(5):
        adviser.client.post(TIME)


def test_a_button_that_puts_a_part_in_its_place_is_somebody_pressing_it(
    adviser: Member, morning: Later
) -> None:
    by_script = {"Sec-Fetch-Mode": "same-origin", "HX-Request": "true"}
    address = reverse("case_new")
    for number in (20, 40, 60):
        morning(minutes(number))
        sent = adviser.client.post(address, {"step": "add-person"}, headers=by_script)
        assert b"part-persons" in sent.content
    for number in (75, 95):
        morning(minutes(number))
        answer = adviser.client.get(address, headers=by_script)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Mode": "same-origin"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
    ],
)
def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(
    adviser: Member, morning: Later, headers: dict[str, str]
) -> None:
    other = again(adviser)
    for number in range(5, 30, 5):
        morning(minutes(number))
        assert other.get(PAGE, headers={"Sec-Fetch-Mode": "navigate"}).status_code == 200
        assert adviser.client.get(PAGE, headers=headers).status_code == 200
    morning(minutes(30))
    assert lives(other)
    assert adviser.client.get(PAGE, headers=headers).status_code == 302


def test_neither_a_draft_that_is_kept_nor_asking_how_long_is_left_does(
    adviser: Member, morning: Later
) -> None:
    typed = {"submission": str(uuid.uuid4()), "narrative": "x"}
    for number in range(5, 30, 5):
        morning(minutes(number))
        assert adviser.client.post(DRAFT, typed).status_code == 204
        left = adviser.client.get(TIME).json()
        assert left == {"left": (30 - number) * 60, "more": True}
    morning(minutes(30))
    assert adviser.client.post(DRAFT, typed).status_code == 302
    assert adviser.client.get(TIME).status_code == 302


def test_staying_signed_in_puts_the_end_off_and_never_past_eight_hours(
    adviser: Member, morning: Later
) -> None:
    morning(minutes(28))
    assert adviser.client.post(TIME).json() == {"left": 1800, "more": True}
    for number in range(2, 18):
        morning(minutes(28 * number))
        assert adviser.client.post(TIME).status_code == 200
    morning(minutes(475))
    assert adviser.client.post(TIME).json() == {"left": 300, "more": False}
    morning(minutes(480))
    assert not lives(adviser.client)


def test_saving_what_a_session_holds_is_nobodys_doing(adviser: Member, morning: Later) -> None:
    before = stored(adviser.client)
    morning(minutes(20))
    store = SessionStore(cookie(adviser.client))
    store["word"] = "kept"
    store.save()
    after = stored(adviser.client)
    assert bytes(after.content) != bytes(before.content)
    assert (after.expires_at, bytes(after.last_use)) == (before.expires_at, bytes(before.last_use))


@pytest.mark.parametrize("to", ["", "/saker/", "http://example.no/", "https://", "javascript:alert(1)"])
def test_the_way_out_leads_to_another_site_over_https(settings: Any, to: str) -> None:
    assert the_way_out_leads_out(None) == []
    settings.LEAVE_TO = to
    assert [one.id for one in the_way_out_leads_out(None)] == ["advisory.E007"]


def test_settings_may_only_shorten_it(adviser: Member, morning: Later, settings: Any) -> None:
    assert sessions_end_in_time(None) == []
    settings.SESSION_IDLE_AGE, settings.SESSION_COOKIE_AGE = 45 * 60, 9 * 60 * 60
    assert [one.id for one in sessions_end_in_time(None)] == ["advisory.E006"]
    other = again(adviser)
    morning(minutes(30))
    assert not lives(other)
    settings.SESSION_IDLE_AGE, settings.SESSION_COOKIE_AGE = 10 * 60, 2 * 60 * 60
    assert sessions_end_in_time(None) == []


def test_shorter_settings_hold_for_sessions_begun_before(
    adviser: Member, morning: Later, settings: Any
) -> None:
    morning(minutes(12))
    assert lives(again(adviser))
    assert StoredSession.objects.get(pk=digest_of(cookie(adviser.client))).expires_at > timezone.now()
    settings.SESSION_IDLE_AGE = 10 * 60
    assert not lives(adviser.client)


@pytest.mark.parametrize(("idle", "warned"), [(30, 180), (15, 180), (10, 120), (5, 60)])
def test_the_page_warns_three_minutes_before_and_sooner_where_sessions_are_short(
    adviser: Member, settings: Any, idle: int, warned: int
) -> None:
    """A fifth of the time without use at most: else a short session would be a warning for most of it."""
    settings.SESSION_IDLE_AGE = idle * 60
    page = again(adviser).get(PAGE).content.decode()
    assert f'data-warning="{warned}"' in page


@pytest.mark.parametrize(
    ("idle", "longest"), [(0, 28800), (299, 28800), (1801, 28800), (1800, 3599), (1800, 28801)]
)
def test_times_out_of_bounds_are_told(settings: Any, idle: int, longest: int) -> None:
    settings.SESSION_IDLE_AGE, settings.SESSION_COOKIE_AGE = idle, longest
    assert [one.id for one in sessions_end_in_time(None)] == ["advisory.E006"]


def test_what_is_over_is_swept(adviser: Member, colleague: Member, morning: Later) -> None:
    morning(minutes(20))
    assert lives(colleague.client)
    morning(minutes(31))
    call_command("erase_expired", "--erase", verbosity=0)
    assert list(StoredSession.objects.all()) == [stored(colleague.client)]
    assert lives(colleague.client)


# -- whose it is and when it ends cannot be written ---------------------------------------------------


def test_an_earlier_use_put_back_only_shortens_it(adviser: Member, morning: Later) -> None:
    early = stored(adviser.client)
    morning(minutes(25))
    assert lives(adviser.client)
    StoredSession.objects.filter(pk=early.pk).update(last_use=early.last_use, expires_at=early.expires_at)
    assert lives(adviser.client)
    StoredSession.objects.filter(pk=early.pk).update(last_use=early.last_use, expires_at=early.expires_at)
    morning(minutes(30))
    assert not lives(adviser.client)


def test_the_last_use_of_another_session_does_not_open_here(
    adviser: Member, colleague: Member, morning: Later
) -> None:
    morning(minutes(25))
    assert lives(colleague.client)
    fresh = stored(colleague.client)
    StoredSession.objects.filter(pk=stored(adviser.client).pk).update(
        last_use=fresh.last_use, expires_at=fresh.expires_at
    )
    assert not lives(adviser.client)
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).count() == 1


@pytest.mark.parametrize("tag", [None, "0" * 64])
def test_one_that_is_hidden_from_those_who_end_sessions_is_none(adviser: Member, tag: str | None) -> None:
    assert lives(adviser.client)
    StoredSession.objects.update(account_tag=tag)
    assert not lives(adviser.client)
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).count() == 1


# -- a new id -----------------------------------------------------------------------------------------


def signed_in_by_password(member: Member, client: Client) -> None:
    assert member.account is not None
    give_password(actor=SUITE, account=member.account, password=PASSWORD)
    assert factories.sign_in(client, member.account, PASSWORD).status_code == 302


@pytest.mark.parametrize("known", [False, True])
def test_no_cookie_from_before_signing_in_is_signed_in(adviser: Member, known: bool) -> None:
    """Fixation: whoever planted a cookie, made up or of a session of hers, learns nothing by it."""
    planted = "a" * 32
    if known:
        store = SessionStore()
        store["word"] = "hers"
        store.save()
        planted = str(store.session_key)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    signed_in_by_password(adviser, client)
    assert cookie(client) != planted
    assert lives(client)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not lives(thief)


def test_signing_in_again_as_the_same_gives_a_new_id_and_new_hours(adviser: Member, morning: Later) -> None:
    assert adviser.account is not None
    old = cookie(adviser.client)
    morning(minutes(20))
    adviser.client.force_login(adviser.account, backend=BACKEND)
    assert cookie(adviser.client) != old
    assert stored(adviser.client).started_at == timezone.now()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert not lives(thief)


def test_another_id_ends_when_the_first_would_have(adviser: Member, morning: Later) -> None:
    """After a step-up: the same session goes on, its old id is none, also put back."""
    copy = stored(adviser.client)
    morning(minutes(10))
    store = SessionStore(cookie(adviser.client))
    store.cycle_key()
    store.save()
    fresh, old = Client(), adviser.client
    fresh.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    assert (stored(fresh).started_at, stored(fresh).expires_at) == (copy.started_at, copy.expires_at)
    assert lives(fresh)
    copy.save(force_insert=True)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie(old)
    assert not lives(thief)
    said = Entry.objects.get(verb=Verb.SESSION_RENEWED)
    assert adviser.account is not None
    assert (said.chain, said.subject) == (adviser.account.pk, row_of(copy.digest))


def test_one_that_was_ended_meanwhile_is_given_no_other_id(adviser: Member) -> None:
    assert adviser.account is not None
    late = SessionStore(cookie(adviser.client))
    assert late.get("_auth_user_id")
    end_sessions(adviser.account.pk)
    with pytest.raises(SessionInterrupted):
        late.cycle_key()
    assert (dict(late.items()), late.session_key) == ({}, None)
    assert not StoredSession.objects.exists()


def test_a_late_sign_of_use_revives_nothing(adviser: Member, morning: Later) -> None:
    assert adviser.account is not None
    late = SessionStore(cookie(adviser.client))
    assert late.get("_auth_user_id")
    end_sessions(adviser.account.pk)
    morning(minutes(5))
    late.acted()
    assert not StoredSession.objects.exists()


# -- by what changes the account: the next request goes to the log-in page ------------------------------


def deactivated(member: Member) -> None:
    assert member.account is not None
    deactivate_account(actor=SUITE, account=member.account)


def another_password(member: Member) -> None:
    factories.give_password(member, PASSWORD)


def another_factor(member: Member) -> None:
    """What changes the second factor calls this."""
    assert member.account is not None
    end_sessions(member.account.pk)


def one_role_more(member: Member) -> None:
    assert member.account is not None
    post = factories.post("kontor")
    start_membership(actor=SUITE, account=member.account, post=post, role=Role.STATISTICS)


def no_role_any_more(member: Member) -> None:
    end_membership(actor=SUITE, membership=Membership.objects.get(account=member.account))


CHANGES = [deactivated, another_password, another_factor, one_role_more, no_role_any_more]


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_request_goes_to_the_log_in_page(
    adviser: Member, colleague: Member, morning: Later, change: Callable[[Member], None]
) -> None:
    second = again(adviser)
    copies = [stored(adviser.client), stored(second)]
    morning(timedelta(seconds=1))
    assert lives(adviser.client)
    change(adviser)
    assert not StoredSession.objects.filter(pk__in=[copy.pk for copy in copies]).exists()
    for copy in copies:
        copy.save(force_insert=True)
    morning(timedelta(seconds=2))
    assert not lives(adviser.client)
    assert not lives(second)
    assert lives(colleague.client)


def test_a_post_more_in_the_same_role_ends_nothing(adviser: Member, morning: Later) -> None:
    assert adviser.account is not None
    start_membership(actor=SUITE, account=adviser.account, post=factories.post("sola"), role=Role.ADVISER)
    morning(timedelta(seconds=1))
    assert lives(adviser.client)


def test_a_role_that_begins_on_a_date_ends_sessions_on_it(adviser: Member, morning: Later) -> None:
    assert adviser.account is not None
    start_membership(
        actor=SUITE,
        account=adviser.account,
        post=factories.post("kontor"),
        role=Role.STATISTICS,
        starts_at=MORNING + minutes(20),
    )
    morning(minutes(19))
    assert lives(adviser.client)
    morning(minutes(20))
    assert not lives(adviser.client)
    assert not StoredSession.objects.exists()
    assert lives(again(adviser))


def test_the_one_in_which_the_password_was_changed_goes_on(adviser: Member) -> None:
    assert adviser.account is not None
    other = again(adviser)

    class Asked:
        session = SessionStore(cookie(adviser.client))

    assert Asked.session.get("_auth_user_id")
    mine = digest_in(Asked())  # type: ignore[arg-type]
    give_password(actor=SUITE, account=adviser.account, password=PASSWORD, but=mine)
    assert [row.pk for row in StoredSession.objects.all()] == [mine]
    assert not lives(other)


def test_a_key_that_is_gone_ends_them(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    from advisory.sealing.errors import SealError
    from advisory.sealing.keys import chest

    assert lives(adviser.client)
    real = chest.cipher

    def gone(epoch: int, purpose: str) -> Any:
        if purpose == "sessions":
            raise SealError("the key of an epoch is gone")
        return real(epoch, purpose)

    monkeypatch.setattr(chest, "cipher", gone)
    assert not lives(adviser.client)


# -- what is said then --------------------------------------------------------------------------------


def test_the_log_in_page_says_what_happened(adviser: Member, morning: Later) -> None:
    draft = {"submission": str(uuid.uuid4()), "narrative": "x"}
    assert adviser.client.post("/saker/ny/", draft | {"step": "add-person"}).status_code == 200
    morning(minutes(31))
    kept = adviser.client.cookies[settings.SESSION_COOKIE_NAME]
    answer = adviser.client.get("/saker/ny/")
    assert answer.headers["Location"] == "/konto/logg-inn?next=%2Fsaker%2Fny%2F&ended=page"
    adviser.client.cookies[settings.SESSION_COOKIE_NAME] = kept.value or "a" * 32
    answer = adviser.client.post("/saker/ny/", draft | {"step": "save"})
    assert answer.headers["Location"] == "/konto/logg-inn?ended=sent"
    said = adviser.client.get(answer.headers["Location"]).content.decode()
    assert "data-ended" in said
    assert "data-ended" not in Client().get("/konto/logg-inn").content.decode()
    stranger = Client().get(PAGE)
    assert stranger.headers["Location"] == "/konto/logg-inn?next=%2Fsaker%2F"


def test_signing_out_empties_the_browser(adviser: Member) -> None:
    assert "Clear-Site-Data" not in adviser.client.get("/konto/logg-ut").headers
    answer = adviser.client.post("/konto/logg-ut")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_stored_of_the_browser_is_sealed(adviser: Member) -> None:
    assert adviser.account is not None
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"})
    signed_in_by_password(adviser, client)
    row = stored(client)
    raw = json.dumps([bytes(row.content).hex(), bytes(row.last_use).hex()])
    for word in ("Firefox", "Linux"):
        assert word.encode().hex() not in raw
