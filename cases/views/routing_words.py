"""Rules of routing in words, as the pages show them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases import codebook
from cases.routing.explain import fact_words, target_words
from cases.routing.facts import FACTS
from cases.routing.problems import Problem
from cases.routing.rules import Rule
from cases.wording import DAY


@dataclass(frozen=True, slots=True)
class ShownRule:
    """`place` from 1. `lead` is empty where the rule does not say who leads, `days` where it always holds."""

    place: int
    key: str
    conditions: tuple[str, ...]
    lead: str
    advice: tuple[str, ...]
    stops: bool
    days: str
    problems: tuple[Problem, ...]


def shown_rules(rules: Sequence[Rule], problems: Iterable[Problem] = ()) -> list[ShownRule]:
    """In order; a problem stands with the rule that has its key."""
    found = list(problems)
    return [
        ShownRule(
            place=place,
            key=rule.key,
            conditions=tuple(fact_words(name, " ".join(_in_order(name, codes))) for name, codes in rule.when),
            lead=target_words(rule.lead) if rule.lead else "",
            advice=tuple(target_words(target) for target in rule.consult),
            stops=rule.stops,
            days=_days(rule),
            problems=tuple(one for one in found if one.rule == rule.key),
        )
        for place, rule in enumerate(rules, start=1)
    ]


def _in_order(name: str, codes: Collection[str]) -> list[str]:
    return [code for code in codebook.entries(FACTS[name].list) if code in codes]


def _days(rule: Rule) -> str:
    first = date_format(rule.valid_from, DAY) if rule.valid_from else ""
    last = date_format(rule.valid_to, DAY) if rule.valid_to else ""
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("to %(last)s") % {"last": last} if last else ""
