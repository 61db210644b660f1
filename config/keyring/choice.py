"""Which keyring the settings get: FRITTVALG_KEYRING is file, environment, service, or the dotted path
of a class (the way in for an HSM or a KMS)."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from config import env
from config.keyring.client import ServiceKeyring
from config.keyring.environment import EnvironmentKeyring
from config.keyring.file import FileKeyring
from config.keyring.provider import Keyring

METHODS = frozenset(name for name, _one in inspect.getmembers(Keyring, inspect.isfunction) if name[0] != "_")

DEFAULT_SOCKET = "/run/frittvalg-keys.sock"


def chosen(home: Path) -> Keyring:
    """Raises ImproperlyConfigured for a name that is none, and for a class that is no keyring."""
    name = env.read_text("FRITTVALG_KEYRING", "file")
    known: dict[str, Callable[[], Keyring]] = {
        "file": lambda: FileKeyring(env.secret_path("FRITTVALG_KEY", "keyring", home / "keys" / "keyring")),
        "environment": EnvironmentKeyring,
        "service": lambda: ServiceKeyring(Path(env.read_text("FRITTVALG_KEY_SOCKET", DEFAULT_SOCKET))),
    }
    if name in known:
        return known[name]()
    if "." not in name:
        raise ImproperlyConfigured(
            f"FRITTVALG_KEYRING is {name!r}; it must be {', '.join(known)} or the dotted path of a class "
            "(see deploy/keys.md)."
        )
    try:
        made = import_string(name)()
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(f"FRITTVALG_KEYRING: no keyring could be made of {name!r}.") from error
    lacking = sorted(one for one in METHODS if not callable(getattr(made, one, None)))
    if lacking:
        raise ImproperlyConfigured(f"FRITTVALG_KEYRING: {name!r} lacks {', '.join(lacking)}.")
    return cast(Keyring, made)
