"""Where one is signed in: one's own sessions and nobody else's, and ending them."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advisory.browsers import roughly
from advisory.models import StoredSession
from advisory.services.own_sessions import own_sessions
from advisory.sessions import digest_of, row_of
from audit.models import Entry
from audit.verbs import Verb
from tests.factories import BACKEND, Member, give_password, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "fjell fjord foss vidde"  # noqa: S105
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
    "Safari/537.36"
)


def digest(client: Client) -> str:
    return digest_of(client.cookies[settings.SESSION_COOKIE_NAME].value)


def again(member: Member) -> Client:
    assert member.account is not None
    client = Client()
    client.force_login(member.account, backend=BACKEND)
    return client


def shown(client: Client) -> str:
    return str(client.get(reverse("session_list")).content.decode())


def ending(client: Client) -> str:
    return reverse("session_end", args=[row_of(digest(client))])


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        (LINUX, ("Firefox", "Linux")),
        (PHONE, ("Safari", "iPhone")),
        (EDGE, ("Edge", "Windows")),
        (CHROME, ("Chrome", "Android")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_known_roughly(agent: str, found: tuple[str, str]) -> None:
    assert roughly(agent) == found


def test_the_page_lists_her_own_and_no_others(adviser: Member, colleague: Member) -> None:
    other = again(adviser)
    page = shown(adviser.client)
    assert ending(other) in page
    assert ending(adviser.client) not in page, "this one is ended by signing out"
    assert ending(colleague.client) not in page
    assert page.count('class="session row"') == 2


def test_each_button_is_told_apart_by_the_session_it_ends(adviser: Member) -> None:
    again(adviser)
    page = shown(adviser.client)

    (described,) = re.findall(r'aria-describedby="(session-\d)"', page)
    assert f'id="{described}"' in page


def test_it_says_since_when_and_which_browser(adviser: Member, time_machine: Any) -> None:
    assert adviser.account is not None
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    client = Client(headers={"User-Agent": LINUX})
    give_password(adviser, PASSWORD)
    assert sign_in(client, adviser.account, PASSWORD).status_code == 302
    time_machine.move_to("2026-06-01T06:20:00Z", tick=False)
    page = shown(client)
    assert "Firefox" in page
    assert "Linux" in page
    assert "08:00" in page
    assert "08:20" in page


def test_those_that_are_over_or_do_not_open_are_not_listed(adviser: Member, time_machine: Any) -> None:
    assert adviser.account is not None
    old, broken = again(adviser), again(adviser)
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert adviser.client.get("/saker/").status_code == broken.get("/saker/").status_code == 200
    StoredSession.objects.filter(pk=digest(broken)).update(content=b"\1" * 90)
    time_machine.move_to(timezone.now() + timedelta(minutes=15))
    found = own_sessions(
        account_id=adviser.account.pk, this=digest(adviser.client), actor=adviser.standing.actor
    )
    assert [one.id for one in found] == [row_of(digest(adviser.client))]
    assert StoredSession.objects.filter(pk=digest(old)).exists()
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN, actor=adviser.account.pk).count() == 1


def test_ending_one_ends_that_one_and_says_who_did(adviser: Member) -> None:
    assert adviser.account is not None
    one, two = again(adviser), again(adviser)
    name = row_of(digest(one))
    answer = adviser.client.post(ending(one))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("session_list"))
    assert one.get("/saker/").status_code == 302
    assert two.get("/saker/").status_code == adviser.client.get("/saker/").status_code == 200
    said = Entry.objects.get(verb=Verb.SIGNED_OUT)
    assert (said.chain, said.actor, said.subject) == (
        adviser.account.pk,
        adviser.account.pk,
        name,
    )


def test_ending_all_others_leaves_this_one(adviser: Member, colleague: Member) -> None:
    one, two = again(adviser), again(adviser)
    assert adviser.client.post(reverse("session_end_others")).status_code == 302
    assert [client.get("/saker/").status_code for client in (one, two)] == [302, 302]
    assert adviser.client.get("/saker/").status_code == colleague.client.get("/saker/").status_code == 200
    assert reverse("session_end_others") not in shown(adviser.client)
    assert adviser.client.post(reverse("session_end_others")).status_code == 302


def test_ending_this_one_is_signing_out(adviser: Member) -> None:
    answer = adviser.client.post(ending(adviser.client))
    assert answer.headers["Location"] == reverse("account_login")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert adviser.client.get("/saker/").status_code == 302


def test_somebody_elses_answers_like_none(adviser: Member, colleague: Member) -> None:
    foreign = colleague.client.post(ending(adviser.client))
    absent = colleague.client.post(reverse("session_end", args=[uuid.uuid4()]))
    assert foreign.status_code == absent.status_code == 404
    assert len(foreign.content) == len(absent.content)
    assert adviser.client.get("/saker/").status_code == 200
