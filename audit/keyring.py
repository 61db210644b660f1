"""What the trail asks of the key holder: a MAC under a numbered root, and a signature for checkpoints."""

from collections.abc import Sequence
from typing import Protocol, cast

from django.conf import settings


class MacKeyring(Protocol):
    def mac_number(self) -> int: ...

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        """Raises LookupError for a number that the holder does not have."""


class SignKeyring(MacKeyring, Protocol):
    def macs(self, wanted: Sequence[tuple[str, bytes, int]]) -> list[bytes]:
        """Many at once, in order. Raises LookupError for a number that the holder does not have."""

    def sign(self, message: bytes) -> tuple[int, bytes]:
        """(number of the key, Ed25519 signature)."""

    def sign_numbers(self) -> tuple[int, ...]: ...

    def public_key(self, number: int) -> bytes:
        """Raises LookupError for a number that the holder does not have."""


def keyring() -> SignKeyring:
    return cast(SignKeyring, settings.KEYRING)
