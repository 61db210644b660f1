"""What a real installation refuses to run with: each demand on the settings, and the sentence that says so.

Asked of every command under production settings, not only before a start: a setting that was loosened in a
hurry is found by the next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings as running
from django.core.checks import CheckMessage, Error, Info, register

from audit.witness import FileWitness

# Settings as Django gives them; a test gives its own.
Settings = Any

YEAR = 365 * 24 * 60 * 60
LEAST_SECRET, LEAST_SIGNS = 40, 16
# In this order: the headers outermost, who may see a page after who she is, the throttle last.
IN_ORDER = (
    "config.middleware.SecurityHeadersMiddleware",
    "config.limits.LimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "advisory.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
)
# Pages that ask no page rule, and tools that show what is in memory.
NEVER_INSTALLED = frozenset(
    {"django.contrib.admin", "debug_toolbar", "django_extensions", "silk", "allauth.headless"}
)
SILENCED = frozenset({"guardian.W001"})


@dataclass(frozen=True, slots=True)
class Demand:
    id: str
    text: str
    met: Callable[[Settings], bool]


def _full_names(s: Settings) -> bool:
    return bool(s.ALLOWED_HOSTS) and not any("*" in host or host.startswith(".") for host in s.ALLOWED_HOSTS)


def _strong_secret(s: Settings) -> bool:
    key = str(s.SECRET_KEY)
    return len(key) >= LEAST_SECRET and len(set(key)) >= LEAST_SIGNS and "insecure" not in key


def _hardened(s: Settings, kind: str) -> bool:
    """A cookie of this host alone, over https alone, that no script reads and no other site sends along."""
    return (
        str(getattr(s, f"{kind}_COOKIE_NAME")).startswith("__Host-")
        and getattr(s, f"{kind}_COOKIE_SECURE") is True
        and getattr(s, f"{kind}_COOKIE_DOMAIN") is None
        and getattr(s, f"{kind}_COOKIE_PATH") == "/"
        # The language's is set by our own view, which says both.
        and (kind == "LANGUAGE" or getattr(s, f"{kind}_COOKIE_HTTPONLY") is True)
        and (kind == "LANGUAGE" or getattr(s, f"{kind}_COOKIE_SAMESITE") in ("Lax", "Strict"))
    )


def _https_alone(s: Settings) -> bool:
    return bool(s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS >= YEAR and s.SECURE_HSTS_INCLUDE_SUBDOMAINS)


def _only_health_without_https(s: Settings) -> bool:
    return list(s.SECURE_REDIRECT_EXEMPT) == [r"^helse/"]


def _believes_declared_proxies(s: Settings) -> bool:
    expected = ("HTTP_X_FORWARDED_PROTO", "https") if s.TRUSTED_PROXIES else None
    believed = s.SECURE_PROXY_SSL_HEADER
    return (
        (tuple(believed) if believed else None) == expected
        and not s.USE_X_FORWARDED_HOST
        and not s.USE_X_FORWARDED_PORT
    )


def _middleware_in_order(s: Settings) -> bool:
    places = [s.MIDDLEWARE.index(name) for name in IN_ORDER if name in s.MIDDLEWARE]
    return len(places) == len(IN_ORDER) and places == sorted(places)


def _tries_are_counted(s: Settings) -> bool:
    backends = list(s.AUTHENTICATION_BACKENDS)
    parameters = [[one] if isinstance(one, str) else list(one) for one in s.AXES_LOCKOUT_PARAMETERS]
    return (
        getattr(s, "AXES_ENABLED", True) is True
        and backends[:1] == ["axes.backends.AxesStandaloneBackend"]
        and 1 <= s.AXES_FAILURE_LIMIT <= 10
        # By the log-in alone a stranger would lock a colleague out, by the address alone a whole school.
        and all(len(one) > 1 for one in parameters)
        and not s.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT
        and str(s.AXES_HANDLER).startswith("advisory.")
    )


def _nothing_in_clear_about_tries(s: Settings) -> bool:
    ours = (s.AXES_USERNAME_CALLABLE, s.AXES_CLIENT_IP_CALLABLE)
    return s.AXES_DISABLE_ACCESS_LOG is True and all(str(one).startswith("advisory.") for one in ours)


def _no_other_way_in(s: Settings) -> bool:
    off = (
        "ACCOUNT_LOGIN_BY_CODE_ENABLED",
        "ACCOUNT_SESSION_REMEMBER",
        "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION",
        "ACCOUNT_LOGOUT_ON_GET",
        "MFA_TRUST_ENABLED",
        "MFA_PASSKEY_SIGNUP_ENABLED",
    )
    return str(s.ACCOUNT_ADAPTER).startswith("advisory.") and not any(getattr(s, name, False) for name in off)


def _slow_hash(s: Settings) -> bool:
    return str(s.PASSWORD_HASHERS[0]).endswith("Argon2PasswordHasher") and not any(
        weak in str(one) for one in s.PASSWORD_HASHERS for weak in ("MD5", "SHA1", "Unsalted")
    )


def _short_sealed_sessions(s: Settings) -> bool:
    return (
        s.SESSION_ENGINE == "advisory.sessions"
        and s.SESSION_COOKIE_AGE <= 8 * 60 * 60
        and s.SESSION_EXPIRE_AT_BROWSER_CLOSE is True
        and str(s.MESSAGE_STORAGE).endswith("session.SessionStorage")
    )


def _bounded(s: Settings) -> bool:
    return (
        (s.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) in range(1, 1024 * 1024 + 1)
        and (s.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0) in range(1, 2001)
        and list(s.FILE_UPLOAD_HANDLERS) == ["config.uploads.NoFiles"]
    )


def _nothing_kept_between(s: Settings) -> bool:
    return all(one["BACKEND"].endswith("DummyCache") for one in s.CACHES.values())


def _nothing_told_of_errors(s: Settings) -> bool:
    return (
        s.DEFAULT_EXCEPTION_REPORTER == "config.reports.FramesReporter"
        and s.DEFAULT_EXCEPTION_REPORTER_FILTER == "config.reports.NothingFilter"
        and s.DEBUG_PROPAGATE_EXCEPTIONS is False
    )


DEMANDS = (
    Demand(
        "config.E010", "ALLOWED_HOSTS must hold full host names: no pattern, and at least one.", _full_names
    ),
    Demand(
        "config.E011", "SECRET_KEY is too short or too plain; create_keys makes a good one.", _strong_secret
    ),
    Demand(
        "config.E012",
        "The session's cookie is not bound to this host and https.",
        lambda s: _hardened(s, "SESSION"),
    ),
    Demand(
        "config.E013",
        "The form token's cookie is not bound to this host and https.",
        lambda s: _hardened(s, "CSRF"),
    ),
    Demand(
        "config.E014",
        "The language's cookie is not bound to this host and https.",
        lambda s: _hardened(s, "LANGUAGE"),
    ),
    Demand(
        "config.E015", "Plain http must lead to https, and browsers must be told for a year.", _https_alone
    ),
    Demand("config.E016", "Only the health pages may answer without https.", _only_health_without_https),
    Demand(
        "config.E017",
        "X-Forwarded headers are believed that no declared proxy sets: see FRITTVALG_TRUSTED_PROXIES.",
        _believes_declared_proxies,
    ),
    Demand(
        "config.E018",
        "A middleware that guards every page is missing or out of its order.",
        _middleware_in_order,
    ),
    Demand(
        "config.E019", "Failed log-ins must be counted, by account and address together.", _tries_are_counted
    ),
    Demand(
        "config.E020",
        "What was typed at the log-in page would be stored in clear.",
        _nothing_in_clear_about_tries,
    ),
    Demand(
        "config.E021",
        "A way in is switched on that skips the password or the second factor.",
        _no_other_way_in,
    ),
    Demand("config.E022", "Passwords must be hashed with Argon2id.", _slow_hash),
    Demand(
        "config.E023",
        "Sessions must be our sealed ones, and end after 8 hours at most.",
        _short_sealed_sessions,
    ),
    Demand("config.E024", "Forms must be bounded in size, and take no files.", _bounded),
    Demand("config.E025", "A cache would keep what is read from a case.", _nothing_kept_between),
    Demand("config.E026", "Errors would be told with the values they met.", _nothing_told_of_errors),
    Demand(
        "config.E027",
        "An application is installed whose pages ask no rule of ours.",
        lambda s: NEVER_INSTALLED.isdisjoint(s.INSTALLED_APPS),
    ),
    Demand(
        "config.E028",
        "A start-up check is silenced that must be heard.",
        lambda s: SILENCED.issuperset(s.SILENCED_SYSTEM_CHECKS),
    ),
    Demand("config.E029", "Forms from other origins are trusted.", lambda s: not s.CSRF_TRUSTED_ORIGINS),
    Demand("config.E030", "The trail has no witness.", lambda s: bool(s.WITNESSES)),
)


def unmet(settings: Settings) -> list[CheckMessage]:
    """An error for each demand that these settings do not meet."""
    return [Error(one.text, id=one.id) for one in DEMANDS if not one.met(settings)]


@register()
def settings_are_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """config.E010 to E030, under production settings alone."""
    return unmet(running) if running.IS_PRODUCTION else []


@register(deploy=True)
def witness_is_elsewhere(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """config.I031: the only witness is a file on the volume of an SQLite database."""
    return beside(running) if running.IS_PRODUCTION else []


def beside(settings: Settings) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    volume = _volume_of(database["NAME"])
    witnesses = settings.WITNESSES
    if not all(isinstance(one, FileWitness) and _volume_of(one.path) == volume for one in witnesses):
        return []
    text = "The trail's only witness lies on the volume of the database: whoever can write there holds both."
    hint = "Set FRITTVALG_WITNESS_SYSLOG, or FRITTVALG_WITNESS_FILE on another volume (deploy/README.md)."
    return [Info(text, hint=hint, id="config.I031")]


def _volume_of(path: Any) -> int:
    """Of the path, or of the nearest folder above it that there is."""
    found = Path(path)
    while not found.exists():
        found = found.parent
    return found.stat().st_dev
