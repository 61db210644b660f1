"""What a form sent stays in no list of the browser's: the page that answers has an address, for a while."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from advisory import answers
from advisory.models import StoredSession
from audit.models import Entry
from audit.verbs import Verb
from cases import access, gate
from cases.services.keeping_out import keep_out
from tests import factories
from tests.factories import Member

TYPED = "Hun er redd for ferien."


def sent(client: Client, address: str, **typed: str) -> str:
    """As a browser sends a form: the address that it is led to."""
    answer = client.post(address, typed, headers={"Sec-Fetch-Mode": "navigate"})
    assert (answer.status_code, answer.content) == (303, b"")
    return str(answer.headers["Location"])


@pytest.fixture
def address(adviser: Member) -> str:
    return f"/saker/{factories.log_case(adviser).pk}/melding/"


def test_a_refused_form_is_shown_with_what_was_typed_and_again(adviser: Member, address: str) -> None:
    led_to = sent(adviser.client, address, text=TYPED)
    assert re.fullmatch(rf"{address}\?svar=[\w-]{{8}}", led_to)
    for _time in range(2):
        shown = adviser.client.get(led_to)
        assert shown.status_code == 200
        assert TYPED in shown.text
        assert 'id="error-summary"' in shown.text
    # Asked for by itself, the page is a new one; sent from there, the old answer's name goes.
    assert TYPED not in adviser.client.get(address).text
    assert sent(adviser.client, led_to, text=TYPED).count("svar=") == 1


def test_what_does_not_say_that_it_shows_pages_is_answered_at_once(adviser: Member, address: str) -> None:
    """A part of a page, a script's question, a browser of before 2023."""
    for headers in ({}, {"Sec-Fetch-Mode": "cors"}):
        answer = adviser.client.post(address, {"text": TYPED}, headers=headers)
        assert (answer.status_code, TYPED in answer.text) == (200, True)


def test_nobody_else_is_shown_it(adviser: Member, colleague: Member, address: str) -> None:
    led_to = sent(adviser.client, address, text=TYPED)
    assert TYPED in adviser.client.get(led_to).text
    assert TYPED not in colleague.client.get(led_to).text
    # Nor at another address, which may have another rule.
    assert TYPED not in adviser.client.get(led_to.replace("/melding/", "/")).text
    adviser.client.post("/konto/forlat")
    assert TYPED not in adviser.client.get(led_to, follow=False).content.decode()
    factories.signed_in_anew(adviser)
    assert TYPED not in adviser.client.get(led_to).text


def test_it_is_held_for_a_while_and_three_at_a_time(adviser: Member, address: str) -> None:
    first = sent(adviser.client, address, text=TYPED)
    for _time in range(answers.MOST - 1):
        sent(adviser.client, address, text="Noe annet.")
    assert TYPED in adviser.client.get(first).text
    sent(adviser.client, address, text="Noe annet.")
    assert TYPED not in adviser.client.get(first).text
    last = sent(adviser.client, address, text=TYPED)
    with time_machine.travel(timezone.now() + answers.KEPT + timedelta(seconds=1)):
        assert TYPED not in adviser.client.get(last).text


def test_another_language_is_no_old_page(adviser: Member, address: str) -> None:
    led_to = sent(adviser.client, address, text=TYPED)
    assert TYPED in adviser.client.get(led_to).text
    adviser.client.post("/sprak/", {"language": "en", "next": address})
    assert TYPED not in adviser.client.get(led_to).text


def test_it_lies_under_the_seal_of_the_session(adviser: Member, address: str) -> None:
    sent(adviser.client, address, text=TYPED)
    assert answers.HELD in adviser.client.session
    for stored in StoredSession.objects.all():
        assert b"answers" not in bytes(stored.content)


def test_who_is_shut_out_meanwhile_is_not_shown_it_again(
    adviser: Member, colleague: Member, address: str
) -> None:
    led_to = sent(colleague.client, address, text=TYPED)
    assert TYPED in colleague.client.get(led_to).text
    case = access.open_case(adviser.standing, uuid.UUID(address.split("/")[2]))
    assert colleague.account is not None
    reason = gate.ours("For nær.")
    keep_out(standing=adviser.standing, case=case, account_id=colleague.account.pk, reason=reason)
    again = colleague.client.get(led_to)
    assert (again.status_code, TYPED in again.text) == (404, False)


def test_the_trail_says_that_it_was_looked_at_again(adviser: Member, address: str) -> None:
    led_to = sent(adviser.client, address, text=TYPED)
    before = Entry.objects.filter(verb=Verb.CASE_READ).count()
    assert TYPED in adviser.client.get(led_to).text
    assert Entry.objects.filter(verb=Verb.CASE_READ).count() == before + 1


def test_what_has_no_page_of_its_own_is_shown_where_it_was_sent(adviser: Member) -> None:
    """An address that only takes forms, and its answer that there is no such thing."""
    led_to = sent(adviser.client, f"/utkast/{uuid.uuid4()}/slett/")
    assert adviser.client.get(led_to).status_code == 404
    with time_machine.travel(timezone.now() + answers.KEPT + timedelta(seconds=1)):
        assert adviser.client.get(led_to).headers["Location"] == "/"


def test_it_leads_to_no_other_host(adviser: Member) -> None:
    address = "http://testserver//evil.example/"
    answer = adviser.client.post(address, headers={"Sec-Fetch-Mode": "navigate"})
    assert answer.wsgi_request.path == "//evil.example/"
    assert (answer.status_code, "Location" in answer.headers) == (404, False)
