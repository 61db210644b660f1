"""Typed readers for what the operator sets from outside.

Secrets are read from files and have no default value; anything missing or
malformed stops the start with a sentence that says what to set.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.private import is_private

CHECKOUT = Path(__file__).resolve().parent.parent


def read_text(name: str, default: str) -> str:
    return os.environ.get(name) or default


def read_flag(name: str, default: bool) -> bool:
    """A yes/no setting. Raises ImproperlyConfigured for any other word."""
    raw = os.environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def read_number(name: str, default: int) -> int:
    """A whole number of at least 0. Raises ImproperlyConfigured otherwise."""
    raw = os.environ.get(name, "").strip()
    if raw == "":
        return default
    if not raw.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
    return int(raw)


def read_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def home() -> Path:
    """The folder of all that is written: database, keys, witness, files."""
    return Path(os.environ.get("FRITTVALG_HOME") or CHECKOUT / "var").expanduser().resolve()


def credential(name: str) -> Path | None:
    """The file of a secret that systemd handed to this service under that name (systemd.exec(5))."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    return path if path and path.exists() else None


def secret_path(name: str, credential_name: str, default: Path) -> Path:
    """Where a secret lies: NAME_FILE, else systemd's credential of that name, else `default`."""
    given = os.environ.get(f"{name}_FILE")
    return Path(given) if given else credential(credential_name) or default


def read_secret(name: str, default_file: Path) -> str:
    """A secret from the file that NAME_FILE points to.

    Raises ImproperlyConfigured when the file is missing, empty or open to others than its owner,
    so that no process ever runs on a made-up or a known secret.
    """
    path = Path(os.environ.get(f"{name}_FILE") or default_file)
    try:
        value = path.read_text(encoding="utf-8").strip()
        private = is_private(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret {name} could not be read ({error.strerror}). Set {name}_FILE to a file that "
            "holds it, or run “manage.py create_keys” to make the files of a new installation."
        ) from error
    if not private:
        raise ImproperlyConfigured(
            f"The file of the secret {name} can be read by others than its owner. Run chmod 0400 on it."
        )
    if not value:
        raise ImproperlyConfigured(f"The file of the secret {name} is empty.")
    return value


def required_list(name: str, example: str) -> list[str]:
    """A comma-separated setting without a default. Raises ImproperlyConfigured when it is empty."""
    found = read_list(name)
    if not found:
        raise ImproperlyConfigured(f"Set {name}, for example {name}={example}.")
    return found


SQLITE_OPTIONS: dict[str, Any] = {
    # WAL alone made 93 % of concurrent writers fail; IMMEDIATE with a wait makes none fail.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        # Freed pages are overwritten, so that a deleted wrapped key does not linger in the file.
        "PRAGMA secure_delete=ON;"
        # Sorting and temporary indexes never reach a file outside the database.
        "PRAGMA temp_store=MEMORY;"
    ),
}


def database_url() -> str:
    """DATABASE_URL, or where it holds a password, the content of its file or systemd credential."""
    given = os.environ.get("DATABASE_URL_FILE")
    path = Path(given) if given else credential("database_url")
    return read_secret("DATABASE_URL", path) if path else read_text("DATABASE_URL", "")


def read_database(url: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's database entry for a DATABASE_URL; SQLite in the home folder when it is empty.

    ATOMIC_REQUESTS stays off: a refusal would take its own trail entry with it when the request rolls back.
    Raises ImproperlyConfigured for a scheme that the product is not tested on.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_file,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return read_database("", Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite://.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or options.pop("host", ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters leave. Says no password when it is printed."""

    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False
    sender: str = "fritt-valg@localhost"


def read_mail(name: str, *, domain: str) -> Mail:
    """`smtps://user:password@host:465?from=address`; smtp:// speaks TLS after a greeting in clear (STARTTLS).

    From the variable, or the file that NAME_FILE or systemd's credential `mail` points to. Without any of
    them nothing is sent. Raises ImproperlyConfigured for another scheme or none of a host.
    """
    given = os.environ.get(f"{name}_FILE") or credential("mail")
    url = read_secret(name, Path(given)) if given else read_text(name, "")
    if not url:
        return Mail()
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be smtp:// or smtps:// with a host.")
    tls = parts.scheme == "smtps"
    options = dict(parse_qsl(parts.query))
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        # A server on this machine needs none, and mostly offers none.
        starttls=not tls and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
        sender=options.get("from", f"fritt-valg@{domain}"),
    )
