"""Where a case goes by the rules, and why: the posts to suggest, each with its rule and what met it.

`suggestions` is for whoever logs, changes or hands over a case; nothing happens by it.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cases.routing.engine import compiled
from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.places import Here, Places
from cases.routing.rules import EMBASSY, STAYS, Part, Rule, Version


class Suggestion(NamedTuple):
    """`post_id` is None for Part.STAYS alone. `rule_key` is empty where no rule applied.

    `inputs`: the facts that the rule has a condition on, each with the code that met it; of a fact that a
    case can have several of, all codes that did, with a blank between. `missing` is the rule's target where
    nobody is there for it, so that the coordinator takes its place. `place` is the rule's own in its version,
    from 1, `since` the version's first day, and `target` whom the rule names.
    """

    post_id: uuid.UUID | None
    part: Part
    rule_key: str
    version: int
    inputs: Mapping[str, str]
    missing: str = ""
    place: int = 0
    since: date = date.min
    target: str = ""

    def as_text(self) -> str:
        """What the event of a move by this suggestion keeps as its text (kind RUTET)."""
        said: dict[str, object] = {
            "rules": self.version,
            "since": self.since.isoformat(),
            "rule": self.rule_key,
            "place": self.place,
            "part": self.part.value,
            "target": self.target,
            "inputs": dict(self.inputs),
        }
        if self.missing:
            said["missing"] = self.missing
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


class _Say(NamedTuple):
    """A rule as it is asked of each case: `first` while nobody leads yet, `later` when somebody does."""

    key: str
    one: tuple[str, ...]
    many: tuple[tuple[str, frozenset[str]], ...]
    first: tuple[tuple[Part, str], ...]
    later: tuple[tuple[Part, str], ...]
    leads: bool


class Ready:
    """A version of the rules and the posts that its targets are; from `services.rule_sets.ready`."""

    __slots__ = ("_days", "engine", "places", "says", "version")

    def __init__(self, version: Version, places: Places) -> None:
        self.version, self.places = version, places
        self.engine = compiled(version.rules)
        self.says = [_say(rule) for rule in version.rules]
        self._days: dict[date, Here] = {}

    def on(self, day: date) -> Here:
        """Who is there on that day; found once a day."""
        here = self._days.get(day)
        if here is None:
            here = self._days[day] = self.places.on(day)
        return here


def suggestions(facts: RoutedFacts, on: date, rules: Ready) -> list[Suggestion]:
    """Whom the case is for on that day; never nobody, and no post twice.

    At most one of them, the first, has Part.LEAD or Part.STAYS: by the first rule that says who leads. The
    post of a later one that does is asked for advice. Where rules only ask for advice nobody is suggested to
    lead: whoever was asked goes on. A target for which there is no post on that day goes to the coordinator,
    and so does a case to which no rule applies.

    Pure, so the caller leaves out what is so already: the posts that have a lane in the case, and the post
    that asks. It stores `as_text()` of each that it acts on.
    """
    number, since, here = rules.version.number, rules.version.valid_from, rules.on(on)
    applying = rules.engine.places(facts, on)
    if not applying:
        return [Suggestion(here.coordinator, Part.LEAD, "", number, {}, since=since)]
    lead: Suggestion | None = None
    asked: dict[uuid.UUID | None, Suggestion] = {}
    leads = False
    for place in applying:
        key, one, many, first, later, decides = rules.says[place]
        inputs = {name: getattr(facts, name) for name in one}
        for name, codes in many:
            inputs[name] = " ".join(sorted(codes.intersection(getattr(facts, name))))
        for part, target in later if leads else first:
            post, missing = None, ""
            if part is not Part.STAYS:
                post = (
                    here.countries.get(facts.focus_country) if target == EMBASSY else here.posts.get(target)
                )
                if post is None:
                    post, missing = here.coordinator, target
            said = Suggestion(post, part, key, number, inputs, missing, place + 1, since, target)
            if part is Part.CONSULTED:
                asked.setdefault(post, said)
            else:
                lead = said
        leads = leads or decides
    if lead is None:
        return list(asked.values())
    # A post comes once: it is not asked for advice where it leads.
    asked.pop(lead.post_id, None)
    return [lead, *asked.values()]


def _say(rule: Rule) -> _Say:
    # In the order of the conditions but for what there can be several of, which comes last in every rule.
    one = tuple(name for name, _codes in rule.when if not FACTS[name].many)
    many = tuple((name, codes) for name, codes in rule.when if FACTS[name].many)
    first, later = (tuple(_asks(rule, leads=leads)) for leads in (False, True))
    return _Say(rule.key, one, many, first, later, bool(rule.lead))


def _asks(rule: Rule, *, leads: bool) -> Iterator[tuple[Part, str]]:
    """What the rule asks of which target, where an earlier one `leads` already or not."""
    if rule.lead and rule.lead != STAYS:
        yield (Part.CONSULTED if leads else Part.LEAD), rule.lead
    elif rule.lead and not leads:
        yield Part.STAYS, rule.lead
    for target in rule.consult:
        yield Part.CONSULTED, target
