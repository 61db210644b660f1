"""Recovery codes: for the day when telephone or passkey is lost. Each is good once.

Fifty random bits each. Only their digests are kept, and those under seal, so they are shown once.
"""

import hashlib
import secrets
from collections.abc import Iterable

COUNT = 10
# Signs that are not taken for each other.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
HALF = 5


def new_codes() -> list[str]:
    """As they are shown and typed: two halves with a hyphen between."""
    return [f"{_half()}-{_half()}" for _number in range(COUNT)]


def digests(codes: Iterable[str]) -> list[str]:
    return [digest(code) for code in codes]


def digest(code: str) -> str:
    """Of a code as somebody types it: whatever case, with or without its hyphen."""
    return hashlib.sha256(plain(code).encode()).hexdigest()


def plain(typed: str) -> str:
    """What was typed without what only separates."""
    return "".join(typed.split()).replace("-", "").lower()


def _half() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(HALF))
