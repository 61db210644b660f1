"""Who left in haste while the line was down is nobody when the browser comes back."""

import uuid

from django.conf import settings
from django.test import Client

from audit.models import Entry
from audit.verbs import Verb
from cases.models import Draft
from tests import factories
from tests.factories import Member


def test_the_mark_ends_the_session_and_goes(adviser: Member) -> None:
    case = factories.log_case(adviser, narrative="Redd for ferien.")
    address = f"/saker/{case.pk}/"
    assert adviser.client.get(address).status_code == 200
    adviser.client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    answer = adviser.client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/logg-inn")
    assert adviser.client.cookies[settings.LEFT_COOKIE_NAME].value == ""
    assert Entry.objects.filter(verb=Verb.SIGNED_OUT).exists()
    # The same session opens nothing any more; signing in again is as ever.
    del adviser.client.cookies[settings.LEFT_COOKIE_NAME]
    assert adviser.client.get(address).status_code == 302
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
    assert adviser.client.cookies[settings.LEFT_COOKIE_NAME].value == "1"
    assert adviser.client.get("/saker/", headers={"Sec-Fetch-Mode": "navigate"}).status_code == 302


def test_of_a_stranger_it_is_taken_away(client: Client, db: None) -> None:
    client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    assert client.get("/konto/logg-inn").status_code == 200
    assert client.cookies[settings.LEFT_COOKIE_NAME].value == ""
