"""Every kind of answer of a real gunicorn process carries exactly the headers of the policy, and no name."""

import re
import socket

import pytest

from tests.deploy.browser import HOST, Answer, Browser
from tests.headers import OF_FILES, PAGE, POLICY, PRODUCTION, UNKEPT, must_be_the_policy

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
LOG_IN = "/konto/logg-inn"
FORM = "application/x-www-form-urlencoded"
# Of the connection, not of the answer; a cookie is looked at where it is set.
OF_THE_LINE = {"Date", "Connection", "Set-Cookie"}
OURS = {"Content-Type": PAGE, "Content-Length": "…", "Content-Language": "nb"}

KINDS: dict[str, tuple[int, dict[str, str]]] = {
    "page": (200, OURS),
    "page, its head": (200, OURS),
    "slash": (301, {**OURS, "Location": "…"}),
    "redirect": (302, {**OURS, "Location": "…"}),
    "other host": (400, OURS),
    "charset": (400, OURS),
    "without token": (403, OURS),
    "not found": (404, OURS),
    "no such static": (404, OURS),
    "options": (405, {**OURS, "Allow": "GET, HEAD, POST"}),
    "trace": (405, {**OURS, "Allow": "GET, HEAD, POST"}),
    "unknown method": (405, {**OURS, "Allow": "GET, HEAD, POST"}),
    "oversized": (413, OURS),
    "long address": (414, OURS),
    "json": (415, OURS),
    "health": (200, {**OURS, "Content-Type": "application/json"}),
}


def every_kind(browser: Browser) -> dict[str, Answer]:
    form = {"Content-Type": FORM, "Accept-Language": "nb"}
    return {
        "page": browser.get(LOG_IN),
        "page, its head": browser.ask("HEAD", LOG_IN),
        "slash": browser.get("/saker"),
        "redirect": browser.get("/"),
        "other host": browser.get(LOG_IN, Host="evil.example"),
        "charset": browser.ask("POST", LOG_IN, b"a=b", **{"Content-Type": f"{FORM}; charset=utf-7"}),
        "without token": browser.ask("POST", LOG_IN, b"a=b", **form),
        "not found": browser.get("/finnes-ikke"),
        "no such static": browser.get("/static/finnes-ikke.css"),
        "options": browser.ask("OPTIONS", LOG_IN),
        "trace": browser.ask("TRACE", LOG_IN),
        "unknown method": browser.ask("BREW", LOG_IN),
        "oversized": browser.ask("POST", LOG_IN, b"a" * 600_000, **form),
        "long address": browser.get(f"{LOG_IN}?next={'a' * 5000}"),
        "json": browser.ask("POST", LOG_IN, b"{}", **{"Content-Type": "application/json"}),
        "health": browser.get("/helse/live"),
    }


def test_every_kind_of_answer_has_exactly_the_headers_of_the_policy(browser: Browser) -> None:
    answers = every_kind(browser)

    assert {kind: answer.status for kind, answer in answers.items()} == {
        kind: status for kind, (status, _said) in KINDS.items()
    }
    for kind, answer in answers.items():
        told = {name: value for name, value in answer.headers.items() if name not in OF_THE_LINE}
        own = KINDS[kind][1]
        expected = {**POLICY, **UNKEPT, **PRODUCTION, **{name: told.get(name, "") for name in own}}
        assert told == expected, kind
        assert {name: value for name, value in own.items() if value not in ("…", told[name])} == {}, kind


def test_a_static_file_that_is_named_by_its_content_is_kept_and_guarded(browser: Browser) -> None:
    path = re.findall(r'src="(/static/[^"]+\.js)"', browser.get(LOG_IN).text)[0]
    answer = browser.get(path)

    told = dict(answer.headers)
    must_be_the_policy(told, OF_FILES | PRODUCTION)
    of_a_copy = {"Cache-Control", "ETag", "Last-Modified", "Vary"}
    assert set(told) == {
        *OF_FILES,
        *PRODUCTION,
        *of_a_copy,
        "Content-Length",
        "Content-Type",
        "Date",
        "Connection",
    }
    assert "immutable" in told["Cache-Control"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /planted HTTP/9.9\r\n\r\n", b"400"),
        (b"get /planted HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /planted HTTP/1.1\r\nHost: x\r\nplanted header: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 9000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 1\r\n" * 80 + b"\r\n", b"431"),
    ],
)
def test_what_is_no_request_is_told_so_by_the_same_policy(
    running: Browser, sent: bytes, status: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
        line.sendall(sent)
        received = b""
        while piece := line.recv(65536):
            received += piece
    head, _mark, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first.split()[1].encode() == status, first
    told = dict(one.split(": ", 1) for one in lines)
    must_be_the_policy(told, POLICY | UNKEPT)
    assert set(told) == {*POLICY, *UNKEPT, "Connection", "Content-Type", "Content-Length"}
    assert b"planted" not in received
    assert int(told["Content-Length"]) == len(body)


def test_a_host_name_in_any_spelling_leads_nowhere_else(running: Browser) -> None:
    """The redirect to https names the host that was asked for, so only hosts of ours may be."""
    plain = Browser(running.port, proxied=False)
    assert plain.get("/saker/").headers["Location"] == f"https://{HOST}/saker/"
    for host in ("evil.example", f"{HOST}.evil.example", f"evil.example#{HOST}", f"{HOST}@evil.example"):
        assert plain.get("/saker/", Host=host).status == 400
    assert plain.get("//evil.example/saker").headers["Location"].startswith(f"https://{HOST}/")
