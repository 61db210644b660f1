"""The one thing the trail asks of the key holder: a MAC under a numbered root."""

from typing import Protocol, cast

from django.conf import settings


class MacKeyring(Protocol):
    def mac_number(self) -> int: ...

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        """Raises LookupError for a number that the holder does not have."""


def keyring() -> MacKeyring:
    return cast(MacKeyring, settings.KEYRING)
