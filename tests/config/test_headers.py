"""The headers of every kind of answer: page, redirect, refusal, error, static file, none of them without."""

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.middleware import HEADERS, POLICY

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
STATIC = "/static/frittvalg/site.css"


def every_kind() -> dict[str, Any]:
    client = Client(raise_request_exception=False)
    strict = Client(enforce_csrf_checks=True)
    return {
        "page": client.get(reverse("account_login")),
        "redirect": client.get(reverse("start")),
        "not found": client.get("/finnes-ikke"),
        "no such method": client.get(reverse("set_language")),
        "without token": strict.post(reverse("account_login")),
        "charset": client.generic("POST", reverse("account_login"), b"a=b", f"{FORM}; charset=utf-7"),
        "file": strict.post(reverse("account_login"), {"login": "x", "file": io.BytesIO(b"kladd")}),
        "error": client.get("/brutt"),
        "health": client.get(reverse("health_live")),
        "static": client.get(STATIC),
        "no such static": client.get("/static/finnes-ikke.css"),
    }


EXPECTED = {
    "page": 200,
    "redirect": 302,
    "not found": 404,
    "no such method": 405,
    "without token": 403,
    "charset": 400,
    "file": 400,
    "error": 500,
    "health": 200,
    "static": 200,
    "no such static": 404,
}


def test_every_answer_carries_every_header(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.failing_urls"
    answers = every_kind()

    assert {kind: answer.status_code for kind, answer in answers.items()} == EXPECTED
    for kind, answer in answers.items():
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (kind, name)
        assert "Access-Control-Allow-Origin" not in answer.headers, kind


def test_only_static_files_may_be_kept(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.failing_urls"

    for kind, answer in every_kind().items():
        assert ("no-store" in answer.headers["Cache-Control"]) == (kind != "static"), kind


def test_the_policy_lets_nothing_in_from_outside_or_inline() -> None:
    assert POLICY.startswith("default-src 'none'")
    for word in ("unsafe", "http", "*"):
        assert word not in POLICY


def test_browsers_may_name_the_house_to_itself() -> None:
    """Under no-referrer they send forms with the origin "null", and the token check refuses every form."""
    assert HEADERS["Referrer-Policy"] == "same-origin"


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


def test_a_file_is_never_parked_on_the_disk(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    made: list[str] = []
    plain = tempfile.NamedTemporaryFile

    def watched(*args: Any, **kwargs: Any) -> Any:
        made.append(str(kwargs.get("dir")))
        return plain(*args, **kwargs)

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", watched)
    answer = Client().post(reverse("account_login"), {"file": io.BytesIO(b"x" * 3 * 1024 * 1024)})
    assert answer.status_code == 400
    assert (made, list(tmp_path.iterdir())) == ([], [])
