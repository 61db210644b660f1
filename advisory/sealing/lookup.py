"""Keyed digests: how a log-in name is found without being stored.

Only for values that are unique and hard to guess from a list. Never for sex, age,
country or school: a few dozen values fall to counting even under an unknown key.
"""

import unicodedata
import uuid

from advisory.sealing.keys import keyring

# Digests are compared in SQL, so all of one table must use the same root.
ROOT = 1


def normalised(login: str) -> str:
    """One spelling for one log-in: compatibility form, no case, no outer blanks."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def login_digest(login: str) -> str:
    """64 hexadecimal digits."""
    return keyring().mac("login", normalised(login).encode(), number=ROOT).hex()


def address_digest(address: str) -> bytes:
    """16 bytes that stand for a network address in the throttle's table."""
    return keyring().mac("address", address.encode(), number=ROOT)[:16]


def account_tag(account_id: uuid.UUID) -> str:
    """64 hexadecimal digits that find an account's sessions; the session table names no account."""
    return keyring().mac("session account", account_id.bytes, number=ROOT).hex()
