"""How much a page is on the line, and that packing it tells nobody what it holds."""

import gzip
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from cases.forms.persons import MOST
from config.packing import takes
from tests.browser.every_page import Shown, all_pages
from tests.factories import Member

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("Bytes on the line.")]

PAGE_BYTES = 15_000
# With the better coding, which every browser of today takes, there is room; with the other it just holds.
MOST_OF_A_FORM = {"br": 13_000, "gzip": PAGE_BYTES}
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
# Designsystemet, ours, and what pages of one kind have of their own.
MOST_SHEETS = 5
GUESS = "a-guess-of-somebody-elses"
# Names that pages read from their address, and one that none does.
READ = ("draft", "uke", "q", "next", "side", "etter", "til", "fra", "aar", "tegn", "svar", "from")
QUERY = dict.fromkeys(READ, GUESS)


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
        if on_the_line(answer) > PAGE_BYTES:
            heavy[one.address] = len(answer.content)
        sheets.update(waited_for(page, one))
    assert heavy == {}
    for name in sheets:
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        assert "@import" not in text, name
        assert "font-display: swap" in text or "@font-face" not in text, name


def on_the_line(answer: Any) -> int:
    """Bytes of the answer, its head and its cookies among them."""
    head = [*answer.headers.items(), *(("Set-Cookie", one.OutputString()) for one in answer.cookies.values())]
    return len(answer.content) + sum(len(name) + len(value) + 4 for name, value in head)


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
@pytest.mark.parametrize("who", ["adviser", "embassy", "coordinator", "representative"])
def test_the_heaviest_forms_are_light(cast: dict[str, Member], who: str, language: str) -> None:
    """As many persons as there may be, and no question answered: each has its message, there and on top."""
    client = cast[who].client
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    sent = {"persons": str(MOST), "step": "save"}
    weights = {}
    for coding, unpack in UNPACK.items():
        packed = {"accept-encoding": coding}
        for name, answer in {
            "wrong": client.post(reverse("case_new"), sent, headers=packed),
            "one more": client.post(
                reverse("case_new"), {**sent, "persons": str(MOST - 1), "step": "add-person"}, headers=packed
            ),
            "quick": client.post(reverse("case_quick"), {}, headers=packed),
        }.items():
            page = unpack(answer.content).decode()
            assert (answer.status_code, f'<html lang="{language}"' in page) == (200, True), name
            assert ("error-summary" in page) == (name != "one more"), name
            assert (f'id="person-{MOST}"' in page) == (name != "quick"), name
            weights[coding, name] = on_the_line(answer)
    assert {which: size for which, size in weights.items() if size > MOST_OF_A_FORM[which[0]]} == {}


def waited_for(page: str, one: Shown) -> list[str]:
    """The style sheets of the page. Fails for a script that holds it up, or anything else that does."""
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts, one
    assert [tag for tag in scripts if " defer" not in tag] == [], one
    head, _end, body = page.partition("</head>")
    asked = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', head)
    assert 2 <= len(asked) <= MOST_SHEETS, one
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


@pytest.mark.parametrize("coding", UNPACK)
def test_the_length_of_a_packed_page_varies(adviser: Member, coding: str) -> None:
    lengths = {
        adviser.client.get("/rad/", headers={"accept-encoding": coding}).headers["Content-Length"]
        for _ in range(12)
    }
    assert len(lengths) > 3


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, BR ; q=0.8", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000, gzip;q=0.1", "gzip"),
        ("x-gzip, brotli", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_page_goes_in_a_coding_that_its_reader_takes(
    adviser: Member, accepted: str, coding: str | None
) -> None:
    answer = adviser.client.get("/rad/", headers={"accept-encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    page = UNPACK[coding](answer.content) if coding else answer.content
    assert page.startswith(b"<!doctype html>")
    assert takes(accepted, "br") is (coding == "br")


def test_what_somebody_wrote_goes_out_as_it_was(adviser: Member) -> None:
    note = "Først \n\n\n  < så >\n\n  <b>dette</b>\n\n"
    sent = {"at": "done", "step": "add-person", "narrative": note}
    answer = adviser.client.post(reverse("case_new"), sent, headers={"accept-encoding": "br"})
    page = brotli.decompress(answer.content).decode()
    field = re.findall(r'<textarea name="narrative"[^>]*>\n(.*?)</textarea>', page, flags=re.S)
    assert html.unescape(field[0]) == note


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
