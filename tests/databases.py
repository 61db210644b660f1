"""Which database the suite runs on: SQLite, or PostgreSQL where FRITTVALG_TEST_DATABASE=postgres says so.

A pytest plugin, because the choice must stand before pytest-django reads the settings; `dev.py test` runs
the suite once on each. Without any PostgreSQL (see postgres_server.py) tests marked `postgres` skip with the
reason, and a suite that was to run on it ends with status 77.
"""

import atexit
import contextlib
import os
import sys
from collections.abc import Generator, Iterator

import pytest

from tests.postgres_server import ADDRESS, NoServerError, Server, server

CHOICE = "FRITTVALG_TEST_DATABASE"
NO_DATABASE = 77

_until_exit = contextlib.ExitStack()
atexit.register(_until_exit.close)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Point DATABASE_URL at the chosen database before the settings are read."""
    given = os.environ.pop("DATABASE_URL", "")
    if given.startswith("postgres"):
        os.environ.setdefault(ADDRESS, given)
    choice = os.environ.get(CHOICE) or "sqlite"
    if choice not in ("sqlite", "postgres"):
        raise pytest.UsageError(f"{CHOICE} is {choice!r}; it must be sqlite or postgres.")
    if choice == "postgres":
        try:
            # Workers of pytest-xdist inherit the address and so share the server.
            os.environ[ADDRESS] = _until_exit.enter_context(server()).url
        except NoServerError as reason:
            print(f"SKIPPED the suite on PostgreSQL: {reason}", file=sys.stderr)
            raise SystemExit(NO_DATABASE) from reason
        os.environ["DATABASE_URL"] = os.environ[ADDRESS]
    return (yield)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, whatever the suite runs on; mark the test `postgres`."""
    with contextlib.ExitStack() as stack:
        try:
            found = stack.enter_context(server())
        except NoServerError as reason:
            pytest.skip(str(reason))
        yield found
