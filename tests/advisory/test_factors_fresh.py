"""A page stated as fresh asks for the second factor again once it was given too long ago."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from advisory.pages import page, signed_in
from config.urls import urlpatterns as house
from tests.factories import BACKEND, Member


@page(signed_in, fresh=True)
def grave(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [*house, path("alvorlig", grave)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.advisory.test_factors_fresh")]


@pytest.fixture
def client(adviser: Member, time_machine: Any) -> Any:
    time_machine.move_to("2026-06-01T08:00:00Z", tick=False)
    assert adviser.account is not None
    adviser.client.force_login(adviser.account, backend=BACKEND)
    return adviser.client


def test_within_five_minutes_it_opens(client: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:05:00Z", tick=False)
    assert client.get("/alvorlig").content == b"done"
    assert client.post("/alvorlig").content == b"done"


def test_after_that_one_is_sent_to_give_it_again(client: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:05:01Z", tick=False)
    answer = client.get("/alvorlig?a=b")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=%2Falvorlig%3Fa%3Db")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/sak?a=b", "%2Fsak%3Fa%3Db"),
        ("http://elsewhere.invalid/sak", "%2F"),
        ("//elsewhere.invalid", "%2F"),
        ("", "%2F"),
    ],
)
def test_what_was_sent_is_not_kept(client: Any, time_machine: Any, referer: str, back: str) -> None:
    time_machine.move_to("2026-06-01T08:06:00Z", tick=False)
    answer = client.post("/alvorlig", {"secret": "kanari"}, headers={"referer": referer})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"?next={back}")


def test_a_time_that_lies_ahead_is_no_recent_one(client: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T07:59:59Z", tick=False)
    assert client.get("/alvorlig").status_code == 302


def test_nobody_is_sent_to_sign_in_first(anonymous: Member) -> None:
    assert anonymous.client.get("/alvorlig").status_code == 302
