"""The gate: works out, as an attacker would, what each protected figure can be; refuses what tells too much.

Given is everything that is published now and was before: exact figures, rounded ones, hidden ones, printed
percentages, and what single readers know. For every protected figure the gate finds the smallest and the
largest whole number that fits all of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from cases.statistics.disclosure.rounding import POSSIBLE
from cases.statistics.disclosure.solver import LARGEST, NoSolution, Problem, Range, cheapest
from cases.statistics.disclosure.statements import (
    SMALL,
    Audit,
    Exact,
    Name,
    Published,
    Refusal,
    Rounded,
    Share,
    Statement,
    Why,
)


def audit(published: Published[Name], *, enough: bool = False) -> Audit[Name]:
    """`enough`: the bounds are looked for until it is clear that they are wide enough, and may be wider.

    Raises NotSolved when the solver gives up: then nothing may be published either."""
    found: Audit[Name] = Audit()
    found.refusals += _small(published)
    try:
        problem, numbers = _problem(published)
        if numbers and not _protected(published):
            cheapest(problem)
        ranges = Range(problem)
        _all_bounds(ranges, numbers, published, found, enough=enough)
        for knower in published.knowers:
            _knower(ranges, numbers, knower, published, found)
    except NoSolution:
        found.refusals.append(Refusal(None, Why.CONTRADICTION))
    return found


def reach(published: Published[Name], names: Iterable[Name]) -> dict[Name, tuple[int, int]]:
    """The smallest and the largest possible value of figures that are not out yet, from what is.

    Raises NoSolution when what is out contradicts itself; NotSolved.
    """
    problem, numbers = _problem(published)
    at = {name: numbers.setdefault(name, len(numbers)) for name in names}
    while len(problem.lower) < len(numbers):
        problem.variable()
    ranges = Range(problem)
    return {name: (ranges.least(number)[number], ranges.most(number)[number]) for name, number in at.items()}


def _small(published: Published[Name]) -> Iterable[Refusal[Name]]:
    for one in published.statements:
        if isinstance(one, Exact) and 0 < one.value < SMALL and one.name not in published.known:
            yield Refusal(one.name, Why.SMALL, one.value, one.value)


def _all_bounds(
    ranges: Range,
    numbers: Mapping[Name, int],
    published: Published[Name],
    found: Audit[Name],
    *,
    enough: bool,
) -> None:
    names = _protected(published)
    seen = ranges.seen([numbers[name] for name in names]) if enough else {}
    for name in names:
        number = numbers[name]
        low, high = seen.get(number, (0, 0))
        if not enough or _too_narrow(name, low, high, published):
            low, high = ranges.least(number)[number], ranges.most(number)[number]
        found.bounds[name] = (low, high)
        why = _too_narrow(name, low, high, published)
        if why:
            found.refusals.append(Refusal(name, why, low, high))


def _too_narrow(name: Name, low: int, high: int, published: Published[Name]) -> Why | None:
    if name in published.hidden and (low > 0 or high < SMALL):
        return Why.HIDDEN
    return Why.NARROW if high - low + 1 < POSSIBLE else None


def _knower(
    ranges: Range,
    numbers: Mapping[Name, int],
    knower: Mapping[Name, int],
    published: Published[Name],
    found: Audit[Name],
) -> None:
    """The same for one who knows that so many are her own, where that takes anything away."""
    own = {name: count for name, count in knower.items() if name in numbers and count}
    told = [name for name in _protected(published) if own.get(name, 0) > found.bounds[name][0]]
    if not told:
        return
    ranges.lift({numbers[name]: count for name, count in own.items()})
    try:
        for name in told:
            number = numbers[name]
            low, high = ranges.least(number)[number], ranges.most(number)[number]
            narrow = high - low + 1 < POSSIBLE
            if narrow and (low > own[name] or name in published.places):
                found.refusals.append(Refusal(name, Why.KNOWER, low, high))
    finally:
        ranges.drop(numbers[name] for name in own)


def _protected(published: Published[Name]) -> list[Name]:
    return [*published.rounded, *(name for name in published.hidden if name not in published.rounded)]


def _problem(published: Published[Name]) -> tuple[Problem, dict[Name, int]]:
    """Everything that is known, as conditions on the true figures."""
    problem = Problem()
    numbers: dict[Name, int] = {}

    def number(name: Name) -> int:
        if name not in numbers:
            numbers[name] = problem.variable()
        return numbers[name]

    for statement in published.statements:
        _state(problem, number, statement)
    for line in published.relations.sums:
        problem.equal({number(part): 1 for part in line.parts} | {number(line.total): -1})
    for most in published.relations.at_most:
        terms: Counter[int] = Counter(map(number, most.smaller))
        terms.subtract(map(number, most.others))
        problem.between(terms, high=0)
    for name in _protected(published):
        number(name)
    return problem, numbers


def _state(problem: Problem, number: Callable[[Name], int], one: Statement[Name]) -> None:
    if isinstance(one, Share):
        # 2·10^(2+d)·part lies within one half unit of the last decimal around value, of the whole.
        part, whole, tens = number(one.part), number(one.whole), 2 * 10 ** (2 + one.decimals)
        problem.between({part: tens, whole: -(2 * one.value - 1)}, low=0)
        problem.between({part: tens, whole: -(2 * one.value + 1)}, high=-1)
        return
    at = number(one.name)
    if isinstance(one, Exact):
        low, high = one.value, one.value
    elif isinstance(one, Rounded):
        low, high = one.value - one.base + 1, one.value + one.base - 1
    else:
        low, high = one.value, LARGEST
    problem.lower[at] = max(problem.lower[at], low)
    problem.upper[at] = min(problem.upper[at], high)
    if problem.lower[at] > problem.upper[at]:
        raise NoSolution
