"""Counting tries, the page that says wait, known browsers; the same for accounts there are and are not."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advisory import hashing
from advisory.devices import KNOWN_FOR
from advisory.models import Account, Tries
from advisory.sealing.lookup import login_digest
from advisory.services.accounts import deactivate_account
from advisory.throttling import Wait, failed, must_be_allowed, not_tried, over, succeeded, tag_of
from audit.models import Entry
from audit.verbs import Verb
from cases.services.sweeping import counts, sweep_all
from tests import factories
from tests.factories import Member
from tests.security.guessing import Hashed, attempt, enter, from_address

PASSWORD = "fjell fjord foss vidde"
WRONG = "en helt annen ting"
UNKNOWN = "nobody@example.invalid"
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def account(adviser: Member) -> Account:
    return factories.give_password(adviser, PASSWORD)


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def hashed(settings: Any) -> Iterator[Hashed]:
    with Hashed.counting(settings) as found:
        yield found


def request(address: str = from_address(0)) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


def let_through(tag: str, times: int, *, kind: Any = "password", addresses: int = 1) -> int:
    """How many of so many tries, one from each address in turn, are let through."""
    through = 0
    for number in range(times):
        try:
            must_be_allowed(request(from_address(number % addresses)), tag, kind)
        except Wait:
            continue
        through += 1
    return through


def wait_of(tag: str) -> int:
    with pytest.raises(Wait) as told:
        must_be_allowed(request(), tag)
    return told.value.seconds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "addresses", "limit"),
    [("password", 1, 5), ("password", 40, 10), ("factor", 1, 3), ("factor", 40, 5)],
)
def test_so_many_tries_are_let_through(clock: Any, kind: str, addresses: int, limit: int) -> None:
    assert let_through(login_digest(UNKNOWN), 40, kind=kind, addresses=addresses) == limit


@pytest.mark.django_db
def test_codes_and_passwords_count_each_for_itself(clock: Any) -> None:
    tag = login_digest(UNKNOWN)
    assert let_through(tag, 9, kind="factor") == 3

    assert let_through(tag, 9) == 5


@pytest.mark.django_db
def test_the_wait_grows_to_a_minute_and_stops_there(clock: Any) -> None:
    tag, waits = login_digest(UNKNOWN), []
    let_through(tag, 5)
    for _time in range(9):
        waits.append(wait_of(tag))
        clock.shift(timedelta(seconds=waits[-1]))
        must_be_allowed(request(), tag)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.django_db
def test_an_hour_later_it_is_forgotten(clock: Any) -> None:
    tag = login_digest(UNKNOWN)
    let_through(tag, 5)
    clock.shift(timedelta(minutes=59))
    assert let_through(tag, 2) == 1

    clock.shift(timedelta(hours=1))

    assert let_through(tag, 9) == 5


@pytest.mark.django_db
def test_right_ones_are_taken_back_and_wrong_ones_stay(clock: Any) -> None:
    tag = login_digest(UNKNOWN)
    for _time in range(20):
        right = request()
        must_be_allowed(right, tag)
        succeeded(right, tag)

    for _time in range(2):
        wrong = request()
        must_be_allowed(wrong, tag)
        failed(wrong, tag, "password")
        succeeded(wrong, tag)

    assert let_through(tag, 9) == 3


@pytest.mark.django_db
def test_success_is_of_the_request_that_was_let_through_alone(clock: Any) -> None:
    tag = login_digest(UNKNOWN)
    let_through(tag, 5)

    succeeded(request(), tag)
    not_tried(request(), tag)

    assert let_through(tag, 3) == 0


@pytest.mark.django_db
def test_a_count_that_a_rollback_could_take_along_is_refused() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        must_be_allowed(request(), login_digest(UNKNOWN))


def test_the_tag_of_an_account_is_that_of_its_address_however_it_is_typed(account: Account) -> None:
    assert tag_of(account) == login_digest(f"  {account.email.upper()} ")


def test_the_page_says_how_long_and_what_to_do(account: Account, clock: Any) -> None:
    for number in range(10):
        attempt(account.email, WRONG, REMOTE_ADDR=from_address(number))

    told = attempt(account.email, PASSWORD, REMOTE_ADDR="192.0.2.77", data={"next": "/saker/"})

    page = told.content.decode()
    assert (told.status_code, told.headers["Retry-After"]) == (429, "1")
    assert "12:00:01" in page  # in Oslo
    assert f'value="{account.email}"' in page
    assert 'name="next" value="/saker/"' in page
    assert PASSWORD not in page
    elsewhere = attempt(
        account.email, PASSWORD, REMOTE_ADDR="192.0.2.77", data={"next": "https://evil.example/"}
    )
    assert elsewhere.status_code == 429
    assert "evil.example" not in elsewhere.content.decode()


def test_waiting_is_in_the_trail_once_a_turn(account: Account, clock: Any) -> None:
    for number in range(10):
        attempt(account.email, WRONG, REMOTE_ADDR=from_address(number))
    for _time in range(3):
        assert attempt(account.email, PASSWORD, REMOTE_ADDR="192.0.2.77").status_code == 429

    refused = Entry.objects.filter(verb=Verb.SIGN_IN_REFUSED.value)

    assert sorted(entry.fields for entry in refused) == ["credentials"] * 10 + ["wait"]


# The second is typed with the accent as a sign of its own, and so is hashed twice.
@pytest.mark.parametrize(("wrong", "hashes"), [(WRONG, 1), ("en helt annen ide\u0301", 2)])
def test_accounts_that_there_are_and_are_not_answer_alike(
    *, account: Account, colleague: Member, clock: Any, hashed: Hashed, wrong: str, hashes: int
) -> None:
    """The same page, status, hashes and questions to the database at each of many tries."""
    gone = factories.give_password(colleague, PASSWORD)
    deactivate_account(actor=factories.SUITE, account=gone)
    seen: dict[str, list[Any]] = {}
    for login in (account.email, gone.email, UNKNOWN):
        seen[login] = []
        for number in range(14):
            hashed.times = 0
            with CaptureQueriesContext(connection) as asked:
                answer = attempt(login, wrong, REMOTE_ADDR=from_address(number // 4))
            page = re.sub(
                r'(name="csrfmiddlewaretoken"|name="login" class="ds-input")[^>]*',
                "",
                answer.content.decode(),
            )
            # The page repeats what was typed, which is not of one length.
            headers = {name: value for name, value in answer.items() if name != "Content-Length"}
            seen[login].append((answer.status_code, headers, hashed.times, len(asked), page))

    assert [told[0] for told in seen[UNKNOWN]].count(429) > 0
    assert [told[2] for told in seen[UNKNOWN]].count(hashes) == 10
    for step, told in enumerate(seen[UNKNOWN]):
        assert told == seen[account.email][step] == seen[gone.email][step], step


def test_when_all_hands_are_full_nothing_is_counted(
    account: Account, hashed: Hashed, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HASHING_SLOTS = 1
    monkeypatch.setattr(hashing, "PATIENCE", 0)
    with hashing.slot(known=False):
        for _time in range(12):
            busy = attempt(account.email, PASSWORD)
            assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert "ds-heading" in busy.content.decode()
    assert hashed.times == 0

    assert attempt(account.email, PASSWORD).status_code == 302


# --- the second factor -----------------------------------------------------------------------

WRONG_CODE = {"code": "000000"}


def at_second_step(account: Account, **sent: Any) -> Client:
    client = Client(**sent)
    assert attempt(account.email, PASSWORD, client).headers["Location"] == reverse("mfa_authenticate")
    return client


def test_wrong_codes_wait_and_are_in_the_trail(account: Account, clock: Any) -> None:
    client, second = at_second_step(account), reverse("mfa_authenticate")
    assert [client.post(second, WRONG_CODE).status_code for _time in range(3)] == [200, 200, 200]

    told = client.post(second, {"code": factories.code_now()})
    client.post(second, WRONG_CODE)

    assert (told.status_code, told.headers["Retry-After"]) == (429, "30")
    assert f'href="{second}"' in told.content.decode()
    refused = Entry.objects.filter(verb=Verb.FACTOR_REFUSED.value, chain=account.pk)
    assert sorted(entry.fields for entry in refused) == ["wait", "wrong", "wrong", "wrong"]
    clock.shift(timedelta(seconds=30))
    assert client.post(second, {"code": factories.code_now()}).status_code == 302


def test_with_her_password_from_many_places_five_codes_are_looked_at(account: Account, clock: Any) -> None:
    """Each time from a browser and an address of its own; none of them becomes one that is known."""
    own, second = Client(), reverse("mfa_authenticate")
    enter(own, account, PASSWORD)
    own.post(reverse("account_logout"))

    statuses = [
        at_second_step(account, REMOTE_ADDR=from_address(number)).post(second, WRONG_CODE).status_code
        for number in range(12)
    ]

    assert (statuses.count(200), statuses.count(429)) == (5, 7)
    clock.shift(timedelta(seconds=30))
    enter(own, account, PASSWORD)


def test_right_codes_are_not_counted(account: Account, clock: Any) -> None:
    for _time in range(5):
        enter(Client(), account, PASSWORD)
        clock.shift(timedelta(seconds=30))


# --- browsers that are known -----------------------------------------------------------------


def test_a_browser_is_known_after_a_sign_in_and_no_one_can_read_that(account: Account, settings: Any) -> None:
    client = Client()
    attempt(account.email, WRONG, client)
    attempt(account.email, PASSWORD, client)
    assert settings.DEVICE_COOKIE_NAME not in client.cookies

    enter(client, account, PASSWORD)

    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        int(KNOWN_FOR.total_seconds()),
        True,
        "Lax",
    )
    assert not Tries.objects.filter(tag__contains=cookie.value).exists()


def test_strangers_tries_are_nothing_to_a_known_browser(account: Account, clock: Any) -> None:
    client = Client()
    enter(client, account, PASSWORD, REMOTE_ADDR="192.0.2.1")
    client.post(reverse("account_logout"))
    for _time in range(8):
        attempt(account.email, WRONG, REMOTE_ADDR="192.0.2.1")
    let_through(tag_of(account), 30, addresses=30)
    assert attempt(account.email, PASSWORD, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert attempt(account.email, PASSWORD, REMOTE_ADDR="192.0.2.2").status_code == 429

    assert attempt(account.email, PASSWORD, client, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_a_known_browser_has_a_limit_too(account: Account, clock: Any, hashed: Hashed) -> None:
    client = Client()
    enter(client, account, PASSWORD)
    client.post(reverse("account_logout"))
    hashed.times = 0

    statuses = [
        attempt(account.email, WRONG, client, REMOTE_ADDR=from_address(n)).status_code for n in range(20)
    ]

    assert (statuses.count(200), hashed.times) == (5, 5)
    # But never a longer one than a minute, however clumsy she is.
    for _time in range(12):
        left = int(attempt(account.email, WRONG, client).headers["Retry-After"])
        clock.shift(timedelta(seconds=left))
        assert (left <= 60, attempt(account.email, WRONG, client).status_code) == (True, 200)


def test_a_browser_is_known_to_those_who_signed_in_from_it(
    account: Account, colleague: Member, clock: Any
) -> None:
    other = factories.give_password(colleague, PASSWORD)
    client = Client()
    enter(client, account, PASSWORD)
    client.post(reverse("account_logout"))
    let_through(tag_of(other), 30, addresses=30)

    assert attempt(other.email, PASSWORD, client).status_code == 429


def test_a_planted_value_is_not_taken_over(account: Account, settings: Any) -> None:
    client = Client()
    client.cookies[settings.DEVICE_COOKIE_NAME] = "0123456789abcdef" * 2

    enter(client, account, PASSWORD)
    first = client.cookies[settings.DEVICE_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    enter(client, account, PASSWORD, steps=1)

    assert first != "0123456789abcdef" * 2
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value == first


@pytest.mark.parametrize("value", ["", "x", "0" * 31, "0" * 33, "A" * 32, "../../etc", "\u00e6" * 32])
def test_what_is_no_such_value_is_a_new_browser(account: Account, settings: Any, value: str) -> None:
    client = Client()
    client.cookies[settings.DEVICE_COOKIE_NAME] = value

    assert attempt(account.email, WRONG, client).status_code == 200


def test_a_browser_is_forgotten_after_ninety_days(account: Account, clock: Any) -> None:
    client = Client()
    enter(client, account, PASSWORD)
    client.post(reverse("account_logout"))
    clock.shift(KNOWN_FOR - timedelta(seconds=1))
    let_through(tag_of(account), 30, addresses=30)
    assert attempt(account.email, WRONG, client).status_code == 200

    clock.shift(timedelta(seconds=2))

    assert attempt(account.email, WRONG, client).status_code == 429


@pytest.mark.django_db
def test_a_count_is_kept_as_long_as_its_last_try_counts(clock: Any) -> None:
    """Also where the last turn was long before: swept by that one, guesses would begin anew."""
    tag = login_digest(UNKNOWN)
    assert let_through(tag, 5, kind="factor", addresses=5) == 5
    late = request(from_address(5))
    with pytest.raises(Wait):
        must_be_allowed(late, tag, "factor")
    clock.shift(timedelta(hours=10))
    must_be_allowed(late, tag, "factor")

    clock.shift(timedelta(hours=15))
    sweep_all(NOON + timedelta(hours=25))
    with pytest.raises(Wait):
        must_be_allowed(request(from_address(6)), tag, "factor")

    clock.shift(timedelta(hours=24))
    sweep_all(NOON + timedelta(hours=49))
    must_be_allowed(request(from_address(7)), tag, "factor")


def test_counts_go_when_they_say_nothing_any_more(account: Account, clock: Any) -> None:
    client = Client()
    enter(client, account, PASSWORD)
    let_through(login_digest(UNKNOWN), 3)
    let_through(login_digest(UNKNOWN), 3, kind="factor")
    made = Tries.objects.count()
    assert counts(NOON)["advisory.Tries"] == 0

    clock.shift(timedelta(hours=1))
    assert counts(NOON + timedelta(hours=1))["advisory.Tries"] == made - 5
    assert sweep_all(NOON + timedelta(hours=1))["advisory.Tries"] == made - 5
    assert not over(NOON + timedelta(hours=23)).exists()

    assert over(NOON + timedelta(hours=24)).count() == 4
    assert over(NOON + KNOWN_FOR).count() == 5
