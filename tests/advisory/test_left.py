"""Who left in haste is nobody when the browser comes back, and every page she had open leads out again."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from advisory.left import WAYS_IN
from audit.models import Entry
from audit.verbs import Verb
from cases.models import Draft
from tests import factories
from tests.factories import Member

LOG_IN, LEAVE = "/konto/logg-inn", "/konto/forlat"
PASSWORD = "fjell fjord foss vidde"
GOES_BACK = 'src="/static/frittvalg/left.js"'


def marks(client: Client) -> dict[str, str]:
    """What the browser still has of them."""
    names = (settings.LEFT_COOKIE_NAME, settings.AWAY_COOKIE_NAME)
    found = {name: client.cookies[name].value for name in names if name in client.cookies}
    return {name: value for name, value in found.items() if value}


def left(member: Member) -> Client:
    """The member's browser after the quick way out."""
    assert member.client.post(LEAVE).status_code == 200
    assert marks(member.client) == {"away": "1"}
    return member.client


def test_the_mark_ends_the_session_and_makes_way_for_another(adviser: Member) -> None:
    case = factories.log_case(adviser, narrative="Redd for ferien.")
    address = f"/saker/{case.pk}/"
    assert adviser.client.get(address).status_code == 200
    session = adviser.client.cookies[settings.SESSION_COOKIE_NAME].value
    adviser.client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    answer = adviser.client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, settings.LEAVE_TO)
    assert marks(adviser.client) == {"away": "1"}
    assert Entry.objects.filter(verb=Verb.SIGNED_OUT).exists()
    # The same session opens nothing any more; signing in again is as ever.
    adviser.client.cookies.clear()
    adviser.client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert adviser.client.get(address).headers["Location"].startswith(LOG_IN)
    factories.signed_in_anew(adviser)
    assert adviser.client.get(address).status_code == 200


def test_what_the_page_sends_while_it_goes_is_kept(adviser: Member) -> None:
    """The draft is under way when the mark is set already."""
    adviser.client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    draft_id = str(uuid.uuid4())
    kept = adviser.client.post(
        "/utkast/", {"submission": draft_id, "narrative": "Redd."}, headers={"Sec-Fetch-Mode": "cors"}
    )
    assert kept.status_code == 204
    assert Draft.objects.filter(pk=draft_id).exists()
    assert marks(adviser.client) == {"left": "1"}
    assert adviser.client.get("/saker/", headers={"Sec-Fetch-Mode": "navigate"}).status_code == 302
    assert marks(adviser.client) == {"away": "1"}


def test_no_part_of_a_page_comes_into_another_window_that_is_still_open(adviser: Member) -> None:
    """And nothing is done there in her name."""
    case = factories.log_case(adviser)
    asked = {"HX-Request": "true", "Sec-Fetch-Mode": "cors"}
    address = reverse("case_let_go", args=[case.pk])
    assert str(case.pk) in adviser.client.post(address, {"revision": "1"}, headers=asked).content.decode()
    adviser.client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    answer = adviser.client.post(reverse("case_claim", args=[case.pk]), {"revision": "2"}, headers=asked)
    assert str(case.pk) not in answer.content.decode()
    assert marks(adviser.client) == {"away": "1"}


def test_leaving_once_more_forgets_the_password_that_was_given(adviser: Member) -> None:
    account = factories.give_password(adviser, PASSWORD)
    for leaves in (False, True):
        browser = Client()
        browser.cookies[settings.AWAY_COOKIE_NAME] = "1"
        answer = browser.post(LOG_IN, {"login": account.email, "password": PASSWORD})
        if leaves:
            browser.post(LEAVE, headers={"Sec-Fetch-Mode": "navigate"})
        browser.post(answer.headers["Location"], {"code": factories.code_now()})
        assert (browser.get("/saker/").status_code == 200) is not leaves


