"""How a ratio is measured: both ways in turn, warm, in many short rounds, compared round by round.

A figure in milliseconds tells about the machine, a ratio within one run about the code.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

SEED = 2008
WARM_UP = 2


class NotEqualError(AssertionError):
    """The two ways do not give the same result, so their times must not be compared."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured line. `value` and `baseline` in ms a call (statements: a count and its limit)."""

    name: str
    database: str
    n: int
    value: float
    baseline: float
    ratio: float
    target: float | None

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None for a line that has none."""
        return None if self.target is None else self.ratio <= self.target

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def dice(purpose: str) -> random.Random:
    """The same random numbers in every run, its own for every purpose."""
    return random.Random(f"{SEED} {purpose}")


def must_equal(what: str, way: object, baseline: object) -> None:
    """Raises NotEqualError and names what differs."""
    if way != baseline:
        raise NotEqualError(f"{what}: {way!r:.400} is not {baseline!r:.400}")


def compare(
    way: Callable[[], object], *baselines: Callable[[], object], rounds: int, calls: int
) -> tuple[float, list[tuple[float, float]]]:
    """(ms a call of `way`, for every baseline its ms a call and the median of the rounds' ratios).

    Every round runs each of them `calls` times; the one that begins changes from round to round.
    """
    ways = [way, *baselines]
    taken: list[list[float]] = [[] for _one in ways]
    # Of what stood before, a register with all that was told of it, the collector need not look each time
    # whether it is still used: that took longer than what is measured.
    gc.collect()
    gc.freeze()
    try:
        for one in ways:
            _timed(one, WARM_UP * calls)
        for number in range(rounds):
            for turn in range(len(ways)):
                which = (turn + number) % len(ways)
                taken[which].append(_timed(ways[which], calls))
    finally:
        gc.unfreeze()
    first = taken[0]
    return _median(first), [
        (_median(other), _median(a / b for a, b in zip(first, other, strict=True))) for other in taken[1:]
    ]


def _timed(one: Callable[[], object], calls: int) -> float:
    """Milliseconds a call. The collector runs before, not in between, so that no way pays for another."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for _call in range(calls):
            one()
        return (time.perf_counter() - start) * 1000 / calls
    finally:
        gc.enable()


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)
