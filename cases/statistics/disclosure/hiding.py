"""Hiding small figures, and as few others as it takes so that nobody can work them out from the sums.

For each small figure the cheapest set is found in which it could as well be nothing, or not small at all.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from cases.statistics.disclosure.relations import Sum
from cases.statistics.disclosure.solver import NoSolution, Problem, cheapest
from cases.statistics.disclosure.statements import SMALL

Name = TypeVar("Name", bound=Hashable)
# How far a figure may have to give way for another: small ones move by less than SMALL.
FAR = 2 * SMALL
# One hidden figure more costs as much as this; among as many, the smaller ones are hidden.
ONE_MORE = 1000


class NotHidden(ArithmeticError):
    """A small figure follows from what must be shown, whatever else is hidden."""

    def __init__(self, name: object) -> None:
        super().__init__(name)
        self.name = name


def small(counts: Mapping[Name, int]) -> list[Name]:
    return [name for name, count in counts.items() if 0 < count < SMALL]


def hidden(counts: Mapping[Name, int], sums: Iterable[Sum[Name]], may: Iterable[Name]) -> dict[Name, bool]:
    """What to hide of those that `may` be hidden: True for the small ones, False for their companions.

    Every name of the sums must have a count. Raises NotHidden.
    """
    lines, free = tuple(sums), list(dict.fromkeys(may))
    wanted = small({name: counts[name] for name in free})
    found: dict[Name, bool] = dict.fromkeys(wanted, True)
    for name in wanted:
        for companion in _companions(name, counts, lines, free, found):
            found.setdefault(companion, False)
    return found


def _companions(
    name: Name,
    counts: Mapping[Name, int],
    sums: tuple[Sum[Name], ...],
    free: list[Name],
    found: Iterable[Name],
) -> list[Name]:
    problem = Problem()
    hides = {
        one: problem.variable(0, 1, 0 if one in found else ONE_MORE + min(counts[one], ONE_MORE - 1))
        for one in free
    }
    for change in (SMALL - counts[name], -counts[name]):
        moved = {one: problem.variable(-min(counts[one], FAR), FAR) for one in free}
        for one, at in moved.items():
            problem.between({at: 1, hides[one]: -FAR}, high=0)
            problem.between({at: 1, hides[one]: FAR}, low=0)
        problem.equal({moved[name]: 1}, change)
        for line in sums:
            terms = {moved[part]: 1 for part in line.parts if part in moved}
            if line.total in moved:
                terms[moved[line.total]] = -1
            if terms:
                problem.equal(terms)
    try:
        numbers = cheapest(problem)
    except NoSolution:
        raise NotHidden(name) from None
    return [one for one in free if numbers[hides[one]]]
