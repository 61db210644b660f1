"""The headers of every kind of answer: page, redirect, refusal, error, static file, none of them without."""

import io
import tempfile
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advisory.models import Epoch
from advisory.sealing.keys import chest
from tests.factories import Member, log_case
from tests.headers import OF_FILES, PAGE, POLICY, PRODUCTION, must_be_the_policy, own

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
STATIC = "/static/frittvalg/site.css"


# Each kind of answer, and what it says of itself beside the policy; "…" is any text.
PAGES = {"Content-Type": PAGE, "Content-Length": "…", "Content-Language": "nb"}
KINDS: dict[str, tuple[int, dict[str, str]]] = {
    "page": (200, PAGES),
    "page, its head": (200, PAGES),
    "careless view": (200, PAGES),
    "health": (200, {**PAGES, "Content-Type": "application/json"}),
    "draft": (204, PAGES),
    "slash": (301, {**PAGES, "Location": "…"}),
    "redirect": (302, {**PAGES, "Location": "…"}),
    "charset": (400, PAGES),
    "no length": (400, PAGES),
    "file": (400, PAGES),
    "without token": (403, PAGES),
    "not for her": (403, PAGES),
    "not found": (404, PAGES),
    "not hers": (404, PAGES),
    "no such static": (404, PAGES),
    "no such method": (405, {**PAGES, "Allow": "POST"}),
    "unknown method": (405, {**PAGES, "Allow": "GET, HEAD, POST"}),
    "options": (405, {**PAGES, "Allow": "GET, HEAD, POST"}),
    "oversized": (413, PAGES),
    "long address": (414, PAGES),
    "json": (415, PAGES),
    "too many tries": (429, {**PAGES, "Retry-After": "…"}),
    "error": (500, PAGES),
    "no keys": (503, {**PAGES, "Retry-After": "60"}),
    "not ready": (503, {**PAGES, "Content-Type": "application/json"}),
    "static": (200, {"Content-Type": 'text/css; charset="utf-8"', "Content-Length": "…"}),
}


def every_kind(adviser: Member, embassy: Member) -> dict[str, Any]:
    client, strict = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    log_in = reverse("account_login")
    case = reverse("case", args=[log_case(adviser).pk])
    found = {
        "page": client.get(log_in),
        "page, its head": client.head(log_in),
        "careless view": client.get("/slurvete"),
        "health": client.get(reverse("health_live")),
        "draft": adviser.client.post(reverse("draft_save"), {"submission": str(uuid.uuid4())}),
        "slash": client.get("/saker"),
        "redirect": client.get(reverse("start")),
        "charset": client.generic("POST", log_in, b"a=b", f"{FORM}; charset=utf-7"),
        "no length": client.generic("POST", log_in, b"a=b", FORM, CONTENT_LENGTH="-1"),
        "file": client.post(log_in, {"login": "x", "file": io.BytesIO(b"kladd")}),
        "without token": strict.post(log_in),
        "not for her": adviser.client.get(reverse("statistics")),
        "not found": client.get("/finnes-ikke"),
        "not hers": embassy.client.get(case),
        "no such static": client.get("/static/finnes-ikke.css"),
        "no such method": client.get(reverse("set_language")),
        "unknown method": client.generic("BREW", log_in),
        "options": client.options(log_in),
        "oversized": client.generic("POST", log_in, b"a" * 600_000, FORM),
        "long address": client.get(log_in, {"next": "a" * 5000}),
        "json": client.post(log_in, {"login": "x"}, content_type="application/json"),
        "too many tries": _tried_too_often(client, log_in),
        "error": client.get("/brutt"),
        "no keys": client.get("/uten-nokler"),
        "static": client.get(STATIC),
    }
    Epoch.objects.all().delete()
    chest.forget()
    return {**found, "not ready": client.get(reverse("health_ready"))}


