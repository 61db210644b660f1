"""A day at work, lived once on each database for all that look into what it left."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.postgres_server import NoServerError, own_server
from tests.security.leavings import TALKATIVE, Leavings, day_on_postgres, day_on_sqlite


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Leavings:
    return day_on_sqlite(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leavings]:
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(own_server(*TALKATIVE))
        except NoServerError as reason:
            pytest.skip(str(reason))
        yield day_on_postgres(tmp_path_factory.mktemp("day"), server)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def left(request: pytest.FixtureRequest) -> Leavings:
    found: Leavings = request.getfixturevalue(f"on_{request.param}")
    return found
