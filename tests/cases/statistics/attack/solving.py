"""Whole numbers between bounds under linear conditions: the attacker's own way to HiGHS."""

import random
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import highspy

Name = TypeVar("Name", bound=Hashable)
MOST = 100_000


class Contradiction(Exception):
    """Nothing fits what was published."""


class Unknowns(Generic[Name]):
    """Unknown counts, what is known of each, and of several together."""

    def __init__(self) -> None:
        self.between: dict[Name, tuple[int, int]] = {}
        self._conditions: dict[tuple[tuple[tuple[Name, int], ...], int], None] = {}

    def is_between(self, name: Name, low: int, high: int = MOST) -> None:
        before = self.between.get(name, (0, MOST))
        self.between[name] = max(before[0], low), min(before[1], high)

    def at_most(self, terms: Mapping[Name, int], bound: int = 0) -> None:
        """The sum of factor times unknown is no more than `bound`."""
        for name in terms:
            self.is_between(name, 0)
        self._conditions[tuple(terms.items()), bound] = None

    def are(self, total: Name, parts: Iterable[Name]) -> None:
        terms = dict.fromkeys(parts, 1) | {total: -1}
        self.at_most(terms)
        self.at_most({name: -factor for name, factor in terms.items()})

    def reach(self, wanted: Iterable[Name], wide: int) -> dict[Name, tuple[int, int]]:
        """The least and the most of each, but no more than it takes to show that it is `wide` values wide.

        Raises Contradiction.
        """
        return _Search(self, list(wanted), wide).found()

    def broken(self, values: Mapping[Name, int]) -> list[Any]:
        """What these values do not fit, where all of them are known: of the true ones it must be nothing."""
        outside = [
            (name, values[name], found)
            for name, found in self.between.items()
            if name in values and not found[0] <= values[name] <= found[1]
        ]
        return outside + [
            (terms, bound)
            for terms, bound in self._conditions
            if all(name in values for name, _factor in terms)
            and sum(factor * values[name] for name, factor in terms) > bound
        ]

    def model(self) -> tuple[Any, dict[Name, int]]:
        if any(low > high for low, high in self.between.values()):
            raise Contradiction
        at = {name: number for number, name in enumerate(self.between)}
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        for name in at:
            low, high = self.between[name]
            solver.addVar(low, high)
        solver.changeColsIntegrality(len(at), list(range(len(at))), [highspy.HighsVarType.kInteger] * len(at))
        for terms, bound in self._conditions:
            solver.addRow(
                -highspy.kHighsInf,
                bound,
                len(terms),
                [at[name] for name, _factor in terms],
                [factor for _name, factor in terms],
            )
        return solver, at


class _Search(Generic[Name]):
    def __init__(self, unknowns: Unknowns[Name], wanted: list[Name], wide: int) -> None:
        self._solver, self._at = unknowns.model()
        self._wanted, self._wide = wanted, wide
        self._seen: dict[Name, tuple[int, int]] = {}
        self._dice = random.Random(7)

    def found(self) -> dict[Name, tuple[int, int]]:
        """Every solution shows values of all; only what stays narrow is asked for by itself."""
        self._ask({})
        for _turn in range(6):
            narrow = self._narrow()
            if not narrow:
                break
            way = {name: self._dice.choice((1, -1)) for name in narrow}
            self._ask(way)
            self._ask({name: -sign for name, sign in way.items()})
        for name in self._narrow():
            if self._is_narrow(name):
                self._ask({name: 1})
            if self._is_narrow(name):
                self._ask({name: -1})
        return {name: self._seen[name] for name in self._wanted}

    def _narrow(self) -> list[Name]:
        return [name for name in self._wanted if self._is_narrow(name)]

    def _is_narrow(self, name: Name) -> bool:
        low, high = self._seen[name]
        return high - low + 1 < self._wide

    def _ask(self, cost: Mapping[Name, int]) -> None:
        for name, factor in cost.items():
            self._solver.changeColCost(self._at[name], factor)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(self._solver.modelStatusToString(self._solver.getModelStatus()))
        values = [round(one) for one in self._solver.getSolution().col_value]
        for name in self._wanted:
            value = values[self._at[name]]
            low, high = self._seen.get(name, (value, value))
            self._seen[name] = min(low, value), max(high, value)
        for name in cost:
            self._solver.changeColCost(self._at[name], 0)
