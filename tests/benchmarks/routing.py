"""Cases through sixty rules, against a plain loop over the rules that evaluates condition after condition.

Both begin with the facts in memory and end with the suggestions, their reasons included; first all of them
are compared, and each reason is read back from the text that a move stores. No database has a part in it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from cases.routing.explain import why, why_of
from cases.routing.facts import RoutedFacts
from cases.routing.rules import Version
from cases.routing.suggest import Ready, Suggestion, suggestions
from cases.services.routing_places import places
from cases.services.rule_sets import known
from tests.benchmarks.runner import Line, compare, dice, must_equal
from tests.cases.routing.made_up import invented, plain_suggestions, sixty_rules

DAY = date(2026, 6, 3)
VERSION = 12
# Microseconds a case and rule set.
LIMIT = 20
# A hundred thousand cases may cost so much more a case than ten thousand.
LINEAR = 1.2

Way = Callable[[RoutedFacts, date, Ready], list[Suggestion]]


def lines(database: str, *, quick: bool, tell: Callable[[str], None]) -> Iterator[Line]:
    few, many = (1_000, 10_000) if quick else (10_000, 100_000)
    codes = known()
    rules = Ready(Version(VERSION, DAY, sixty_rules(dice("rules of routing"), codes)), places())
    rolls = dice("cases to route")
    told = [invented(rolls, codes) for _case in range(many)]
    tell(f"routing {many} cases: each suggestion and its reason")
    must_be_right(told, rules)
    some = told[:few]
    tell(f"routing {few} cases")
    value, [(baseline, ratio)] = compare(
        lambda: all_of(suggestions, some, rules),
        lambda: all_of(plain_suggestions, some, rules),
        rounds=3,
        calls=1,
    )
    yield Line("cases through 60 rules / plain loop over rules", database, few, value, baseline, ratio, 1.0)
    tell(f"routing {many} cases")
    whole, [(tenths, times)] = compare(
        lambda: all_of(suggestions, told, rules), lambda: in_tenths(told, few, rules), rounds=5, calls=1
    )
    each = whole * 1000 / many
    title = f"microseconds a case through 60 rules / {LIMIT}"
    yield Line(title, database, many, each, LIMIT, each / LIMIT, 1.0)
    yield Line(f"all cases / the same, {few} at a time", database, many, whole, tenths, times, LINEAR)


def all_of(way: Way, told: list[RoutedFacts], rules: Ready) -> int:
    """How many suggestions there are in all."""
    return sum(len(way(facts, DAY, rules)) for facts in told)


def in_tenths(told: list[RoutedFacts], few: int, rules: Ready) -> int:
    return sum(all_of(suggestions, told[start : start + few], rules) for start in range(0, len(told), few))


def must_be_right(told: list[RoutedFacts], rules: Ready) -> None:
    """Raises NotEqualError for the first case whose suggestions or reasons are not the plain loop's."""
    for facts in told:
        found = suggestions(facts, DAY, rules)
        must_equal("suggestions", found, plain_suggestions(facts, DAY, rules))
        for one in found:
            said = why_of(one.as_text())
            must_equal("the reason of a move", said, why(one))
            numbers = set(re.findall(r"\d+", said))
            wanted = {str(one.version), *([str(one.place)] if one.rule_key else [])}
            must_equal("the rule and its set", wanted - numbers, set())
