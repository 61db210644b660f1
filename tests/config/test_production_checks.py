"""Each demand on production's settings, broken one at a time; and the real ones, which meet them all."""

import copy
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import global_settings
from django.core.checks import registry
from django.test import override_settings

from audit.witness import FileWitness, SyslogWitness
from config import demands, production_checks
from config.production_checks import DEMANDS, beside, unmet
from config.settings import base

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """The settings of a real installation behind one proxy, as its processes have them."""
    secret = tmp_path / "secret_key"
    secret.write_text("Zb4-qT9w_Kp2xLr7VmN0yHd5Gs8JfUcEaRiOo1Q3")
    secret.chmod(0o400)
    monkeypatch.setenv("FRITTVALG_HOSTS", "sak.example.no")
    monkeypatch.setenv("FRITTVALG_TRUSTED_PROXIES", "1")
    monkeypatch.setenv("FRITTVALG_SECRET_KEY_FILE", str(secret))
    monkeypatch.setattr(base, "TRUSTED_PROXIES", 1)
    monkeypatch.setattr(base, "DATABASES", copy.deepcopy(base.DATABASES))
    monkeypatch.setattr(base, "SECRET_KEY_FILE", secret)
    made = runpy.run_path(str(ROOT / "config" / "settings" / "production.py"))
    named = {**vars(global_settings), **made}
    return SimpleNamespace(**{name: value for name, value in named.items() if name.isupper()})


def ids(found: list[Any]) -> list[str]:
    return [str(message.id) for message in found]


def test_the_real_settings_meet_every_demand(production: SimpleNamespace) -> None:
    assert production.IS_PRODUCTION
    assert unmet(production) == []


def without(name: str) -> list[str]:
    return [one for one in base.MIDDLEWARE if not one.endswith(name)]


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("config.E010", {"ALLOWED_HOSTS": []}),
    ("config.E010", {"ALLOWED_HOSTS": ["*"]}),
    ("config.E010", {"ALLOWED_HOSTS": ["sak.example.no", ".example.no"]}),
    ("config.E011", {"SECRET_KEY": ""}),
    ("config.E011", {"SECRET_KEY": "short-Zb4-qT9w"}),
    ("config.E011", {"SECRET_KEY": "ab" * 40}),
    ("config.E011", {"SECRET_KEY": "django-insecure-Zb4-qT9w_Kp2xLr7VmN0yHd5Gs8JfUcEaRiO"}),
    ("config.E012", {"SESSION_COOKIE_SECURE": False}),
    ("config.E012", {"SESSION_COOKIE_HTTPONLY": False}),
    ("config.E012", {"SESSION_COOKIE_SAMESITE": "None"}),
    ("config.E012", {"SESSION_COOKIE_NAME": "sessionid"}),
    ("config.E012", {"SESSION_COOKIE_DOMAIN": "example.no"}),
    ("config.E012", {"SESSION_COOKIE_PATH": "/saker/"}),
    ("config.E013", {"CSRF_COOKIE_SECURE": False}),
    ("config.E013", {"CSRF_COOKIE_HTTPONLY": False}),
    ("config.E013", {"CSRF_COOKIE_NAME": "csrftoken"}),
    ("config.E014", {"LANGUAGE_COOKIE_SECURE": False}),
    ("config.E014", {"LANGUAGE_COOKIE_NAME": "language"}),
    ("config.E014", {"DEVICE_COOKIE_SECURE": False}),
    ("config.E014", {"DEVICE_COOKIE_NAME": "device"}),
    ("config.E014", {"LEFT_COOKIE_NAME": "left"}),
    ("config.E014", {"AWAY_COOKIE_NAME": "away"}),
    ("config.E015", {"SECURE_SSL_REDIRECT": False}),
    ("config.E015", {"SECURE_HSTS_SECONDS": 3600}),
    ("config.E015", {"SECURE_HSTS_INCLUDE_SUBDOMAINS": False}),
    ("config.E016", {"SECURE_REDIRECT_EXEMPT": [r"^helse/", r"^saker/"]}),
    ("config.E017", {"TRUSTED_PROXIES": 0}),
    ("config.E017", {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_URL_SCHEME", "https")}),
    ("config.E017", {"USE_X_FORWARDED_HOST": True}),
    ("config.E017", {"USE_X_FORWARDED_PORT": True}),
    *[("config.E018", {"MIDDLEWARE": without(name.rpartition(".")[2])}) for name in demands.IN_ORDER],
    ("config.E018", {"MIDDLEWARE": base.MIDDLEWARE[::-1]}),
    ("config.E019", {"AXES_ENABLED": False}),
    ("config.E019", {"AXES_FAILURE_LIMIT": 1000}),
    ("config.E019", {"AXES_LOCKOUT_PARAMETERS": ["username"]}),
    ("config.E019", {"AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"], "ip_address"]}),
    ("config.E019", {"AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": True}),
    ("config.E019", {"AXES_HANDLER": "axes.handlers.dummy.AxesDummyHandler"}),
    ("config.E019", {"AUTHENTICATION_BACKENDS": ["advisory.sign_in.LookupBackend"]}),
    ("config.E020", {"AXES_DISABLE_ACCESS_LOG": False}),
    ("config.E020", {"AXES_USERNAME_CALLABLE": None}),
    ("config.E020", {"AXES_CLIENT_IP_CALLABLE": None}),
    ("config.E021", {"ACCOUNT_ADAPTER": "allauth.account.adapter.DefaultAccountAdapter"}),
    ("config.E021", {"ACCOUNT_LOGIN_BY_CODE_ENABLED": True}),
    ("config.E021", {"ACCOUNT_SESSION_REMEMBER": True}),
    ("config.E021", {"ACCOUNT_LOGOUT_ON_GET": True}),
    ("config.E021", {"MFA_TRUST_ENABLED": True}),
    ("config.E021", {"MFA_PASSKEY_SIGNUP_ENABLED": True}),
    ("config.E022", {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]}),
    (
        "config.E022",
        {"PASSWORD_HASHERS": [*base.PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]},
    ),
    ("config.E023", {"SESSION_ENGINE": "django.contrib.sessions.backends.db"}),
    ("config.E023", {"SESSION_COOKIE_AGE": 14 * 24 * 60 * 60}),
    ("config.E023", {"SESSION_EXPIRE_AT_BROWSER_CLOSE": False}),
    ("config.E023", {"MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage"}),
    ("config.E024", {"DATA_UPLOAD_MAX_MEMORY_SIZE": None}),
    ("config.E024", {"DATA_UPLOAD_MAX_MEMORY_SIZE": 100 * 1024 * 1024}),
    ("config.E024", {"DATA_UPLOAD_MAX_NUMBER_FIELDS": None}),
    ("config.E024", {"FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]}),
    ("config.E025", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}),
    ("config.E026", {"DEFAULT_EXCEPTION_REPORTER": "django.views.debug.ExceptionReporter"}),
    ("config.E026", {"DEFAULT_EXCEPTION_REPORTER_FILTER": "django.views.debug.SafeExceptionReporterFilter"}),
    ("config.E026", {"DEBUG_PROPAGATE_EXCEPTIONS": True}),
    ("config.E027", {"INSTALLED_APPS": [*base.INSTALLED_APPS, "django.contrib.admin"]}),
    ("config.E028", {"SILENCED_SYSTEM_CHECKS": ["guardian.W001", "config.E012"]}),
    ("config.E029", {"CSRF_TRUSTED_ORIGINS": ["https://evil.example"]}),
    ("config.E030", {"WITNESSES": []}),
]


