"""Nothing that is sent along leads anybody out of the house."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from advisory.own_addresses import is_own
from tests.factories import Member, code_now, give_password
from tests.matrix import MATRIX
from tests.security.asking import ask, undone
from tests.security.posting import answers_for, sender_of
from tests.security.test_matrix import editions, things

__all__ = ["editions", "things"]
PASSWORD = "en lang setning som ingen gjetter"
OUTSIDE = [
    "https://evil.example/",
    "http://testserver/saker/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\\/evil.example/",
    "\\/evil.example/",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "\x00//evil.example/",
    "/\r\nLocation: https://evil.example/",
    "//evil.example@testserver/",
    "//testserver@evil.example/",
    "evil.example",
    ".evil.example",
    "@evil.example",
    "https://testserver.evil.example/",
    "//evil%E3%80%82example/",
    "\u2028//evil.example/",
    "/\u0085/evil.example/",
]
# One of each way of reading; each is asked of every route.
KINDS = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "javascript:alert(1)",
)
OUTSIDE += [quote(one, safe="") for one in OUTSIDE]
# Whichever name a page may give to where it goes on.
NAMES = ("next", "redirect", "redirect_to", "url", "continue", "return", "go_to")


def stays(location: str, page: str = "/konto/logg-inn") -> bool:
    """Read as a browser does: backslashes are slashes, line ends and tabs are not there."""
    read = "".join(sign for sign in location.strip().replace("\\", "/") if sign not in "\t\r\n")
    reached = urlsplit(urljoin(f"http://testserver{page}", read))
    return reached.scheme == "http" and reached.netloc == "testserver" and not urlsplit(read).netloc


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_such_address_is_ours(address: str) -> None:
    assert not is_own(address)


@pytest.mark.parametrize("address", ["/", "/saker/", "/saker/?after=x_y", "/konto/logg-inn?next=/saker/"])
def test_a_page_of_ours_is(address: str) -> None:
    assert is_own(address)
    assert stays(address)


def test_signing_in_leads_to_a_page_of_ours(adviser: Member, colleague: Member) -> None:
    """By the log-in page, through both steps, and for one who is signed in already."""
    account = give_password(adviser, PASSWORD)
    log_in = reverse("account_login")
    for wanted, reached in [("/saker/ny/", "/saker/ny/"), *((one, "/") for one in KINDS)]:
        stranger = Member("stranger", client=Client())
        with undone(stranger, colleague):
            typed = {"login": account.email, "password": PASSWORD, "next": wanted}
            answer = stranger.client.post(log_in, typed, query_params={"next": wanted})
            assert answer.status_code == 302, wanted
            assert stays(answer.headers["Location"]), wanted
            answer = stranger.client.post(answer.headers["Location"], {"code": code_now(), "next": wanted})
            assert answer.headers["Location"] == reached, wanted
            answer = colleague.client.get(log_in, {"next": wanted})
            assert answer.headers["Location"] == reached, wanted


@pytest.mark.one_database("Addresses that answers lead to.")
def test_no_route_leads_out_whatever_is_sent_along(
    cast: dict[str, Member], editions: Callable[[str], dict[str, tuple[Any, ...]]]
) -> None:
    """Each that answers with a way on, asked with each address in every name and both places."""
    for row in MATRIX:
        args = editions(row.route)["own"]
        member = cast[sender_of(row)]
        with undone(member, cast["adviser"]):
            typed = answers_for(row, cast, args) if row.verb == "POST" else {}
            with undone(member):
                first = ask(member, row.verb, row.route, args, data=typed)
            if first.status_code not in (301, 302, 303, 307, 308):
                continue
            for wanted in KINDS:
                along = dict.fromkeys(NAMES, wanted)
                sent = (
                    {"data": {**typed, **along}, "query_params": along}
                    if row.verb == "POST"
                    else {"data": along}
                )
                with undone(member):
                    answer = ask(member, row.verb, row.route, args, **sent)
                    assert stays(answer.headers.get("Location", "/")), (row.route, wanted)


@pytest.mark.parametrize(
    "path", ["//evil.example/saker", "/\\evil.example/saker", "/%2F/evil.example", "///saker"]
)
def test_an_address_that_looks_like_a_host_leads_nowhere(db: None, path: str) -> None:
    answer = Client().generic("GET", "/", PATH_INFO=path)
    assert answer.status_code in (301, 404)
    assert stays(answer.headers.get("Location", "/"))
