"""Where a coded fact lies in the record of its row, and what of the facts may be asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from cases.errors import NotShown

RECORD_BYTES = 48
LAYOUT = 1
# Of a number in the code lists (a positive small integer), used in records or not.
LARGEST = 32_767


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a fact lies in the record: one code (1 or 2 bytes) or several (a bitmap of 8 bytes)."""

    list: str
    offset: int
    shape: Literal["one", "wide", "many"] = "one"

    @property
    def size(self) -> int:
        return {"one": 1, "wide": 2, "many": 8}[self.shape]


class Unshown:
    """Facts say nothing of a person when a log, a traceback or an error page prints them."""

    __slots__ = ()
    SLOTS: ClassVar[dict[str, Slot]]

    def __repr__(self) -> str:
        return "<facts>"

    def part(self, names: Iterable[str]) -> "Part":
        """The facts of these names, and nothing of the others."""
        return Part({name: getattr(self, name) for name in names}, self.SLOTS)


class Part:
    """Some of a row's facts. Any other raises NotShown when it is asked for, so a part is never saved."""

    __slots__ = ("SLOTS", "_told")

    def __init__(self, told: dict[str, Any], slots: dict[str, Slot]) -> None:
        self.SLOTS = slots
        self._told = told

    def __repr__(self) -> str:
        return "<part of facts>"

    def __getattr__(self, name: str) -> Any:
        told = object.__getattribute__(self, "_told")
        if name in told:
            return told[name]
        if name in self.SLOTS:
            raise NotShown(name)
        raise AttributeError(name)
