"""Whole numbers under linear conditions, by HiGHS: the smallest and the largest there can be."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

# The bare solver: the class around it prints a line of its own when it is made.
from highspy._core import _Highs as Solver

INFINITY = highspy.kHighsInf
# Nearer to a whole number than this is that number.
NEAR = 1e-6
# Counts of cases are never near it; an unbounded cell would end here.
LARGEST = 10_000_000
# So many pairs of solutions show of nearly every figure that it is open.
SOLUTIONS = 4


class NoSolution(ArithmeticError):
    """No whole numbers fulfil all conditions."""


class NotSolved(ArithmeticError):
    """The solver gave up; nothing may be concluded from that."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`low` ≤ the sum of coefficient times variable ≤ `high`."""

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float


@dataclass(slots=True)
class Problem:
    """Variables by number, each a whole number between its bounds, and conditions on them."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def variable(self, lower: float = 0, upper: float = LARGEST, cost: float = 0) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        return len(self.lower) - 1

    def equal(self, terms: Mapping[int, int], value: float = 0) -> None:
        self.between(terms, value, value)

    def between(self, terms: Mapping[int, int], low: float = -INFINITY, high: float = INFINITY) -> None:
        self.conditions.append(Condition(tuple(terms.items()), low, high))


def cheapest(problem: Problem) -> list[int]:
    """The whole numbers that cost least. Raises NoSolution or NotSolved."""
    solver = _solver(problem, whole=True)
    return _numbers(_solved(solver))


class Range:
    """Asks one problem for the least and the most of its variables, one after the other."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._size = len(problem.lower)
        self._quick = _solver(problem, whole=False)
        self._exact: Solver | None = None

    def lift(self, lower: Mapping[int, float]) -> None:
        """Other lower bounds for some variables from here on."""
        for number, bound in lower.items():
            for solver in (self._quick, self._exact):
                if solver is not None:
                    solver.changeColBounds(number, bound, max(bound, self._problem.upper[number]))

    def drop(self, numbers: Iterable[int]) -> None:
        """Their own lower bounds again."""
        self.lift({number: self._problem.lower[number] for number in numbers})

    def least(self, number: int) -> list[int]:
        """A solution in which this variable is as small as it can be. Raises NoSolution or NotSolved."""
        return self._furthest(number, 1)

    def most(self, number: int) -> list[int]:
        return self._furthest(number, -1)

    def seen(self, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Values that these can have, the least and the most of a few solutions. Raises as `least`."""
        found: dict[int, tuple[int, int]] = {}
        # Reproducible, and guards nothing: which solutions are seen only makes it quicker.
        chance = random.Random(0)  # noqa: S311
        for _turn in range(SOLUTIONS):
            way = {number: chance.choice((1, -1)) for number in numbers}
            for sign in (1, -1):
                values = self._solution({number: sign * cost for number, cost in way.items()})
                for number in numbers:
                    low, high = found.get(number, (values[number], values[number]))
                    found[number] = min(low, values[number]), max(high, values[number])
        return found

    def _furthest(self, number: int, cost: int) -> list[int]:
        return self._solution({number: cost})

    def _solution(self, costs: Mapping[int, int]) -> list[int]:
        found = _asked(self._quick, costs)
        if np.abs(found - np.round(found)).max(initial=0) <= NEAR:
            return _numbers(found)
        # Without wholeness it reached further than whole numbers may: asked again, exactly.
        if self._exact is None:
            self._exact = _solver(self._problem, whole=True)
        return _numbers(_asked(self._exact, costs))


def _asked(solver: Solver, costs: Mapping[int, int]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    for number, cost in costs.items():
        solver.changeColCost(number, cost)
    try:
        return _solved(solver)
    finally:
        for number in costs:
            solver.changeColCost(number, 0)


def _solver(problem: Problem, *, whole: bool) -> Solver:
    solver = Solver()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(problem.lower), len(problem.conditions)
    lp.col_cost_ = np.array(problem.cost, dtype=np.float64)
    lp.col_lower_ = np.array(problem.lower, dtype=np.float64)
    lp.col_upper_ = np.array(problem.upper, dtype=np.float64)
    lp.row_lower_ = np.array([one.low for one in problem.conditions], dtype=np.float64)
    lp.row_upper_ = np.array([one.high for one in problem.conditions], dtype=np.float64)
    terms = [one.terms for one in problem.conditions]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in terms)], dtype=np.int32)
    lp.a_matrix_.index_ = np.array([number for row in terms for number, _ in row], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for row in terms for _, factor in row], dtype=np.float64)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver.passModel(lp)
    return solver


def _solved(solver: Solver) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    solver.run()
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise NoSolution
    if status != highspy.HighsModelStatus.kOptimal:
        raise NotSolved(solver.modelStatusToString(status))
    return np.array(solver.getSolution().col_value, dtype=np.float64)


def _numbers(found: "Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[int]:
    return [round(float(value)) for value in found]
