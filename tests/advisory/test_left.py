"""Who left in haste while the line was down is nobody when the browser comes back."""

from django.conf import settings
from django.test import Client

from audit.models import Entry
from audit.verbs import Verb
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


def test_of_a_stranger_it_is_taken_away(client: Client, db: None) -> None:
    client.cookies[settings.LEFT_COOKIE_NAME] = "1"
    assert client.get("/konto/logg-inn").status_code == 200
    assert client.cookies[settings.LEFT_COOKIE_NAME].value == ""
