"""A case as the rules of routing see it: nine coded facts, and nothing else of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts


@dataclass(frozen=True, slots=True)
class Fact:
    """The code list of a fact; `many`: a case can have several, as each person has one."""

    list: str
    many: bool = False


# In the order in which a rule tells its conditions.
FACTS: dict[str, Fact] = {
    "urgency": Fact("hastegrad"),
    "kind": Fact("henvendelsesart"),
    "concern": Fact("hovedbekymring"),
    "circumstances": Fact("tilleggsforhold", many=True),
    "focus_country": Fact("land"),
    "whereabouts": Fact("oppholdssted", many=True),
    "age_groups": Fact("aldersgruppe", many=True),
    "asker": Fact("henvender"),
    "channel": Fact("kanal"),
}


@dataclass(frozen=True, slots=True, repr=False)
class RoutedFacts:
    """An empty code, and an empty set, is a fact that was not recorded: no condition on it is met."""

    urgency: str = ""
    kind: str = "SAK"
    concern: str = ""
    circumstances: frozenset[str] = field(default_factory=frozenset)
    focus_country: str = ""
    whereabouts: frozenset[str] = field(default_factory=frozenset)
    age_groups: frozenset[str] = field(default_factory=frozenset)
    asker: str = ""
    channel: str = ""

    def __repr__(self) -> str:
        return "<facts>"


def facts_of(case: CaseFacts, inquiry: InquiryFacts, persons: Iterable[PersonFacts]) -> RoutedFacts:
    """`inquiry` is the first of the case: who asked, and how, is told with it."""
    concerned = tuple(persons)
    return RoutedFacts(
        urgency=case.urgency,
        kind=case.kind,
        concern=case.concern,
        circumstances=case.circumstances,
        focus_country=case.focus_country,
        whereabouts=frozenset(one.whereabouts for one in concerned if one.whereabouts),
        age_groups=frozenset(one.age_group for one in concerned if one.age_group),
        asker=inquiry.asker,
        channel=inquiry.channel,
    )
