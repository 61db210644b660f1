"""What changes something takes nothing without the token of our own page, and nothing from outside."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config.limits import METHODS
from tests.factories import Member
from tests.matrix import MATRIX, Row
from tests.security.asking import ask, undone
from tests.security.posting import CHANGING, VALID, answers_for, sender_of
from tests.security.rows import all_rows, differing
from tests.security.test_matrix import editions, quiet, things

__all__ = ["editions", "quiet", "things"]
SECRET, OTHER = "a" * 32, "b" * 32
TOKEN = {"csrfmiddlewaretoken": SECRET}
# What browsers send with a form of ours: over http its origin; over https that, or where it came from.
OURS: dict[str, dict[str, Any]] = {
    "as sent by a script of ours": {"headers": {"x-csrftoken": SECRET}},
    "with our origin": {"data": TOKEN, "headers": {"origin": "http://testserver"}},
    "over https": {"data": TOKEN, "secure": True, "headers": {"origin": "https://testserver"}},
    "over https, from a page of ours": {
        "data": TOKEN,
        "secure": True,
        "headers": {"referer": "https://testserver/saker/"},
    },
}
FORGED: dict[str, dict[str, Any]] = {
    "without a token": {},
    "with an empty one": {"data": {"csrfmiddlewaretoken": ""}},
    "with a wrong one": {"data": {"csrfmiddlewaretoken": OTHER}},
    "with a wrong one in the header": {"headers": {"x-csrftoken": OTHER}},
    "with the token in the address": {"query_params": TOKEN},
    "with a wrong one and our origin": {
        "data": {"csrfmiddlewaretoken": OTHER},
        "headers": {"origin": "http://testserver"},
    },
    **{
        f"from {origin}": {"data": TOKEN, "headers": {"origin": origin}}
        for origin in (
            "https://evil.example",
            "http://evil.example",
            "http://testserver.evil.example",
            "http://testserver:8000",
            "https://testserver",
            "null",
        )
    },
    "over https, from nowhere": {"data": TOKEN, "secure": True},
    **{
        f"over https, from {page}": {"data": TOKEN, "secure": True, "headers": {"referer": page}}
        for page in (
            "https://evil.example/",
            "https://testserver.evil.example/",
            "https://evil.example/https://testserver/",
            "http://testserver/",
            "javascript:",
        )
    },
}
# Sent with the token, these store nothing: the language is the browser's, and the demo's door is shut here.
STORES_NOTHING = {"set_language", "demo_sign_in", "edition", "library", "case_search"}


def strict(member: Member) -> Member:
    """Her browser, with the token's cookie, at a server that asks for the token."""
    made = Member(member.name, member.account, member.post, Client(enforce_csrf_checks=True))
    made.client.cookies = copy.deepcopy(member.client.cookies)
    made.client.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    return made


def send(member: Member, row: Row, args: tuple[Any, ...], typed: dict[str, Any], how: dict[str, Any]) -> Any:
    sent = {**how, "data": {**typed, **how.get("data", {})}}
    return ask(member, row.verb, row.route, args, **sent)


def test_every_change_is_in_this_matrix() -> None:
    """A route that takes anything but GET and HEAD has a row that says POST, so these tests send it all."""
    assert {row.verb for row in MATRIX} <= set(METHODS)


@pytest.mark.one_database("What is refused never comes to it, and what a good form stores others look at.")
def test_only_a_form_of_ours_changes_anything(
    cast: dict[str, Member], editions: Callable[[str], dict[str, tuple[Any, ...]]], quiet: None
) -> None:
    for row in CHANGING:
        with undone(*cast.values()):
            args = editions(row.route)["own"]
            typed = answers_for(row, cast, args)
            member = strict(cast[sender_of(row)])
            what_ours_change(row, member, args, typed)
            what_forged_ones_change(row, member, args, typed)


def what_ours_change(row: Row, member: Member, args: tuple[Any, ...], typed: dict[str, Any]) -> None:
    """Each is taken; and by a good form something is stored."""
    before = all_rows()
    for what, how in OURS.items():
        with undone(member):
            assert send(member, row, args, typed, how).status_code != 403, (row.route, what)
            stores = row.route in VALID and row.route not in STORES_NOTHING
            assert not stores or differing(before, all_rows()), (row.route, what)


def what_forged_ones_change(row: Row, member: Member, args: tuple[Any, ...], typed: dict[str, Any]) -> None:
    """Nothing, all of them one after the other: not a row of any table, the trail among them."""
    before = all_rows()
    for what, how in FORGED.items():
        assert send(member, row, args, typed, how).status_code == 403, (row.route, what)
    del member.client.cookies[settings.CSRF_COOKIE_NAME]
    assert send(member, row, args, typed, {"data": TOKEN}).status_code == 403, row.route
    assert differing(before, all_rows()) == set(), row.route
