"""A planted word reaches no log line, by whichever way it was given; the lines still say what happened."""

import io
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client
from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.logs import UNWRITABLE, WITHHELD, line_formatter

TOKEN = "kanari" + secrets.token_hex(6)
OURS = logging.getLogger("cases.suite")


class Lines:
    """What was logged, as the console would have shown it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        assert TOKEN not in self.stream.getvalue()
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def one(self) -> dict[str, Any]:
        (line,) = self.all()
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Every logger there is, Django's own and gunicorn's included, written through the formatter."""
    made = Lines()
    handler = logging.StreamHandler(made.stream)
    handler.setFormatter(line_formatter())
    names = ("", "django.server", "gunicorn.error", "gunicorn.access")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level, logger.propagate, list(logger.handlers)) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.handlers = [handler]
    yield made
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate, logger.handlers = propagate, handlers


def raised() -> None:
    try:
        raise ValueError(f"cannot read {TOKEN}")
    except ValueError:
        OURS.exception("The file was not read: %s", TOKEN)


@pytest.mark.parametrize(
    ("log", "event"),
    [
        (lambda: OURS.warning("No such post: %s", TOKEN), "No such post: %s"),
        (lambda: OURS.warning("No such post: %(post)s", {"post": TOKEN}), "No such post: %(post)s"),
        (lambda: OURS.warning("Loaded %d rows", 12, extra={"count": 12}), "Loaded %d rows"),
        (raised, "The file was not read: %s"),
        (lambda: OURS.warning("Nothing to do"), "Nothing to do"),
        # Put together before it was logged.
        (lambda: OURS.warning(f"No such post: {TOKEN}"), WITHHELD),
        (lambda: OURS.warning("No such post: " + TOKEN), WITHHELD),
        (lambda: OURS.warning("No such post: {}".format(TOKEN)), WITHHELD),  # noqa: UP032
        (lambda: OURS.warning(f"{TOKEN} of %s", TOKEN), WITHHELD),
        (lambda: OURS.error(ValueError(TOKEN)), WITHHELD),
        (lambda: OURS.error({"post": TOKEN}), WITHHELD),
        (lambda: OURS.error("a\nb %s", f"{TOKEN}\n{TOKEN}"), "a\nb %s"),
    ],
)
def test_a_message_is_its_template(lines: Lines, log: Callable[[], None], event: str) -> None:
    log()
    line = lines.one()
    assert (line["event"], line["logger"]) == (event, "cases.suite")
    assert line["level"] in {"warning", "error"}
    assert line["timestamp"].endswith("+00:00")


def test_an_exception_is_its_class_and_frames(lines: Lines) -> None:
    raised()
    line = lines.one()
    assert line["error"] == "ValueError"
    assert line["frames"][-1].startswith("raised (")


def test_extra_fields_pass_as_numbers_of_known_names_alone(lines: Lines) -> None:
    names = ("status", "count", "seconds", "event", "error", "frames", "level", "logger", "job", "timestamp")
    OURS.warning("Said", extra=dict.fromkeys(names, TOKEN) | {TOKEN: 1, "request": TOKEN})
    OURS.warning("Said", extra={"status": 200, "count": 3, "seconds": 0.5, TOKEN: TOKEN})
    OURS.warning("Said", stack_info=True, extra={"stack": TOKEN})
    first, second, third = lines.all()
    assert set(first) == set(third) == {"event", "level", "logger", "timestamp"}
    assert (second["status"], second["count"], second["seconds"]) == (200, 3, 0.5)


def test_a_wrong_host_is_reported_without_it(lines: Lines, client: Client) -> None:
    assert client.get("/helse/live", headers={"host": f"{TOKEN}.example.no"}).status_code == 400
    line = lines.one()
    assert line["logger"] == f"django.security.{DisallowedHost.__name__}"
    assert (line["status"], line["error"], line["event"]) == (400, "DisallowedHost", WITHHELD)


class Unprintable:
    def __str__(self) -> str:
        raise ValueError(TOKEN)


def test_a_line_that_cannot_be_written_says_so_and_nothing_else() -> None:
    record = logging.LogRecord("cases.suite", logging.ERROR, __file__, 1, Unprintable(), (TOKEN,), None)
    said = json.loads(line_formatter().format(record))
    assert said == {"event": UNWRITABLE, "logger": "cases.suite", "error": "ValueError"}


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_reported_without_its_path(lines: Lines, client: Client) -> None:
    assert client.get(f"/{TOKEN}/?q={TOKEN}").status_code == 404
    line = lines.one()
    assert (line["logger"], line["status"], line["event"]) == ("django.request", 404, "%s: %s")


def test_djangos_own_server(lines: Lines) -> None:
    handler = WSGIRequestHandler.__new__(WSGIRequestHandler)
    handler.request = handler.server = None  # type: ignore[assignment]
    handler.requestline = f"GET /{TOKEN}?q={TOKEN} HTTP/1.1"
    handler.log_request(404, 12)
    handler.log_error("code %d, message %s", 400, f"Bad request version ({TOKEN!r})")
    first, second = lines.all()
    assert (first["event"], first["status"]) == ('"%s" %s %s', 404)
    assert second["event"] == "code %d, message %s"


def access(method: str, path: str) -> None:
    atoms = {"m": method, "U": path, "s": "302", "B": 7, "M": 41, "q": TOKEN, "r": TOKEN, "h": TOKEN}
    logging.getLogger("gunicorn.access").info("%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms", atoms)


@pytest.mark.parametrize(
    ("method", "path", "event"),
    [
        ("POST", "/konto/logg-inn", "POST /konto/logg-inn 302"),
        (
            "GET",
            "/saker/1b4e28ba-2fa1-41d2-883f-0016d3cca427/",
            "GET /saker/<uuid:case_id>/ 302",
        ),
        ("GET", f"/{TOKEN}/", "GET (no such page) 302"),
        ("GET", f"/saker/{TOKEN}/", "GET (no such page) 302"),
        ("GET", f"/static/{TOKEN}.css", "GET /static/… 302"),
        (TOKEN, "/konto/logg-inn", "other method /konto/logg-inn 302"),
    ],
    ids=["a form", "a case", "no page", "no case", "a style sheet", "no method"],
)
def test_an_answer_is_reported_by_its_route(lines: Lines, method: str, path: str, event: str) -> None:
    access(method, path)
    line = lines.one()
    assert (line["event"], line["status"], line["seconds"]) == (event, 302, 0.041)


def test_gunicorns_own_messages(lines: Lines) -> None:
    logger = Logger(Config())
    logger.error_log.handlers = logging.getLogger().handlers
    logger.error_log.setLevel(logging.INFO)
    logger.info("Listening at: %s (%s)", TOKEN, 7)
    logger.warning(f"Invalid request from ip={TOKEN}: {TOKEN}")
    assert [(line["event"], line["logger"]) for line in lines.all()] == [
        ("Listening at: %s (%s)", "gunicorn.error"),
        (WITHHELD, "gunicorn.error"),
    ]
