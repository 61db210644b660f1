"""How a value becomes the bytes that are sealed, padded so that their length says little.

Codecs of facts belong to the layer that owns the facts: it names them here by column, so that
a field, also one in an old migration, finds its codec by its label.
"""

import json
from types import MappingProxyType
from typing import Any, Protocol

from advisory.sealing import padding
from advisory.sealing.errors import SealError, UnregisteredSeal


class Codec(Protocol):
    """Value to bytes and back. `load` raises SealError for bytes that are not of its shape."""

    def dump(self, value: Any) -> bytes: ...

    def load(self, raw: bytes) -> Any: ...


class TextCodec:
    def dump(self, value: str) -> bytes:
        return padding.pad(value)

    def load(self, raw: bytes) -> str:
        return padding.unpad(raw)


# Sealed with its overhead of 34, every profile takes this much and 34 bytes. The largest that we make, the
# coordinator's with the agencies there were, takes half of it.
PROFILE_BYTES = 1024


# The largest passkey, with a key of RSA and the longest id and name, fits.
FACTOR_BYTES = 3072


class ProfileCodec:
    """A small dictionary of strings and numbers, padded to one length: kinds of posts differ in theirs.

    What is loaded cannot be changed in place: the row would be saved without the change.
    """

    def __init__(self, size: int = PROFILE_BYTES) -> None:
        self.size = size

    def dump(self, value: Any) -> bytes:
        """Raises TypeError for what JSON cannot hold, ValueError for more than fits."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_thawed)
        return padding.pad(text, size=self.size)

    def load(self, raw: bytes) -> MappingProxyType[str, Any]:
        try:
            value = json.loads(padding.unpad(raw))
        except ValueError:
            raise SealError("a sealed profile is not readable") from None
        if not isinstance(value, dict):
            raise SealError("a sealed profile is not a dictionary")
        return MappingProxyType({name: _frozen(one) for name, one in value.items()})

    def settled(self, value: Any) -> Any:
        """`value` as it will be when it is loaded again. Raises as `dump` does."""
        return self.load(self.dump(value))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(one) for name, one in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _thawed(value: Any) -> dict[str, Any]:
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise TypeError(f"a profile cannot hold a {type(value).__name__}")


_codecs: dict[str, Codec] = {}


def name_codec(label: str, codec: Codec) -> None:
    """`codec` is that of the column `app.Model.field`."""
    _codecs[label] = codec


def codec_of(label: str) -> Codec:
    """Raises UnregisteredSeal for a column that nobody named a codec for."""
    try:
        return _codecs[label]
    except KeyError:
        raise UnregisteredSeal(f"{label} has no codec: its layer has not named one.") from None
