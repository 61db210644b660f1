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
from config import demands
from config.demands import Settings


@dataclass(frozen=True, slots=True)
class Demand:
    id: str
    text: str
    met: Callable[[Settings], bool]


DEMANDS = (
    Demand(
        "config.E010",
        "ALLOWED_HOSTS must hold full host names: no pattern, and at least one.",
        demands.full_names,
    ),
    Demand(
        "config.E011",
        "SECRET_KEY is too short or too plain; create_keys makes a good one.",
        demands.strong_secret,
    ),
    Demand(
        "config.E012",
        "The session's cookie is not bound to this host and https.",
        lambda s: demands.hardened(s, "SESSION"),
    ),
    Demand(
        "config.E013",
        "The form token's cookie is not bound to this host and https.",
        lambda s: demands.hardened(s, "CSRF"),
    ),
    Demand(
        "config.E014",
        "A cookie of the language, of a known browser or of a left one is not bound to this host and https.",
        lambda s: (
            demands.of_this_host(s, "LANGUAGE")
            and demands.of_this_host(s, "DEVICE")
            and str(s.LEFT_COOKIE_NAME).startswith("__Host-")
            and str(s.AWAY_COOKIE_NAME).startswith("__Host-")
        ),
    ),
    Demand(
        "config.E015",
        "Plain http must lead to https, and browsers must be told for a year.",
        demands.https_alone,
    ),
    Demand(
        "config.E016", "Only the health pages may answer without https.", demands.only_health_without_https
    ),
    Demand(
        "config.E017",
        "X-Forwarded headers are believed that no declared proxy sets: see FRITTVALG_TRUSTED_PROXIES.",
        demands.believes_declared_proxies,
    ),
    Demand(
        "config.E018",
        "A middleware that guards every page is missing or out of its order.",
        demands.middleware_in_order,
    ),
    Demand(
        "config.E019",
        "Failed log-ins must be counted, by account and address together.",
        demands.tries_are_counted,
    ),
    Demand(
        "config.E020",
        "What was typed at the log-in page would be stored in clear.",
        demands.nothing_in_clear_about_tries,
    ),
    Demand(
        "config.E021",
        "A way in is switched on that skips the password or the second factor.",
        demands.no_other_way_in,
    ),
    Demand("config.E022", "Passwords must be hashed with Argon2id.", demands.slow_hash),
    Demand(
        "config.E023",
        "Sessions must be our sealed ones, and end after 8 hours at most.",
        demands.short_sealed_sessions,
    ),
    Demand("config.E024", "Forms must be demands.bounded in size, and take no files.", demands.bounded),
    Demand("config.E025", "A cache would keep what is read from a case.", demands.nothing_kept_between),
    Demand("config.E026", "Errors would be told with the values they met.", demands.nothing_told_of_errors),
    Demand(
        "config.E027",
        "An application is installed whose pages ask no rule of ours.",
        lambda s: demands.NEVER_INSTALLED.isdisjoint(s.INSTALLED_APPS),
    ),
    Demand(
        "config.E028",
        "A start-up check is silenced that must be heard.",
        lambda s: demands.SILENCED.issuperset(s.SILENCED_SYSTEM_CHECKS),
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
