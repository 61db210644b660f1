"""How a value becomes the bytes that are sealed, padded so that their length says little."""

import json
from typing import Any, Protocol

from advisory.sealing import padding
from advisory.sealing.errors import SealError


class Codec(Protocol):
    """Value to bytes and back. `load` raises SealError for bytes that are not of its shape."""

    def dump(self, value: Any) -> bytes: ...

    def load(self, raw: bytes) -> Any: ...


class TextCodec:
    def dump(self, value: str) -> bytes:
        return padding.pad(value)

    def load(self, raw: bytes) -> str:
        return padding.unpad(raw)


class ProfileCodec:
    """A small dictionary of strings and numbers, padded like a text."""

    def dump(self, value: dict[str, Any]) -> bytes:
        return padding.pad(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def load(self, raw: bytes) -> dict[str, Any]:
        try:
            value = json.loads(padding.unpad(raw))
        except ValueError:
            raise SealError("a sealed profile is not readable") from None
        if not isinstance(value, dict):
            raise SealError("a sealed profile is not a dictionary")
        return value
