"""One installation for all tests of this folder, and the service running on it."""

from collections.abc import Iterator

import pytest

from tests.deploy.browser import Browser
from tests.deploy.installation import EMAIL, PASSWORD, Installation, install, remove, serving
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


@pytest.fixture
def browser(running: Browser) -> Browser:
    """A browser nobody has used."""
    return Browser(running.port)
