"""Controlled rounding: every figure to a multiple of its base near it, so that all tables still add up.

All linked figures are rounded at once. What was rounded before stays as it was as long as it is right, for
a figure that is rounded now up and now down tells what it is.
"""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cases.statistics.disclosure.relations import Relations, Sum
from cases.statistics.disclosure.solver import LARGEST, NoSolution, Problem, cheapest

Name = TypeVar("Name", bound=Hashable)
# As many values a protected figure must be able to have.
POSSIBLE = 3
# What it costs, against one away from the count: to round otherwise than before, to leave too few values
# open, to do again what was found to tell too much.
OTHERWISE, NARROW, AGAIN = 10_000, 1_000, 300


class NotRounded(ArithmeticError):
    """These figures cannot all be rounded so near and still add up."""


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Name]):
    """Figures to be rounded to one base; a name may be wanted to several bases, in different tables.

    `own`: how many of a figure the one who knows most of it knows by herself. `before`: how it was rounded
    when it was as it is now. `moved`: how it was rounded when it was otherwise, and 1 if it has grown since,
    -1 if it has shrunk.
    """

    base: int
    counts: Mapping[Name, int]
    sums: tuple[Sum[Name], ...]
    own: Mapping[Name, int] = field(default_factory=dict)
    before: Mapping[Name, int] = field(default_factory=dict)
    moved: Mapping[Name, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside(Generic[Name]):
    """What is out beside the rounded figures, so that they are rounded where both together tell little.

    `within`: what anybody knows of a figure without its rounding, as the least and the most it can be.
    `avoid`: roundings (name, base, value) that the gate refused; `turn` counts how often it did.
    """

    relations: Relations[Name]
    exact: Mapping[Name, int] = field(default_factory=dict)
    within: Mapping[Name, tuple[int, int]] = field(default_factory=dict)
    avoid: frozenset[tuple[Name, int, int]] = frozenset()
    turn: int = 0


def rounded(
    wanted: Iterable[Wanted[Name]], beside: Beside[Name] | None = None
) -> dict[tuple[Name, int], int]:
    """(name, base) to the rounded figure. None is further from its count than base - 1.

    Raises NotRounded when there is no way; NotSolved.
    """
    found = list(wanted)
    there = beside or Beside(Relations(()))
    for as_before, left_open in ((True, True), (False, True), (True, False), (False, False)):
        try:
            return _Rounding(found, there, as_before=as_before, left_open=left_open).solved()
        except NoSolution:
            continue
    raise NotRounded


class _Rounding(Generic[Name]):
    """One attempt: with what is as before rounded as before, and with what is out beside heeded, or not."""

    def __init__(
        self, wanted: Sequence[Wanted[Name]], beside: Beside[Name], *, as_before: bool, left_open: bool
    ) -> None:
        self._beside, self._as_before = beside, as_before
        # Reproducible, and guards nothing: among ways that are as near, another is tried each turn.
        self._chance = random.Random(beside.turn)  # noqa: S311
        self._problem = Problem()
        # A variable is how many times its base the figure is.
        self._at: dict[tuple[Name, int], int] = {}
        for one in wanted:
            for name, count in one.counts.items():
                self._at[name, one.base] = self._variable(one, name, count)
            for line in one.sums:
                terms = {self._at[part, one.base]: 1 for part in line.parts}
                self._problem.equal(terms | {self._at[line.total, one.base]: -1})
        if left_open:
            self._bases_agree()
            self._relations_agree()

    def solved(self) -> dict[tuple[Name, int], int]:
        """Raises NoSolution."""
        found = cheapest(self._problem) if self._at else []
        return {(name, base): found[at] * base for (name, base), at in self._at.items()}

    def _variable(self, one: Wanted[Name], name: Name, count: int) -> int:
        """The multiples that are near enough; between two of them it costs how far each is from the count."""
        base = one.base
        low, high = count // base, -(-count // base)
        if name in one.before and abs(one.before[name] - count) < base:
            if self._as_before:
                low = high = one.before[name] // base
        elif name in one.moved and self._as_before:
            # Never up when it went down: that would tell which of the few values it has.
            old, way = one.moved[name][0] // base, one.moved[name][1]
            low, high = (min(max(low, old), high), high) if way > 0 else (low, max(min(high, old), low))
        if low == high:
            return self._problem.variable(low, high)
        slope = self._cost(one, name, count, high) - self._cost(one, name, count, low)
        return self._problem.variable(low, high, slope)

    def _cost(self, one: Wanted[Name], name: Name, count: int, multiple: int) -> float:
        value = multiple * one.base
        cost = abs(value - count) + self._chance.random() * self._beside.turn
        if one.before.get(name, value) != value:
            cost += OTHERWISE
        least, most = self._beside.within.get(name, (0, LARGEST))
        for known in (least, max(least, one.own.get(name, 0))):
            if min(value + one.base - 1, most) - max(value - one.base + 1, known) + 1 < POSSIBLE:
                cost += NARROW
        return cost + (AGAIN if (name, one.base, value) in self._beside.avoid else 0)

    def _bases_agree(self) -> None:
        """A figure that is rounded to two bases is left as many possible values by both together."""
        by_name: dict[Name, list[tuple[int, int]]] = {}
        for (name, base), at in self._at.items():
            by_name.setdefault(name, []).append((base, at))
        for found in by_name.values():
            for place, (base, at) in enumerate(found):
                for other_base, other in found[place + 1 :]:
                    room = base + other_base - 2 - (POSSIBLE - 1)
                    self._problem.between({at: base, other: -other_base}, -room, room)

    def _relations_agree(self) -> None:
        """Where some figures of a sum are exact, the others are rounded so that each is left open."""
        for line in self._beside.relations.sums:
            members = [(part, 1) for part in line.parts] + [(line.total, -1)]
            self._leave_open(members, both=True)
        for most in self._beside.relations.at_most:
            members = [(one, -1) for one in most.others] + [(one, 1) for one in most.smaller]
            self._leave_open(members, both=False)

    def _leave_open(self, members: Sequence[tuple[Name, int]], *, both: bool) -> None:
        """Rounded, the members may miss their condition by what the roundings leave open, and no more."""
        terms: Counter[int] = Counter()
        known, room = 0, 1 - POSSIBLE
        for name, sign in members:
            if name in self._beside.exact:
                known += sign * self._beside.exact[name]
                continue
            base = next((one for one in (3, 5) if (name, one) in self._at), None)
            if base is None:
                return
            terms[self._at[name, base]] += sign * base
            room += base - 1
        if len(terms) > 1:
            self._problem.between(terms, -room - known if both else -LARGEST, room - known)
