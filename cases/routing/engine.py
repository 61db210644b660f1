"""Which rules apply to a case, quickly: for every value of a fact, the rules that it does not rule out.

A set of rules is an integer with a bit a rule, so a case costs one look-up a fact and an AND each, however
many rules there are.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.rules import Rule

# Codes to the rules that a case with this code may meet, and those for every other code.
Table = tuple[dict[str, int], int]


class Engine:
    """The rules of one version, in order."""

    __slots__ = ("_days", "_holding", "_many", "_one", "_ones", "_stops", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        one = [name for name, fact in FACTS.items() if not fact.many]
        many = [name for name, fact in FACTS.items() if fact.many]
        # All that a case has one of are asked of it at once.
        self._ones = attrgetter(*one)
        self._one = tuple(_table(rules, name) for name in one)
        self._many = tuple((attrgetter(name), *_table(rules, name)) for name in many)
        self._stops = _bits(rule.stops for rule in rules)
        # The days on which a rule begins or is over, and which hold from each of them on.
        self._days = days_between(rules)
        self._holding = tuple(_bits(rule.holds_on(day) for rule in rules) for day in self._days)

    def places(self, facts: RoutedFacts, on: date) -> list[int]:
        """Where the rules stand, from 0, that apply on that day, in order, up to the first that stops."""
        left = self._holding[bisect_right(self._days, on) - 1]
        for code, (by_code, others) in zip(self._ones(facts), self._one, strict=True):
            left &= by_code.get(code, others)
        for told, by_code, others in self._many:
            met = others
            for code in told(facts):
                met |= by_code.get(code, others)
            left &= met
        stopping = left & self._stops
        if stopping:
            # The lowest of them, and all below it.
            left &= ((stopping & -stopping) << 1) - 1
        found = []
        while left:
            lowest = left & -left
            found.append(lowest.bit_length() - 1)
            left ^= lowest
        return found


@lru_cache(maxsize=16)
def compiled(rules: tuple[Rule, ...]) -> Engine:
    """Made once a process for the versions in use."""
    return Engine(rules)


def days_between(rules: Sequence[Rule]) -> tuple[date, ...]:
    """The first days of the stretches of time in which the same rules hold, from the beginning of time."""
    begins = {rule.valid_from for rule in rules if rule.valid_from}
    ends = {rule.valid_to + timedelta(days=1) for rule in rules if rule.valid_to and rule.valid_to < date.max}
    return tuple(sorted({date.min, *begins, *ends}))


def _table(rules: Sequence[Rule], name: str) -> Table:
    others = _bits(name not in dict(rule.when) for rule in rules)
    by_code: dict[str, int] = {}
    for place, rule in enumerate(rules):
        for code in dict(rule.when).get(name, ()):
            by_code[code] = by_code.get(code, others) | 1 << place
    return by_code, others


def _bits(chosen: Iterable[bool]) -> int:
    return sum(1 << place for place, one in enumerate(chosen) if one)
