"""Holders of the key-encryption key: the one secret that is never in the database.

Settings make one of them, and the rest of the code reaches it as settings.KEYRING.
"""

from config.keyring.file import FileKeyring, KeyringError

__all__ = ["FileKeyring", "KeyringError"]
