"""What a holder of keys must do, and what it need not.

Whoever writes one (an HSM, an HTTP KMS) makes a class of these methods, sets FRITTVALG_KEYRING to its
dotted path, and lets it inherit the tests of tests/security/keyring_contract.py. deploy/keys.md has a
sketch of what each method maps to.

Three kinds of key, each with numbers of its own from 1: `kek` wraps the epoch keys of the database, `mac`
is a root that seals the trail and makes look-up digests, `sign` signs checkpoints (Ed25519). The highest
number of a kind is in use, the lower ones still open what they made. A number is never used twice, not
even after its key was destroyed.
"""

from collections.abc import Sequence
from typing import Protocol

KINDS = ("kek", "mac", "sign")
# Purpose, message, number of the MAC root.
MacWanted = tuple[str, bytes, int]


class Keyring(Protocol):
    """Every method may raise KeyringUnavailable, and KeyringError with a sentence that says what to do."""

    def wrap(self, key: bytes, *, context: bytes) -> tuple[int, bytes]:
        """(number, wrapped key) under the newest key-encryption key; opens with this `context` alone."""

    def wrap_with(self, number: int, key: bytes, *, context: bytes) -> bytes:
        """The same under this key-encryption key. Raises NoSuchKeyError."""

    def unwrap(self, number: int, wrapped: bytes, *, context: bytes) -> bytes:
        """The key. Raises NoSuchKeyError, or KeyringError when the bytes or the context do not fit."""

    def kek_numbers(self) -> tuple[int, ...]:
        """Of the key-encryption keys held, ascending; asked anew each time, as the other numbers are."""

    def mac_number(self) -> int:
        """Number of the MAC root in use; may be some seconds old where another process adds one."""

    def mac_numbers(self) -> tuple[int, ...]: ...

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        """HMAC-SHA256 under the sub-key of `purpose` (HKDF-SHA256, RFC 5869, with the info `frittvalg mac `
        and the purpose) of that root. Raises NoSuchKeyError."""

    def macs(self, wanted: Sequence[MacWanted]) -> list[bytes]:
        """Many at once, in order: what verifies a trail, with one round trip for hundreds."""

    def sign(self, message: bytes) -> tuple[int, bytes]:
        """(number, Ed25519 signature of 64 bytes) by the newest signing key."""

    def sign_numbers(self) -> tuple[int, ...]: ...

    def public_key(self, number: int) -> bytes:
        """The 32 bytes that verify what signing key `number` signed. Raises NoSuchKeyError."""

    def destroyed(self, kind: str) -> tuple[int, ...]:
        """Numbers of keys that were destroyed on purpose. An epoch of an old backup that needs one of them
        is gone; one that needs a number neither held nor destroyed means the wrong keyring."""

    def add(self, kind: str) -> int:
        """Make a key that is newer than all of its kind; its number. Durable when it returns.
        Raises KeyringReadOnly."""

    def destroy(self, kind: str, number: int) -> None:
        """For good. Raises KeyringReadOnly, NoSuchKeyError, and KeyringError for the last of its kind."""
