"""Guessing is slow whatever one forges, and nobody is locked out by it: counted exactly, fifty at once."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from advisory.models import Account
from advisory.roles import Role
from advisory.sealing.lookup import login_digest
from advisory.throttling import LIMITS, Wait, must_be_allowed, succeeded, tag_of
from tests import factories
from tests.cases.snapshots import at_once
from tests.factories import Member
from tests.security.guessing import Hashed, attempt, enter, from_address

PASSWORD = "fjell fjord foss vidde"
WRONG = "en helt annen ting"
UNKNOWN = "nobody@example.invalid"
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)
BOUND = LIMITS["password"].bound // timedelta(seconds=1)
FROM_ONE, FROM_MANY = 5, 10


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


def request(address: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


def stranger_tries(tag: str, address: str) -> None:
    with suppress(Wait):
        must_be_allowed(request(address), tag)


# --- forged ----------------------------------------------------------------------------------


def forged(number: int) -> dict[str, str]:
    """Everything a client can say about where it comes from and what it is, another each time."""
    address = f"203.0.113.{number}"
    return {
        "HTTP_X_FORWARDED_FOR": address,
        "HTTP_FORWARDED": f"for={address};proto=https",
        "HTTP_X_REAL_IP": address,
        "HTTP_X_CLIENT_IP": address,
        "HTTP_TRUE_CLIENT_IP": address,
        "HTTP_USER_AGENT": f"Browser {number}",
        "HTTP_ACCEPT_LANGUAGE": ("nb", "nn", "en")[number % 3],
        "HTTP_COOKIE": f"device={number:032x}; session=x{number}",
    }


@pytest.mark.parametrize(
    ("proxies", "added"), [(0, ""), (1, ", 192.0.2.7"), (2, ", 192.0.2.7, 192.0.2.8"), (3, "")]
)
def test_forged_headers_gain_no_try(
    *, account: Account, clock: Any, hashed: Hashed, settings: Any, proxies: int, added: str
) -> None:
    """`added` is what our proxies append; with three declared and none on the way, nothing is believed."""
    settings.TRUSTED_PROXIES = proxies
    for number in range(20):
        sent = forged(number)
        sent["HTTP_X_FORWARDED_FOR"] += added
        attempt(account.email, WRONG, **sent)

    assert hashed.times == FROM_ONE


def test_behind_a_declared_proxy_each_address_is_one(
    account: Account, clock: Any, hashed: Hashed, settings: Any
) -> None:
    """The same, seen from the other side: what the proxy saw does tell people apart."""
    settings.TRUSTED_PROXIES = 1
    for number in range(8):
        attempt(account.email, WRONG, HTTP_X_FORWARDED_FOR=f"{account.pk}, 198.51.100.{number}")

    assert hashed.times == 8


def test_all_addresses_of_one_64_are_one(account: Account, clock: Any, hashed: Hashed) -> None:
    for number in range(20):
        attempt(account.email, WRONG, REMOTE_ADDR=f"2001:db8:0:1:{number:x}::{number + 1:x}")

    assert hashed.times == FROM_ONE


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.title,
    str.swapcase,
    lambda text: f" {text}",
    lambda text: f"{text}\u3000",
    lambda text: f"\u00a0{text}\t",
    lambda text: text.replace("a", "\uff41"),
    lambda text: text.replace("@", "\uff20"),
    lambda text: text.replace("s", "\u017f"),
    lambda text: text.replace("i", "\u2170"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("e", "\U0001d41e"),
)


def test_other_spellings_gain_no_try(account: Account, clock: Any, hashed: Hashed) -> None:
    written = [spelling(account.email) for spelling in SPELLINGS]
    assert {login_digest(login) for login in written} == {account.login_digest}
    for login in (*written, *written):
        attempt(login, WRONG)

    assert hashed.times == FROM_ONE


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u0430", ".", "+x"])
def test_what_is_another_name_is_tried_against_no_account(account: Account, clock: Any, sign: str) -> None:
    """Nobody gets a second count for her account: what counts apart is looked up apart, and is not hers."""
    name, _at, domain = account.email.partition("@")
    other = f"{name}{sign}@{domain}"
    assert attempt(account.email, PASSWORD).status_code == 302

    assert login_digest(other) != account.login_digest
    assert attempt(other, PASSWORD).status_code == 200


# --- as a weapon -----------------------------------------------------------------------------


def test_one_bad_password_a_second_keeps_her_out_for_a_minute_at_most(account: Account, clock: Any) -> None:
    """From ever new addresses, and from hers. Her own browser is let in at once, another within the bound."""
    own, tag = Client(), tag_of(account)
    enter(own, account, PASSWORD, REMOTE_ADDR="192.0.2.1")
    own.post(reverse("account_logout"))

    def second(number: int) -> None:
        stranger_tries(tag, from_address(number % 400))
        if number % 10 == 0:
            attempt(account.email, WRONG, REMOTE_ADDR="192.0.2.1")
        clock.shift(timedelta(seconds=1))

    for number in range(240):
        second(number)
    enter(own, account, PASSWORD, REMOTE_ADDR="192.0.2.1")
    own.post(reverse("account_logout"))
    hotel = attempt(account.email, PASSWORD, REMOTE_ADDR="198.51.100.9")
    told = int(hotel.headers["Retry-After"])
    assert (hotel.status_code, told <= BOUND) == (429, True)
    for number in range(240, 240 + told):
        second(number)

    enter(Client(), account, PASSWORD, REMOTE_ADDR="198.51.100.9", steps=1)
    assert attempt(account.email, PASSWORD, own, REMOTE_ADDR="203.0.113.3").status_code == 302


def test_in_an_office_of_twenty_behind_one_address_one_delays_nobody(reference: None, clock: Any) -> None:
    post = factories.post("sandaker")
    office = [
        factories.give_password(factories.member(f"adviser{number}", Role.ADVISER, post), PASSWORD)
        for number in range(20)
    ]
    clumsy, *others = office
    for _time in range(12):
        attempt(clumsy.email, WRONG)
    assert attempt(clumsy.email, PASSWORD).status_code == 429

    assert [attempt(one.email, PASSWORD).status_code for one in others] == [302] * 19


def test_behind_her_own_address_she_is_told_the_moment_and_let_in_then(account: Account, clock: Any) -> None:
    """The one who tries sits behind the same address, and her browser is new: closed for 15 minutes."""
    for _second in range(20):
        attempt(account.email, WRONG)
        clock.shift(timedelta(seconds=1))
    told = attempt(account.email, PASSWORD)
    assert told.status_code == 429
    left = int(told.headers["Retry-After"])
    for _part in range(20):
        assert attempt(account.email, WRONG).status_code == 429
        clock.shift(timedelta(seconds=left / 20))

    assert attempt(account.email, PASSWORD).status_code == 302


# --- fifty at once ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("known", "addresses", "limit"), [(True, 1, FROM_ONE), (False, 50, FROM_MANY)])
def test_fifty_at_once_are_no_more_than_one_after_the_other(
    *,
    transactional_db: None,
    account: Account,
    clock: Any,
    hashed: Hashed,
    settings: Any,
    known: bool,
    addresses: int,
    limit: int,
) -> None:
    settings.HASHING_SLOTS = 50
    login = account.email if known else UNKNOWN

    def guess(number: int) -> int:
        status: int = attempt(login, WRONG, REMOTE_ADDR=from_address(number % addresses)).status_code
        return status

    answers = at_once(*(partial(guess, number) for number in range(50)))

    assert hashed.times == limit
    assert set(answers) == {200, 429}


@pytest.mark.django_db(transaction=True)
def test_fifty_codes_at_once_are_no_more_either_and_right_ones_leave_no_count(
    transactional_db: None, reference: None, clock: Any
) -> None:
    tag = login_digest(UNKNOWN)

    def code(number: int, *, right: bool) -> bool:
        here = request(from_address(number))
        must_be_allowed(here, tag, "factor")
        if right:
            succeeded(here, tag)
        return True

    let = at_once(*(partial(code, number, right=True) for number in range(50)))
    assert {type(answer) for answer in let} <= {bool, Wait}

    answers = at_once(*(partial(code, number, right=False) for number in range(100, 150)))

    assert sum(answer is True for answer in answers) == 5
    assert all(answer is True or isinstance(answer, Wait) for answer in answers)
