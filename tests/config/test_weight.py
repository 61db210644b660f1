"""How much a page is on the line, and that packing it tells nobody what it holds."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from tests.browser.every_page import Shown, all_pages
from tests.factories import Member

pytestmark = pytest.mark.django_db

PAGE_BYTES = 15_000
# Theme, components, ours, and what pages of one kind have of their own.
MOST_SHEETS = 6
GUESS = "a-guess-of-somebody-elses"
# Names that pages read from their address, and one that none does.
QUERY = dict.fromkeys(("draft", "uke", "q", "next", "side", "etter", "til", "fra", "aar", "tegn"), GUESS)


@pytest.fixture
def pages(cast: dict[str, Member], settings: Any) -> list[Shown]:
    settings.DEMO = True
    return all_pages(cast)


def test_every_later_page_is_light_and_its_first_sight_waits_for_little(
    cast: dict[str, Member], pages: list[Shown]
) -> None:
    heavy = {}
    sheets: set[str] = set()
    for one in pages:
        answer = cast[one.who].client.get(one.address, headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip", one
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        page = gzip.decompress(answer.content).decode()
        assert page.startswith("<!doctype html>")
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        if len(answer.content) + head > PAGE_BYTES:
            heavy[one.address] = len(answer.content)
        sheets.update(waited_for(page, one))
    assert heavy == {}
    for name in sheets:
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        assert "@import" not in text, name
        assert "font-display: swap" in text or "@font-face" not in text, name


def waited_for(page: str, one: Shown) -> list[str]:
    """The style sheets of the page. Fails for a script that holds it up, or anything else that does."""
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts, one
    assert [tag for tag in scripts if " defer" not in tag] == [], one
    head, _end, body = page.partition("</head>")
    asked = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', head)
    assert 3 <= len(asked) <= MOST_SHEETS, one
    assert len(asked) == len(set(asked)), one
    assert "stylesheet" not in body, one
    # It would share the line with what is waited for.
    assert "preload" not in head, one
    return asked


def test_no_page_of_somebody_signed_in_repeats_what_its_address_holds(
    cast: dict[str, Member], pages: list[Shown]
) -> None:
    repeated = [
        one.address
        for one in pages
        if one.who != "anonymous" and GUESS in cast[one.who].client.get(one.address, QUERY).content.decode()
    ]
    assert repeated == []


def test_the_length_of_a_packed_page_varies(adviser: Member) -> None:
    lengths = {
        adviser.client.get("/rad/", headers={"accept-encoding": "gzip"}).headers["Content-Length"]
        for _ in range(12)
    }
    assert len(lengths) > 3


def test_a_file_is_not_packed(coordinator: Member) -> None:
    answer = coordinator.client.get("/helse/live", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_another_language_leads_back_to_the_same_place(adviser: Member) -> None:
    here = "http://testserver/saker/?uke=2026-10"
    sent = {"language": "nn", "next": "/saker/"}
    back = adviser.client.post("/sprak/", sent, headers={"referer": here})
    assert back.headers["Location"] == "/saker/?uke=2026-10"
    for strange in ("http://elsewhere.invalid/saker/?uke=1", "http://testserver/rad/?uke=1", ""):
        back = adviser.client.post("/sprak/", sent, headers={"referer": strange})
        assert back.headers["Location"] == "/saker/"