def _tried_too_often(client: Client, log_in: str) -> Any:
    answer = client.post(log_in, {"login": "kari@example.invalid", "password": "feil"})
    for _try in range(20):
        if answer.status_code == 429:
            break
        answer = client.post(log_in, {"login": "kari@example.invalid", "password": "feil"})
    return answer


def test_every_kind_of_answer_has_exactly_the_headers_of_the_policy(
    settings: Any, adviser: Member, embassy: Member
) -> None:
    settings.ROOT_URLCONF = "tests.config.failing_urls"
    answers = every_kind(adviser, embassy)

    assert {kind: answer.status_code for kind, answer in answers.items()} == {
        kind: status for kind, (status, _said) in KINDS.items()
    }
    for kind, answer in answers.items():
        said = own(answer, OF_FILES if kind == "static" else POLICY)
        anything = {name for name, value in KINDS[kind][1].items() if value == "…"}
        assert {name: "…" if name in anything else value for name, value in said.items()} == KINDS[kind][1], (
            kind
        )


def test_only_a_static_file_that_is_named_by_its_content_may_be_kept(settings: Any, db: None) -> None:
    """Hashed names are made in production (tests/deploy); here one is taken for such a name."""
    assert Client().get(STATIC).headers["Cache-Control"] == "no-store"
    settings.WHITENOISE_IMMUTABLE_FILE_TEST = "site"
    kept = dict(Client().get(STATIC).headers)

    must_be_the_policy(kept, OF_FILES)
    assert "immutable" in kept["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in kept


def test_where_there_is_https_it_is_asked_for_from_then_on(settings: Any, db: None) -> None:
    assert "Strict-Transport-Security" not in Client().get("/finnes-ikke", secure=True).headers
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    for answer in (
        Client().get("/finnes-ikke", secure=True),
        Client().options("/", secure=True),
        Client().get("/", secure=True, headers={"host": "evil.example"}),
    ):
        must_be_the_policy(dict(answer.headers), PRODUCTION)
    assert "Strict-Transport-Security" not in Client().get("/finnes-ikke").headers


def test_browsers_may_name_the_house_to_itself() -> None:
    """Under no-referrer they send forms with the origin "null", and the token check refuses every form."""
    assert Client().get("/").headers["Referrer-Policy"] == "same-origin"


def test_no_cookie_of_a_stranger_outlives_the_browser_but_the_language() -> None:
    """Somebody who signs in gets one more that stays: tests/advisory/test_throttling.py."""
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("set_language"), {"language": "nn"})

    lasting = {name for name, cookie in client.cookies.items() if cookie["max-age"] or cookie["expires"]}

    assert lasting == {"language"}
    assert all(cookie["httponly"] for cookie in client.cookies.values())
    assert all(cookie["samesite"] == "Lax" for cookie in client.cookies.values())


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    ("charset", "status"), [("utf-7", 400), ("utf-16", 400), ("no-such", 400), ("UTF-8", 200)]
)
def test_a_form_in_another_charset_is_refused_whoever_sends_it(kind: str, charset: str, status: int) -> None:
    body = b"--x--\r\n" if "multipart" in kind else b"a=b"
    answer = Client().generic("POST", reverse("account_login"), body, f"{kind}; charset={charset}")
    assert answer.status_code == status


@pytest.mark.parametrize(("size", "status"), [(300 * 1024, 400), (3 * 1024 * 1024, 413)])
def test_a_file_is_never_parked_on_the_disk(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, status: int
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    made: list[str] = []
    plain = tempfile.NamedTemporaryFile

    def watched(*args: Any, **kwargs: Any) -> Any:
        made.append(str(kwargs.get("dir")))
        return plain(*args, **kwargs)

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", watched)
    answer = Client().post(reverse("account_login"), {"file": io.BytesIO(b"x" * size)})
    assert answer.status_code == status
    assert (made, list(tmp_path.iterdir())) == ([], [])
