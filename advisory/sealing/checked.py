"""A text that may be sealed: one that a gate has let through. What was merely typed is none.

The gate is of a layer above (cases/gate.py); a test of the house holds who makes one.
"""

from dataclasses import dataclass
from typing import Any

from advisory.sealing.codecs import Codec, TextCodec
from advisory.sealing.errors import Unchecked
from advisory.sealing.registry import registered


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody keeps what may tell who somebody is: the code of her reason, the kinds of what she keeps."""

    reason: str
    kinds: tuple[str, ...]


class Checked(str):
    """Whatever is made of it by `strip`, slices or `+` is a plain text again, and comes by the gate anew."""

    __slots__ = ("answer",)

    answer: Answer | None

    def __new__(cls, text: str, answer: Answer | None = None) -> "Checked":
        made = super().__new__(cls, text)
        made.answer = answer
        return made


def checked(label: str, codec: Codec, value: Any) -> Any:
    """The same. Raises Unchecked, which names the column, for a text that came by no gate."""
    gated = isinstance(codec, TextCodec) and not registered(label).ungated
    if gated and value and not isinstance(value, Checked):
        raise Unchecked(label)
    return value
