"""After signing in anew one is where one was, and no address on the way tells where that is."""

import time
import uuid
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from advisory import way_back
from tests import factories
from tests.factories import Member

LOG_IN = "/konto/logg-inn"
PASSWORD = "fjell fjord foss vidde"


def sent_away(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 302
    path, _mark, query = answer.headers["Location"].partition("?")
    assert path == LOG_IN
    return query


def test_the_way_to_a_case_is_sealed_and_leads_there(adviser: Member) -> None:
    case = factories.log_case(adviser)
    address = f"/saker/{case.pk}/endre/"
    assert adviser.client.get(address).status_code == 200
    account = factories.give_password(adviser, PASSWORD)
    stranger = Client()
    query = sent_away(stranger, address)
    page = stranger.get(f"{LOG_IN}?{query}").content.decode()
    for told in (query, page):
        assert str(case.pk) not in told
        assert "/saker/" not in told
    (wanted,) = parse_qs(query)["next"]
    answer = stranger.post(LOG_IN, {"login": account.email, "password": PASSWORD, "next": wanted})
    answer = stranger.post(answer.headers["Location"], {"code": factories.code_now()})
    assert answer.headers["Location"] == wanted
    answer = stranger.get(wanted)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_what_stands_behind_a_path_is_not_told_either(db: None) -> None:
    assert sent_away(Client(), "/saker/") == "next=%2Fsaker%2F"
    told = sent_away(Client(), "/saker/ny/?draft=4f1c")
    assert "saker" not in told
    assert "draft" not in told
    (wanted,) = parse_qs(told)["next"]
    assert way_back.opened(parse_qs(urlsplit(wanted).query)["til"][0]) == "/saker/ny/?draft=4f1c"
    # Whoever is sent away on the way back goes on by the same link.
    assert sent_away(Client(), wanted) == f"next={quote(wanted, safe='')}"


def test_all_links_are_as_long_and_too_long_an_address_is_not_kept(db: None) -> None:
    links = [
        way_back.sealed(address) for address in ("/", f"/saker/{uuid.uuid4()}/", "/saker/?a=" + "b" * 100)
    ]
    assert len({len(link) for link in links}) == 1
    assert len(links[0]) < 350
    assert way_back.sealed("/saker/?a=" + "b" * 200) == ""
    assert sent_away(Client(), "/saker/?a=" + "b" * 200) == ""


def opened(link: str, by: uuid.UUID | None = None) -> str:
    return way_back.opened(parse_qs(urlsplit(link).query)["til"][0], by=by)


def test_a_link_that_was_changed_or_is_old_leads_to_the_first_page(
    adviser: Member, time_machine: Any
) -> None:
    link = way_back.sealed("/saker/?a=b")
    assert adviser.client.get(link).headers["Location"] == "/saker/?a=b"
    text = parse_qs(urlsplit(link).query)["til"][0]
    wrong = ["", "x", "å", text[:-4], "A" * len(text), text[:-6] + "AAAA==", text.swapcase()]
    for one in wrong:
        answer = adviser.client.get(reverse("way_on"), {"til": one})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/"), one
    time_machine.move_to(time.time() + 23.9 * 3600, tick=False)
    assert opened(link) == "/saker/?a=b"
    time_machine.move_to(time.time() + 3600, tick=False)
    assert opened(link) == ""


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_even_a_sealed_one_leads_nowhere_else(db: None, address: str) -> None:
    assert opened(way_back.sealed(address)) == ""


def test_every_page_knows_the_way_back_to_it(adviser: Member, elsewhere: Member) -> None:
    """For the script that leaves the page when the session has ended."""
    case = factories.log_case(adviser)
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    (link,) = [one.split('"')[1] for one in page.split() if one.startswith("data-way-back=")]
    assert adviser.account is not None
    assert opened(link, by=adviser.account.pk) == f"/saker/{case.pk}/"
    # Nobody else is led there, whoever signs in at that screen.
    assert opened(link) == ""
    assert elsewhere.client.get(link).headers["Location"] == reverse("start")
    assert adviser.client.get(link).headers["Location"] == f"/saker/{case.pk}/"
    # To what was sent none leads: its address may have no page.
    sent = elsewhere.client.post(reverse("case_claim", args=[case.pk]), {"revision": "1"}).content.decode()
    assert 'data-way-back=""' in sent
    assert settings.SESSION_COOKIE_NAME not in link
