"""A new adviser joins: invited, a letter, a password, a second factor, at her list; and she gets back in."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from advisory.models import Account
from advisory.roles import Role
from advisory.views.factors import SECRET
from audit.models import Entry
from audit.verify import verify
from tests import factories
from tests.factories import Member

PASSWORD, OTHER = "vidda blåser gjennom sju notater", "sju notater blåser over vidda"
CLOSED = ("/", "/saker/", "/saker/ny/", "/konto/", "/konto/passord", "/konto/faktorer/koder/nye")

pytestmark = pytest.mark.django_db


def link_in_the_letter() -> str:
    call_command("send_letters", verbosity=0)
    letter = next(one for one in reversed(mail.outbox) if "invitasjon" in str(one.body))
    (address,) = re.findall(r"https?://127.0.0.1:8000(\S+)", str(letter.body))
    return str(address)


def choose(browser: Client, link: str, password: str) -> Any:
    assert browser.get(link).status_code == 200
    answer = browser.post(link, {"password": password, "again": password})
    assert answer.status_code == 302
    return answer


def set_up_an_app(browser: Client) -> str:
    """What every page leads to before there is a factor; gives the app's secret."""
    for path in CLOSED:
        assert browser.get(path).headers["Location"] == "/konto/faktorer/", path
    assert browser.get("/konto/faktorer/").status_code == 200
    assert browser.get("/konto/faktorer/app").status_code == 200
    secret = str(browser.session[SECRET])
    answer = browser.post("/konto/faktorer/app", {"code": factories.code_now(secret)})
    assert answer.headers["Location"] == "/konto/faktorer/koder"
    # From her first codes she goes on to a first visit, once.
    assert (
        '<a class="ds-button" href="/hjelp/forste/">' in browser.get("/konto/faktorer/koder").content.decode()
    )
    assert "/hjelp/forste/" not in browser.get("/konto/faktorer/koder").content.decode()
    return secret


def test_from_the_invitation_to_her_list_and_back_in_when_all_is_lost(
    administrator: Member, time_machine: Any
) -> None:
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    typed = {
        "name": "Åse Ny",
        "email": "ase.ny@example.invalid",
        "place": f"{factories.post('rud').pk}:{Role.ADVISER.value}",
        "first_day": f"{timezone.localdate(now):%d.%m.%Y}",
        "language": "nb",
    }
    assert administrator.client.post("/styring/ny/", typed).status_code == 302
    account = Account.objects.by_login("ase.ny@example.invalid")
    assert account is not None

    first = link_in_the_letter()
    browser = Client()
    choose(browser, first, PASSWORD)
    set_up_an_app(browser)
    done = set(Entry.objects.filter(actor=account.pk).values_list("verb", flat=True))
    assert done == {"invitation.used", "account.signed_in", "factor.added"}
    assert browser.get("/saker/").status_code == 200

    # The telephone is gone, and she has forgotten the password.
    address = f"/styring/konto/{account.pk}/nytt-passord/"
    assert administrator.client.post(address, {"factors_lost": "on"}).status_code == 302
    assert browser.get("/saker/").status_code == 302
    second = link_in_the_letter()
    assert Client().get(first).status_code == 404
    back = Client()
    choose(back, second, OTHER)
    set_up_an_app(back)
    assert back.get("/saker/").status_code == 200
    told = {"login": "ase.ny@example.invalid", "password": PASSWORD}
    assert Client().post("/konto/logg-inn", told).status_code == 200, "the old password opens nothing"
    assert verify().flaws == []
