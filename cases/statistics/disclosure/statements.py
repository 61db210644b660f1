"""What the gate is asked about, and what it answers: statements that are out, what to protect, refusals."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from cases.statistics.disclosure.relations import Relations

Name = TypeVar("Name", bound=Hashable)
# A figure smaller than this, and not 0, is never shown as it is.
SMALL = 5


@dataclass(frozen=True, slots=True)
class Exact(Generic[Name]):
    name: Name
    value: int


@dataclass(frozen=True, slots=True)
class Rounded(Generic[Name]):
    """To a multiple of `base`, less than `base` away."""

    name: Name
    value: int
    base: int


@dataclass(frozen=True, slots=True)
class Share(Generic[Name]):
    """`part` in per cent of `whole`, half up: `value` counts units of the last decimal (72,1 is 721)."""

    part: Name
    whole: Name
    value: int
    decimals: int


@dataclass(frozen=True, slots=True)
class AtLeast(Generic[Name]):
    """It is known to be no smaller, as of a row that is shown only from so many on."""

    name: Name
    value: int


# What is told of one figure by itself.
Told = Exact[Name] | Rounded[Name] | AtLeast[Name]
Statement = Told[Name] | Share[Name]


class Why(StrEnum):
    """What is told too much of."""

    SMALL = "small"
    NARROW = "narrow"
    HIDDEN = "hidden"
    KNOWER = "knower"
    CONTRADICTION = "contradiction"
    NOT_ROUNDED = "not rounded"


@dataclass(frozen=True, slots=True)
class Refusal(Generic[Name]):
    """`low` and `high` are what an attacker can work out."""

    name: Name | None
    why: Why
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Published(Generic[Name]):
    """All that is out, or is to be.

    `rounded` and `hidden` are what has to be protected; hidden only because another is, it has no need.
    `knowers`: for each reader who knows some cases herself, how many of each figure are hers. What she can
    work out of the others in a figure has to be open as far as whether there are any; in one of the `places`,
    where she knows most, it has to have as many possible values as for anybody.
    """

    statements: Sequence[Statement[Name]]
    relations: Relations[Name]
    rounded: frozenset[Name] = frozenset()
    hidden: frozenset[Name] = frozenset()
    knowers: Sequence[Mapping[Name, int]] = ()
    places: frozenset[Name] = frozenset()
    # Small figures that were printed once: nothing protects them any more.
    known: frozenset[Name] = frozenset()


@dataclass(slots=True)
class Audit(Generic[Name]):
    """`bounds`: the smallest and the largest possible value of each protected figure."""

    bounds: dict[Name, tuple[int, int]] = field(default_factory=dict)
    refusals: list[Refusal[Name]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.refusals
