"""Where a case goes by the rules, and why: the posts to suggest, each with its rule and what met it.

`suggestions` is for whoever logs, changes or hands over a case; nothing happens by it.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases.routing.engine import compiled
from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.places import Places
from cases.routing.rules import STAYS, Part, Rule, Version

_MANY = frozenset(name for name, fact in FACTS.items() if fact.many)


@dataclass(frozen=True, slots=True)
class Ready:
    """A version of the rules and the posts that its targets are; from `services.rule_sets.ready`."""

    version: Version
    places: Places


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`post_id` is None for Part.STAYS alone. `rule_key` is empty where no rule applied.

    `inputs`: the facts that the rule has a condition on, each with the code that met it; of a fact that each
    person has, all codes that did, with a blank between. `missing` is the rule's target where nobody is
    there for it, so that the coordinator takes its place.
    """

    post_id: uuid.UUID | None
    part: Part
    rule_key: str
    version: int
    inputs: Mapping[str, str]
    missing: str = ""

    def as_text(self) -> str:
        """What the event of a move by this suggestion keeps as its text (kind RUTET)."""
        said: dict[str, object] = {"rules": self.version, "rule": self.rule_key, "inputs": dict(self.inputs)}
        if self.missing:
            said["missing"] = self.missing
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def suggestions(facts: RoutedFacts, on: date, rules: Ready) -> list[Suggestion]:
    """Whom the case is for on that day; never nobody, and no post twice.

    At most one of them, the first, has Part.LEAD or Part.STAYS: by the first rule that says who leads. The
    post of a later one that does is asked for advice. Where rules only ask for advice nobody is suggested to
    lead: whoever was asked goes on. A target for which there is no post on that day goes to the coordinator,
    and so does a case to which no rule applies.

    Pure, so the caller leaves out what is so already: the posts that have a lane in the case, and the post
    that asks. It stores `as_text()` of each that it acts on.
    """
    number, places = rules.version.number, rules.places
    found: list[Suggestion] = []
    applied, leads = False, False
    for rule in compiled(rules.version.rules).matching(facts, on):
        inputs = inputs_of(rule, facts)
        for part, target in _says(rule, leads=leads):
            post = None if part is Part.STAYS else places.post_for(target, facts, on)
            missing = ""
            if post is None and part is not Part.STAYS:
                post, missing = places.coordinator(on), target
            _take(found, Suggestion(post, part, rule.key, number, inputs, missing))
        applied, leads = True, leads or bool(rule.lead)
    return found if applied else [Suggestion(places.coordinator(on), Part.LEAD, "", number, {})]


def inputs_of(rule: Rule, facts: RoutedFacts) -> dict[str, str]:
    """What of the facts met the rule's conditions."""
    found: dict[str, str] = {}
    for name, codes in rule.when:
        value = getattr(facts, name)
        found[name] = " ".join(sorted(value & codes)) if name in _MANY else value
    return found


def _says(rule: Rule, *, leads: bool) -> Iterator[tuple[Part, str]]:
    """What the rule asks of which target, where an earlier one `leads` already or not."""
    if rule.lead and rule.lead != STAYS:
        yield (Part.CONSULTED if leads else Part.LEAD), rule.lead
    elif rule.lead and not leads:
        yield Part.STAYS, rule.lead
    for target in rule.consult:
        yield Part.CONSULTED, target


def _take(found: list[Suggestion], one: Suggestion) -> None:
    """A post comes once: as the lead if any rule says so, else by the first that asks it for advice."""
    same = next((place for place, other in enumerate(found) if other.post_id == one.post_id), None)
    if one.part is not Part.CONSULTED:
        if same is not None:
            del found[same]
        found.insert(0, one)
    elif same is None:
        found.append(one)
