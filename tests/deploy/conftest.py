"""One installation for all tests of this folder, and the service running on it."""

import re
from collections.abc import Iterator

import pytest

from tests.deploy.browser import Browser
from tests.deploy.installation import EMAIL, PASSWORD, Installation, install, remove, serving
from tests.factories import code_now
from tests.postgres_server import Server


@pytest.fixture(scope="package")
def installation(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """From an empty database to the first account."""
    made = install(postgres.url, tmp_path_factory.mktemp("installation"))
    try:
        options = ["--name", "First Keeper", "--email", EMAIL, "--role", "adviser", "--post", "rud"]
        made.must("create_account", *options, "--password-fd", "0", given=PASSWORD + "\n")
        yield made
    finally:
        remove(made)


@pytest.fixture(scope="package")
def running(installation: Installation) -> Iterator[Browser]:
    with serving(installation) as browser:
        yield browser


@pytest.fixture(scope="package")
def codes(running: Browser) -> list[str]:
    """Recovery codes of the first account, which has set up its app; each is good for one log-in."""
    browser = Browser(running.port)
    browser.post("/konto/logg-inn", {"login": EMAIL, "password": PASSWORD})
    secret = re.search(r'class="factor-secret">([A-Z2-7 ]+)<', browser.get("/konto/faktorer/app").text)
    assert secret
    code = code_now(secret[1].replace(" ", ""))
    assert browser.post("/konto/faktorer/app", {"code": code}).headers["Location"] == "/konto/faktorer/koder"
    found = re.findall(r"<code>([a-z2-9-]+)</code>", browser.get("/konto/faktorer/koder").text)
    assert len(found) == 10
    return found


@pytest.fixture
def browser(running: Browser) -> Browser:
    """A browser nobody has used."""
    return Browser(running.port)
