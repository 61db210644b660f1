"""A rule of routing: when it applies, who leads the case then, and who is asked for advice.

Rules are read in order. Each that applies has its say, until one that stops.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Where a case can go. An agency is named by its code of the list `etat`.
EMBASSY, COORDINATOR, STAYS = "embassy", "coordinator", "stays"
_AGENCY = "agency:"
MOST_RULES = 200
KEY_LENGTH = 40


class Part(StrEnum):
    """What is suggested for a post. The first two are the parts of lanes."""

    LEAD = "LEDER"
    CONSULTED = "RADSPURT"
    # Whoever was asked keeps the case: a rule says so.
    STAYS = "BLIR"


@dataclass(frozen=True, slots=True)
class Rule:
    """`when`: for each fact that has a condition, in the order of FACTS, the codes that meet it.

    Of a fact that a case can have several of it is enough that one meets it. `lead` is a target, STAYS, or
    empty where the rule only asks for advice; `consult` are targets. The days are the first and the last.
    """

    key: str
    when: tuple[tuple[str, frozenset[str]], ...] = ()
    lead: str = ""
    consult: tuple[str, ...] = ()
    stops: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the rules. It holds from its day until a newer version's day has come."""

    number: int
    valid_from: date
    rules: tuple[Rule, ...]


def names_of(rules: Iterable[Rule]) -> str:
    """What somebody called the rules, one a line and in words, for the guard to read."""
    return "\n".join(rule.key.replace("-", " ") for rule in rules)


def agency(code: str) -> str:
    """The target that is the representative of this agency."""
    return _AGENCY + code


def agency_of(target: str) -> str:
    """The agency's code; empty for a target that is no agency."""
    return target.removeprefix(_AGENCY) if target.startswith(_AGENCY) else ""
