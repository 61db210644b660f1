"""The cast that every test shares, the reference data, and a trail that lets go between tests."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as trying

from advisory.roles import Role
from advisory.sealing.keys import chest
from advisory.services.accounts import deactivate_account
from cases import access, codebook
from tests import factories
from tests.factories import Member
from tests.put_back import Kept

DURABLE = "synchronous=FULL"
# So many more objects than a moment ago before Python looks whether some are not used any more.
GARBAGE = 10_000
# How long one example takes says only how busy the machine is.
trying.register_profile("suite", trying(), deadline=None)
trying.load_profile("suite")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the reference data: pytest-django only makes the databases that marks name.

    And with `database` whatever meets the suite's database at all: the rest need not be run on two, nor what
    is marked `one_database` with its reason.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "reference" in names and item.get_closest_marker("django_db") is None:
            flushed = "transactional_db" in names or "live_server" in names
            item.add_marker(pytest.mark.django_db(transaction=flushed))
        meets = item.get_closest_marker("django_db") or not DATABASE_FIXTURES.isdisjoint(names)
        if meets and item.get_closest_marker("one_database") is None:
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> None:
    """A request leaves its language behind in the thread; the next test begins with that of the settings."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _epochs_of_the_database() -> Iterator[None]:
    """An epoch that a test opened goes with its transaction; the process must not go on sealing with it."""
    yield
    if len(chest._epochs) > 1:
        chest.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Nothing of a test needs to survive a power cut, as on PostgreSQL (postgres_server.py)."""
    held = connections["default"].settings_dict
    if held["ENGINE"].endswith("sqlite3"):
        command = held["OPTIONS"]["init_command"]
        assert DURABLE in command
        held["OPTIONS"] = held["OPTIONS"] | {"init_command": command.replace(DURABLE, "synchronous=OFF")}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the reference data once: a test in a transaction undoes what it did, and after one that commits
    all is put back as it was."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        kept = Kept()
    # What stands now stands to the end: looking through it again and again for what is not used any more
    # took a twelfth of the suite.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        kept.put_back()
        _forget()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = plain  # type: ignore[method-assign]


class unprotected_trail:
    """The trail without its triggers, as somebody with the owner's rights could make it."""

    def __enter__(self) -> None:
        self.connection = connections["default"]
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                self.restore = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                return
            names = str(TABLES)
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {names}"
            )
            found = cursor.fetchall()
            self.restore = [sql for _name, sql in found]
            for name, _sql in found:
                cursor.execute(f"DROP TRIGGER {name}")

    def __exit__(self, *exc: object) -> None:
        with self.connection.cursor() as cursor:
            for statement in self.restore:
                cursor.execute(statement)


TABLES = ("audit_entry", "audit_chainhead", "audit_change", "audit_start", "audit_summary")


def _forget() -> None:
    """What processes remember of a database that has just been emptied."""
    chest.forget()
    codebook.forget()
    access.permission_id.cache_clear()


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> None:
    """The reference data, as it was loaded once."""
    if "transactional_db" not in request.fixturenames and "live_server" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture
def adviser(reference: None) -> Member:
    """A minority adviser at a school."""
    return factories.member("adviser", Role.ADVISER, factories.post("sandaker"))


@pytest.fixture
def colleague(reference: None) -> Member:
    """Another adviser at the same school."""
    return factories.member("colleague", Role.ADVISER, factories.post("sandaker"))


@pytest.fixture
def elsewhere(reference: None) -> Member:
    """An adviser at another school: a stranger to the first one's cases."""
    return factories.member("elsewhere", Role.ADVISER, factories.post("sola"))


@pytest.fixture
def embassy(reference: None) -> Member:
    return factories.member("embassy", Role.EMBASSY, factories.post("islamabad"))


@pytest.fixture
def coordinator(reference: None) -> Member:
    return factories.member("coordinator", Role.COORDINATOR, factories.post("kt-koordinator"))


@pytest.fixture
def representative(reference: None) -> Member:
    return factories.member("representative", Role.REPRESENTATIVE, factories.post("kt-pod"))


@pytest.fixture
def statistician(reference: None) -> Member:
    return factories.member("statistician", Role.STATISTICS, factories.post("kontor"))


@pytest.fixture
def leader(reference: None) -> Member:
    """The leader of the unit."""
    return factories.member("leader", Role.UNIT_LEADER, factories.post("kontor"))


@pytest.fixture
def privacy(reference: None) -> Member:
    return factories.member("privacy", Role.PRIVACY, factories.post("kontor"))


@pytest.fixture
def administrator(reference: None) -> Member:
    return factories.member("administrator", Role.ADMINISTRATOR, factories.post("kontor"))


@pytest.fixture
def deactivated(reference: None) -> Member:
    """An adviser whose account was deactivated while she was signed in."""
    made = factories.member("deactivated", Role.ADVISER, factories.post("sandaker"))
    assert made.account is not None
    deactivate_account(actor=factories.SUITE, account=made.account)
    made.account.refresh_from_db()
    return made


@pytest.fixture
def anonymous(reference: None) -> Member:
    """Nobody: a browser that is not signed in."""
    return Member(name="anonymous")


CAST = (
    "adviser",
    "colleague",
    "elsewhere",
    "embassy",
    "coordinator",
    "representative",
    "statistician",
    "leader",
    "privacy",
    "administrator",
    "deactivated",
    "anonymous",
)


@pytest.fixture
def cast(request: pytest.FixtureRequest, reference: None) -> dict[str, Member]:
    """Everybody by name."""
    return {name: request.getfixturevalue(name) for name in CAST}
