"""Health, the first page, and the language of the screens."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advisory.models import Epoch
from advisory.sealing.keys import chest
from tests.factories import Member


def test_ready_says_whether_database_and_key_fit(db: None) -> None:
    assert Client().get(reverse("health_ready")).json() == {"ready": True}
    Epoch.objects.all().delete()
    chest.forget()

    answer = Client().get(reverse("health_ready"))

    assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_live_asks_nothing_of_the_database() -> None:
    assert Client().get(reverse("health_live")).json() == {"live": True}


def test_the_first_page_is_for_who_is_signed_in(adviser: Member) -> None:
    assert adviser.client.get(reverse("start")).status_code == 200
    away = Client().get(reverse("start"))
    assert (away.status_code, away.headers["Location"]) == (302, f"{reverse('account_login')}?next=%2F")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/konto/logg-inn?next=/", "/konto/logg-inn?next=/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("http://testserver/", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_language_leads_back_into_the_house(wanted: str, reached: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "nn", "next": wanted})

    assert (answer.status_code, answer.headers["Location"]) == (302, reached)


@pytest.mark.parametrize(("language", "kept"), [("nb", True), ("nn", True), ("en", True), ("de", False)])
def test_the_chosen_language_is_used(db: None, language: str, kept: bool) -> None:
    client = Client(headers={"accept-language": "nb"})
    client.post(reverse("set_language"), {"language": language})

    page: Any = client.get(reverse("account_login")).content.decode()

    assert f'<html lang="{language if kept else "nb"}"' in page
