"""No page shows a word of the code: every page of the matrix in bokmål, also when a form comes back."""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from audit import record
from audit.said import NUMBERED, STORED, WORDS, in_words
from audit.verbs import Verb
from tests.browser.every_page import Shown, all_pages
from tests.factories import Member

pytestmark = pytest.mark.django_db

# What is read on a page: texts, and what is read out instead. The key of an app is no word.
UNREAD = re.compile(
    r"<(script|style|template)\b.*?</\1>|<!--.*?-->|<code class=\"factor-secret\">.*?</code>", re.DOTALL
)
SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
# Addresses, names of files and of browsers are what they are.
WHOLE = re.compile(r"https?://\S+|\S+@\S+|\b\d[\d.:,]*\b|\b\w+\.(?:csv|xlsx|ods|px|pdf|json)\b")
RAW = {
    "joined": re.compile(r"\b\w*[a-zA-ZÆØÅæøå]_\w+|\b\w+_[a-zA-ZÆØÅæøå]\w*"),
    "dotted": re.compile(r"\b[a-zA-Z]\w{2,}\.[a-zA-Z]\w{2,}"),
    "shouted": re.compile(r"\b[A-ZÆØÅ]{2,}\d*\b"),
    "english": re.compile(
        r"(?i)\b(?:the|and|with|case|cases|page|inquiry|lane|narrative|outcome|concern|urgency|embassy|school|"
        r"coordinator|agency|office|adviser|whereabouts|draft|membership|account|true|false|none|null)\b"
    ),
}
# Names, as those who bear them write them.
WRITTEN_SO = {"II", "NAV", "NPK", "PIN", "SEIF", "SHA", "TV", "UDI", "USA"}


def read_on(page: str, names: list[str]) -> str:
    page = UNREAD.sub(" ", page)
    page = WHOLE.sub(" ", unescape(" ".join([TAG.sub(" ", page), *SPOKEN.findall(page)])))
    for name in names:
        page = page.replace(name, " ")
    return page


def raw_in(text: str) -> set[str]:
    return {one for pattern in RAW.values() for one in pattern.findall(text)} - WRITTEN_SO


@pytest.mark.one_database("Words on pages.")
def test_no_page_shows_a_word_of_the_code(cast: dict[str, Member], settings: Any) -> None:
    settings.DEMO = True
    shown = all_pages(cast)
    shown += [*_the_officers(cast)]
    names = [one.account.name for one in cast.values() if one.account is not None]
    found: dict[str, set[str]] = {}
    came_back = 0
    for one in shown:
        client = cast[one.who].client
        client.cookies["language"] = "nb"
        answers = [client.get(one.address)]
        assert answers[0].status_code == one.status, one
        if one.comes_back:
            answers.append(client.post(one.address))
            came_back += answers[1].status_code == 200
        for answer in answers:
            for raw in raw_in(read_on(answer.content.decode(), names)):
                found.setdefault(raw, set()).add(one.route)
    assert found == {}
    assert came_back > len(shown) // 5


def test_a_changed_case_is_told_by_what_was_changed() -> None:
    with override("nb"):
        assert in_words(["case.concern", "narrative", "no-such-field"]) == "Hovedbekymring, Notat"


def _the_officers(cast: dict[str, Member]) -> list[Shown]:
    """Her pages of an account that was refused and of a week in which much happened."""
    adviser = cast["adviser"]
    assert adviser.account is not None
    assert adviser.client.get(reverse("administration")).status_code == 403
    for verb, fields in (
        (Verb.SEAL_BROKEN, ["cases.Inquiry.narrative"]),
        (Verb.REENCRYPTED, ["not-left", "epoch-3"]),
        (Verb.TRIGGERS_MISSED, ["advisory_account_insert"]),
        (Verb.STATISTICS_COUNTED, ["question", "cases", "focus_country", "year", "2008", "2009"]),
        (Verb.SIGN_IN_REFUSED, ["credentials"]),
    ):
        record.alone(verb, actor=adviser.standing.actor, fields=fields)
    address = reverse("trail_account", args=[adviser.account.pk])
    cast["privacy"].client.cookies["language"] = "en"
    page = cast["privacy"].client.get(address).content.decode()
    assert "a page that is not for this account" in page
    return [Shown("trail_account", "privacy", address), Shown("trail_week", "privacy", reverse("trail_week"))]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["page"], "a page that is not for this account"),
        (["week-2026-07"], "week 7, 2026"),
        (["texts", "months-24"], "notes and other texts, months: 24"),
        (["epoch-3", "kek-2", "a" * 64], "key period 3, master key 2"),
        (["cases.CaseKey.wrapped"], "a key"),
        (["work", "2008", "T01"], "how the work goes, 2008, T01"),
        (["of_another_version"], ""),
    ],
)
def test_an_entry_says_its_words_in_words(fields: list[str], said: str) -> None:
    with override("en"):
        assert in_words(fields) == said


def test_every_word_is_in_words_itself() -> None:
    told = [str(one) for table in (WORDS, NUMBERED, STORED) for one in table.values()]
    assert {raw for one in told for raw in RAW["joined"].findall(one) + RAW["dotted"].findall(one)} == set()
