"""Holders of the key-encryption key: the one secret that is never in the database.

Settings choose one of them (`choice`), and the rest of the code reaches it as settings.KEYRING;
`provider` says what it can do.
"""

from config.keyring.errors import (
    KeyringBusy,
    KeyringError,
    KeyringReadOnly,
    KeyringUnavailable,
    NoSuchKeyError,
)
from config.keyring.file import FileKeyring
from config.keyring.provider import Keyring

__all__ = [
    "FileKeyring",
    "Keyring",
    "KeyringBusy",
    "KeyringError",
    "KeyringReadOnly",
    "KeyringUnavailable",
    "NoSuchKeyError",
]
