"""What production refuses to run with, one check at a time."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings

from advisory.models import Account
from config import checks


def ids(found: list[Any]) -> list[str | None]:
    return [message.id for message in found]


def test_demo_mode_and_debug_are_refused_in_production_alone() -> None:
    with override_settings(IS_PRODUCTION=True, DEMO=True, DEBUG=True):
        assert ids(checks.demo_stays_out_of_production(None)) == ["config.E001", "config.E002"]
    with override_settings(IS_PRODUCTION=False, DEMO=True, DEBUG=True):
        assert ids(checks.demo_stays_out_of_production(None)) == []


@pytest.mark.parametrize(
    ("host", "options", "expected"),
    [
        ("", {}, []),
        ("/var/run/postgresql", {}, []),
        ("127.0.0.1", {}, []),
        ("db.example.no", {}, ["config.W003"]),
        ("db.example.no", {"sslmode": "require"}, ["config.W003"]),
        ("db.example.no", {"sslmode": "verify-full"}, []),
    ],
)
def test_a_database_elsewhere_is_reached_by_verified_tls(
    host: str, options: dict[str, str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "OPTIONS": options}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": entry}))
    assert ids(checks.way_to_the_database_is_closed(None)) == expected


def test_sqlite_is_allowed_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"ENGINE": "django.db.backends.sqlite3"}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": entry}))
    found = checks.way_to_the_database_is_closed(None)
    assert ids(found) == ["config.I004"]
    assert not found[0].is_serious()


@pytest.mark.django_db
def test_an_active_demo_account_stops_production() -> None:
    account = Account.new(name="Made Up", email="made.up@example.no", is_demo=True)
    account.save()
    with override_settings(IS_PRODUCTION=True):
        assert ids(checks.no_demo_account_in_production(None, databases=["default"])) == ["config.E006"]
        assert checks.no_demo_account_in_production(None, databases=None) == []
        Account.objects.update(is_active=False)
        assert checks.no_demo_account_in_production(None, databases=["default"]) == []


@pytest.mark.django_db
def test_the_key_file_of_this_database_passes() -> None:
    assert checks.key_file_opens_the_database(None, databases=["default"]) == []
