"""The sealed column of a second factor."""

from typing import Any

from advisory.sealing.codecs import FACTOR_BYTES, ProfileCodec
from advisory.sealing.fields import SealedField


class SealedFactor(SealedField):
    """What a second factor is: a dictionary under a key of its own, set whole; bound to its account."""

    lock = "factors"
    codec = ProfileCodec(FACTOR_BYTES)

    def owner_of(self, instance: Any) -> Any:
        return instance.account_id

    def settled(self, value: Any) -> Any:
        return self.codec.settled(value)
