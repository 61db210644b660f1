"""Keyed digests: how a log-in name is found without being stored.

Only for values that are unique and hard to guess from a list. Never for sex, age,
country or school: a few dozen values fall to counting even under an unknown key.
What is stored was made under the newest MAC root of its time, so a search asks for the digests under
every root that is held.
"""

import hashlib
import unicodedata
import uuid
from collections.abc import Sequence

from advisory.sealing.keys import keyring


def normalised(login: str) -> str:
    """One spelling for one log-in: compatibility form, no case, no outer blanks."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def login_digest(login: str, *, root: int | None = None) -> str:
    """64 hexadecimal digits under this MAC root, without one under the newest."""
    return _mac("login", normalised(login).encode(), root=root).hex()


def login_digests(login: str) -> list[str]:
    """Under every root held, newest first: one of them is what is stored."""
    return _under_every_root("login", normalised(login).encode())


def address_digest(address: str) -> bytes:
    """16 bytes that stand for a network address in the throttle's table."""
    return _mac("address", address.encode())[:16]


def try_tags(login: str, names: Sequence[str]) -> list[str]:
    """What the counts of tries are found by, one for each name: `login` is a log-in's digest.

    Under the newest MAC root alone: with a new one everybody begins from nothing again.
    """
    ring = keyring()
    number = ring.mac_number()
    return [one.hex() for one in ring.macs([("tries", f"{login} {name}".encode(), number) for name in names])]


def subject_tag(digest: str) -> str:
    """64 hexadecimal digits that find the account of somebody at an identity provider."""
    return _mac("subject", digest.encode()).hex()


def subject_tags(digest: str) -> list[str]:
    """Under every root held, newest first."""
    return _under_every_root("subject", digest.encode())


def file_tags(content: bytes) -> list[str]:
    """By which the trail knows a file again that was taken in: under every root held, newest first."""
    return _under_every_root("imported file", hashlib.sha256(content).digest())


def account_tag(account_id: uuid.UUID) -> str:
    """64 hexadecimal digits that find an account's sessions; the session table names no account."""
    return _mac("session account", account_id.bytes).hex()


def account_tags(account_id: uuid.UUID) -> list[str]:
    """Under every root held, newest first: sessions begun before a new root have an older one."""
    return _under_every_root("session account", account_id.bytes)


def invitation_digest(said: bytes) -> str:
    """64 hexadecimal digits over what an invitation and its link say (advisory/invitation_links.py)."""
    return _mac("invitation", said).hex()


def invitation_digests(said: bytes) -> list[str]:
    """Under every root held, newest first: the letter may be older than the newest."""
    return _under_every_root("invitation", said)


def matter_digest(code: str) -> str:
    """64 hexadecimal digits that find a matter code, without which whoever has the database guesses it."""
    return _mac("matter code", code.encode()).hex()


def matter_digests(code: str) -> list[str]:
    """Under every root held, newest first."""
    return _under_every_root("matter code", code.encode())


def _mac(purpose: str, message: bytes, *, root: int | None = None) -> bytes:
    ring = keyring()
    return ring.mac(purpose, message, number=ring.mac_number() if root is None else root)


def _under_every_root(purpose: str, message: bytes) -> list[str]:
    ring = keyring()
    wanted = [(purpose, message, number) for number in reversed(ring.mac_numbers())]
    return [digest.hex() for digest in ring.macs(wanted)]