def test_the_mark_that_stays_is_read_by_no_script_and_goes(adviser: Member) -> None:
    (cookie,) = [one for name, one in left(adviser).cookies.items() if name == settings.AWAY_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == ("1", True, "Lax", "/")
    assert cookie["max-age"] == 12 * 60 * 60


@pytest.mark.parametrize("path", ["/saker/", "/oppgaver/", "/konto/", "/hjelp/", "/finnes-ikke"])
def test_a_page_that_is_gone_back_to_leads_out(adviser: Member, path: str) -> None:
    client = left(adviser)
    case = factories.log_case(adviser)
    for address in (path, f"/saker/{case.pk}/", LEAVE):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, settings.LEAVE_TO), address
    # What a form sent again leads out by a page, for a browser follows no redirect from a form.
    answer = client.post(path, {"narrative": "Redd."})
    assert (answer.status_code, answer.templates[0].name) == (200, "advisory/leave.html")
    assert f'content="0;url={settings.LEAVE_TO}"' in answer.content.decode()
    # What a page asks for by itself is told what anybody is told.
    asked = client.get("/saker/", headers={"Sec-Fetch-Mode": "cors"})
    assert asked.headers["Location"].startswith(LOG_IN)
    assert marks(client) == {"away": "1"}


def test_whoever_means_to_sign_in_finds_the_way(adviser: Member) -> None:
    account = factories.give_password(adviser, PASSWORD)
    client = left(adviser)
    assert client.get("/").headers["Location"].startswith(LOG_IN)
    assert GOES_BACK in client.get(LOG_IN).content.decode()
    wrong = client.post(LOG_IN, {"login": account.email, "password": "noe annet helt"})
    assert wrong.status_code == 200
    assert GOES_BACK in wrong.content.decode()
    answer = client.post(LOG_IN, {"login": account.email, "password": PASSWORD})
    # On the way in one may go back.
    for address in (answer.headers["Location"], LOG_IN):
        assert GOES_BACK not in client.get(address).content.decode()
    answer = client.post(answer.headers["Location"], {"code": factories.code_now()})
    assert (answer.status_code, marks(client)) == (302, {})
    assert client.get("/saker/").status_code == 200


def test_a_browser_that_was_not_left_goes_back_as_ever(client: Client, db: None) -> None:
    assert GOES_BACK not in client.get(LOG_IN).content.decode()
    assert client.get("/saker/").headers["Location"].startswith(LOG_IN)


def test_of_a_stranger_the_first_mark_is_taken_away(client: Client, db: None) -> None:
    client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    assert client.get(LOG_IN).status_code == 200
    assert marks(client) == {"away": "1"}


def test_the_ways_in_are_pages_for_everybody() -> None:
    """Each is a route, and none shows anything to somebody who is nobody."""
    routes: dict[str, Any] = {}
    waiting = [get_resolver()]
    while waiting:
        for one in waiting.pop().url_patterns:
            waiting.append(one) if hasattr(one, "url_patterns") else routes.update({one.name: one.callback})
    assert routes.keys() >= WAYS_IN
    assert {name for name in WAYS_IN if routes[name].page_rule.name != "public"} == {"start"}
    assert reverse("start") == "/"


def test_an_old_page_of_ours_lets_out_and_one_of_somebody_elses_does_not(adviser: Member) -> None:
    """Its token may be of a session before this one."""
    assert adviser.account is not None
    client = Client(enforce_csrf_checks=True)
    for site, status, is_out in (("cross-site", 403, False), ("same-origin", 200, True)):
        client.force_login(adviser.account, backend=factories.BACKEND)
        answer = client.post(LEAVE, {"csrfmiddlewaretoken": "x" * 64}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status
        assert (
            settings.SESSION_COOKIE_NAME not in client.cookies
            or not client.cookies[settings.SESSION_COOKIE_NAME].value
        ) == is_out


@pytest.mark.parametrize("submission", ["", "no id", str(uuid.UUID(int=7))])
def test_leaving_with_a_draft_ends_the_session_whatever_becomes_of_it(
    adviser: Member, submission: str
) -> None:
    typed = {"submission": submission, "narrative": "Redd."}
    assert adviser.client.post("/utkast/", typed).status_code in (204, 400)
    assert adviser.client.get("/saker/").status_code == 200
    assert adviser.client.post("/utkast/", {**typed, "leave": "yes"}).status_code == 200
    assert marks(adviser.client) == {"away": "1"}
    assert adviser.client.get("/saker/").headers["Location"] == settings.LEAVE_TO


def test_nor_does_somebody_elses_draft_keep_her(adviser: Member, colleague: Member) -> None:
    draft_id = str(uuid.uuid4())
    typed = {"submission": draft_id, "narrative": "Redd."}
    assert colleague.client.post("/utkast/", typed).status_code == 204
    assert adviser.client.post("/utkast/", typed).status_code == 404
    assert adviser.client.post("/utkast/", {**typed, "leave": "yes"}).status_code == 200
    assert marks(adviser.client) == {"away": "1"}