@pytest.mark.parametrize(("expected", "changes"), BROKEN, ids=lambda one: one if isinstance(one, str) else "")
def test_one_setting_that_is_unsafe_is_refused(
    production: SimpleNamespace, expected: str, changes: dict[str, Any]
) -> None:
    assert set(ids(unmet(SimpleNamespace(**{**vars(production), **changes})))) == {expected}


def test_every_demand_is_broken_by_one_of_these() -> None:
    assert {one.id for one in DEMANDS} == {expected for expected, _changes in BROKEN}
    assert len({one.id for one in DEMANDS}) == len(DEMANDS)


def test_they_are_asked_of_every_command_in_production_alone() -> None:
    assert production_checks.settings_are_safe in registry.registry.get_checks(
        include_deployment_checks=False
    )
    assert production_checks.settings_are_safe(None) == []
    with override_settings(IS_PRODUCTION=True):
        assert "config.E012" in ids(production_checks.settings_are_safe(None))


def test_without_a_proxy_no_header_is_believed_and_that_is_safe(production: SimpleNamespace) -> None:
    changes = {"TRUSTED_PROXIES": 0, "SECURE_PROXY_SSL_HEADER": None}
    assert unmet(SimpleNamespace(**{**vars(production), **changes})) == []


def test_a_witness_beside_the_database_is_said(production: SimpleNamespace, tmp_path: Path) -> None:
    entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db.sqlite3"}
    near = FileWitness(tmp_path / "not yet" / "checkpoints")
    production.DATABASES, production.WITNESSES = {"default": entry}, [near]
    assert ids(beside(production)) == ["config.I031"]
    production.WITNESSES = [near, SyslogWitness("/dev/log")]
    assert beside(production) == []
    production.DATABASES = {"default": {**entry, "ENGINE": "django.db.backends.postgresql"}}
    production.WITNESSES = [near]
    assert beside(production) == []
