"""Installed by deploy/README.md and served by gunicorn on PostgreSQL, it lets the right one in."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest

from config.keyring import FileKeyring
from tests.deploy.browser import Browser
from tests.deploy.installation import APP, EMAIL, PASSWORD, ROOT, Installation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
FIRST_VISIT_BYTES = 120_000
LOG_IN, SECOND = "/konto/logg-inn", "/konto/logg-inn/bekreft"


def logged_in(browser: Browser, codes: list[str]) -> Browser:
    assert browser.post(LOG_IN, {"login": EMAIL, "password": PASSWORD}).status == 302
    assert browser.post(SECOND, {"code": codes.pop()}).headers["Location"] == "/"
    return browser


def test_it_is_ready(browser: Browser) -> None:
    answer = browser.get("/helse/klar")
    assert (answer.status, json.loads(answer.body)) == (200, {"ready": True})


def test_health_answers_without_https_and_everything_else_goes_there(running: Browser) -> None:
    plain = Browser(running.port, proxied=False)
    assert plain.get("/helse/live").status == 200
    answer = plain.get(LOG_IN)
    assert answer.status == 301
    assert answer.headers["Location"] == "https://sak.example.no/konto/logg-inn"


def test_only_the_word_of_the_proxy_makes_it_https(running: Browser) -> None:
    plain = Browser(running.port, proxied=False)
    for header in ("X-Forwarded-Ssl", "X-Forwarded-Protocol", "Forwarded", "X-Url-Scheme"):
        assert plain.get(LOG_IN, **{header: "on" if header.endswith("Ssl") else "https"}).status == 301


def test_another_host_name_is_refused(browser: Browser) -> None:
    assert browser.get(LOG_IN, Host="sak.example.org").status == 400


def test_the_cookies_are_of_this_host_alone(browser: Browser) -> None:
    token = browser.get(LOG_IN).headers["Set-Cookie"]
    assert token.startswith("__Host-csrf=")
    chosen = browser.post("/sprak/", {"language": "nn", "next": "/"}, page=LOG_IN).headers["Set-Cookie"]
    assert chosen.startswith("__Host-language=nn;")
    for cookie in (token, chosen):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "domain" not in cookie.casefold()


def test_static_files_are_named_by_content_kept_for_long_and_compressed(browser: Browser) -> None:
    page = browser.get(LOG_IN).text
    paths = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
    assert paths
    for path in paths:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path)
        answer = browser.get(path, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        body = gzip.decompress(answer.body) if answer.headers["Content-Encoding"] == "gzip" else answer.body
        assert body.strip()


def test_a_first_visit_is_light(browser: Browser) -> None:
    """The page with all that it asks for, the font among it, heads too, to a browser that has nothing yet."""
    packed = {"Accept-Encoding": "gzip, br"}
    page = browser.get(LOG_IN, **packed)
    text = brotli.decompress(page.body).decode()
    paths = set(re.findall(r'/static/[^" ]+', text))
    answers = {path: browser.get(path, **packed) for path in paths}
    for path in [one for one in paths if one.endswith(".css")]:
        sheet = browser.get(path).text
        for name in re.findall(r'url\("?(\.\./[^")]+|[\w.-]+\.woff2)"?\)', sheet):
            asked = urljoin(path, name)
            answers[asked] = browser.get(asked, **packed)
    assert [path for path, answer in answers.items() if answer.status != 200] == []
    assert any(path.endswith(".woff2") for path in answers)
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers.values())
    came = [page, *answers.values()]
    assert sum(len(one.body) + len(str(one.headers)) for one in came) <= FIRST_VISIT_BYTES
    # Besides the page: each a request. Those that it does not wait for come after all others.
    assert len(answers) <= 16


def test_a_page_goes_packed_to_whoever_unpacks_it(browser: Browser) -> None:
    for coding, unpack in {"gzip": gzip.decompress, "br": brotli.decompress}.items():
        answer = browser.get(LOG_IN, **{"Accept-Encoding": coding})
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, coding)
        assert len(unpack(answer.body)) > int(answer.headers["Content-Length"]) == len(answer.body)
    assert "Content-Encoding" not in browser.get(LOG_IN).headers


def test_the_account_logs_in_and_sees_her_start_page(browser: Browser, codes: list[str]) -> None:
    answer = browser.post(LOG_IN, {"login": EMAIL.upper(), "password": PASSWORD})
    assert (answer.status, answer.headers["Location"]) == (302, SECOND)
    answer = browser.post(SECOND, {"code": codes.pop()})
    assert (answer.status, answer.headers["Location"]) == (302, "/")
    session = next(line for line in answer.headers.get_all("Set-Cookie") or [] if "__Host-session" in line)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(session.split("; "))
    page = browser.get("/")
    assert page.status == 200
    assert "First Keeper" in page.text


def test_a_wrong_password_and_a_stranger_get_the_same_page(browser: Browser, running: Browser) -> None:
    wrong = browser.post(LOG_IN, {"login": EMAIL, "password": PASSWORD + "x"})
    stranger = Browser(running.port).post(LOG_IN, {"login": "nobody@example.no", "password": PASSWORD})
    assert wrong.status == stranger.status == 200
    assert "__Host-session" not in browser.cookies
    assert browser.get("/").headers["Location"].startswith(LOG_IN)


def test_the_log_tells_neither_who_nor_what(
    browser: Browser, installation: Installation, codes: list[str]
) -> None:
    logged_in(browser, codes).get("/?token=planted-in-a-query")
    browser.get(
        "/nowhere?token=planted-in-a-query",
        **{"Referer": "https://planted.example/", "User-Agent": "planted"},
    )
    log = installation.log.read_text()
    assert '"event": "POST /konto/logg-inn 302' in log
    for word in (EMAIL, EMAIL.split("@")[0], "First Keeper", PASSWORD, "planted", "192.0.2.7"):
        assert word.casefold() not in log.casefold()


def test_the_trail_grew_and_is_whole(browser: Browser, installation: Installation, codes: list[str]) -> None:
    def entries() -> int:
        said = installation.must("verify_trail")
        found = re.search(r"whole: (\d+) entries", said)
        assert found, said
        return int(found[1])

    before = entries()
    logged_in(browser, codes)
    assert entries() > before


@pytest.mark.parametrize("name", ["secret_key", "keyring"])
def test_a_secret_that_others_may_read_stops_the_start(
    installation: Installation, tmp_path: Path, name: str
) -> None:
    open_file = tmp_path / name
    open_file.write_bytes((installation.home / "etc" / name).read_bytes())
    open_file.chmod(0o444)
    variable = {"secret_key": "FRITTVALG_SECRET_KEY_FILE", "keyring": "FRITTVALG_KEY_FILE"}[name]
    done = installation.run("verify_trail", **{variable: str(open_file)})
    assert done.returncode == 1
    assert "can be read by others than its owner" in done.stderr


def test_another_installations_key_file_stops_the_start(installation: Installation, tmp_path: Path) -> None:
    FileKeyring.create(tmp_path / "keyring")
    arguments = ["check", "--deploy", "--database", "default"]
    done = installation.run(*arguments, FRITTVALG_KEY_FILE=str(tmp_path / "keyring"))
    assert done.returncode == 1
    assert "config.E007" in done.stderr
    assert "deploy/keys.md" in done.stderr


def test_gunicorn_takes_its_configuration(installation: Installation) -> None:
    command = [sys.executable, "-m", "gunicorn", "--check-config", "--config", "deploy/gunicorn.conf.py"]
    done = subprocess.run(
        command, cwd=ROOT, env=installation.environment(APP), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
