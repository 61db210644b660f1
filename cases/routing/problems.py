"""What is wrong with rules, by rule and field: what must be put right, and what must be looked at."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.routing import boxes
from cases.routing.explain import LABELS, fact_words
from cases.routing.facts import FACTS
from cases.routing.rules import COORDINATOR, EMBASSY, KEY_LENGTH, MOST_RULES, STAYS, Rule, agency, agency_of

# Codes by list, as the code book has them.
Known = Mapping[str, Collection[str]]
# So many stretches without a rule are told; where there is one more, that there are more.
GAPS = 5
_SHOWN_CODES = 6
_SLUG = frozenset("abcdefghijklmnopqrstuvwxyzæøå0123456789-")


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule` is a key, or empty for all rules together; `field` a fact, a field of the rule, or empty.

    One that `blocks` is put right before the rules come into force; another is looked at and confirmed.
    """

    rule: str
    field: str
    sentence: str
    blocks: bool


def targets(known: Known) -> list[str]:
    """Every target that there is; a rule may lead to STAYS besides."""
    return [COORDINATOR, EMBASSY, *map(agency, known["etat"])]


def problems(rules: Sequence[Rule], known: Known, since: date) -> list[Problem]:
    """All of them, for rules that begin on that day; those of single rules first, in order."""
    found = [one for rule in rules for one in of_rule(rule, known)]
    found += _repeated(rules)
    if len(rules) > MOST_RULES:
        text = _("These are too many rules: %(number)d, and at most %(most)d.")
        found.append(Problem("", "", text % {"number": len(rules), "most": MOST_RULES}, blocks=True))
    # Of codes that no list has nothing can be said.
    if not any(one.blocks for one in found):
        space = boxes.Space(rules, known, since)
        found += [*_never(rules, space), *_overlaps(rules, space), *_gaps(space)]
    return found


def of_rule(rule: Rule, known: Known) -> Iterator[Problem]:
    """What is wrong with a rule by itself."""

    def wrong(field: str, text: str) -> Problem:
        return Problem(rule.key, field, text, blocks=True)

    if not rule.key or len(rule.key) > KEY_LENGTH or not _SLUG.issuperset(rule.key):
        yield wrong("key", _("A name has small letters, digits and hyphens, 40 at most."))
    for name, codes in rule.when:
        if name not in FACTS:
            yield wrong(name, _("There is no such fact: %(name)s.") % {"name": name})
            continue
        if not codes:
            yield wrong(name, _("No code is named, so no case can meet this."))
        for code in sorted(codes - set(known[FACTS[name].list])):
            yield wrong(name, _("The list has no code %(code)s.") % {"code": code})
    there = set(targets(known))
    for field, named in (("lead", {rule.lead} - {"", STAYS}), ("consult", set(rule.consult))):
        for target in sorted(named - there):
            code = agency_of(target) or target
            yield wrong(field, _("There is no agency or post %(code)s.") % {"code": code})
    if not rule.lead and not rule.consult:
        yield wrong("lead", _("Say who leads the case, or who is asked for advice."))
    if rule.lead and rule.lead in rule.consult:
        yield wrong("consult", _("Who leads the case is not asked for advice as well."))
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        yield wrong("valid_to", _("The last day is before the first."))


def _repeated(rules: Sequence[Rule]) -> Iterator[Problem]:
    seen: set[str] = set()
    for rule in rules:
        if rule.key in seen:
            yield Problem(rule.key, "key", _("Another rule has this name already."), blocks=True)
        seen.add(rule.key)


def _never(rules: Sequence[Rule], space: boxes.Space) -> Iterator[Problem]:
    """Rules that an earlier one, or several together, stop in every case; and those that are over."""
    for place, rule in enumerate(rules):
        own = space.of(rule)
        if not all(own):
            text = _("This rule can never apply: it is over before these rules begin.")
            yield Problem(rule.key, "valid_to", text, blocks=True)
            continue
        before = [one for one in rules[:place] if one.stops and boxes.meet(space.of(one), own)]
        left, settled = boxes.uncovered(own, [space.of(one) for one in before], most=1)
        if settled and not left:
            names = ", ".join(f"“{one.key}”" for one in before)
            text = _(
                "This rule can never apply: every case that it is for is stopped before it by %(rules)s."
            )
            yield Problem(rule.key, "", text % {"rules": names}, blocks=True)


def _overlaps(rules: Sequence[Rule], space: boxes.Space) -> Iterator[Problem]:
    """Rules that say who leads a case of which an earlier one says that another does.

    Of cases of one person: of two persons nearly any two rules can apply at once.
    """
    for place, rule in enumerate(rules):
        own = space.of(rule)
        first = [
            f"“{one.key}”"
            for one in rules[:place]
            if rule.lead
            and one.lead not in ("", rule.lead)
            and not one.stops
            and boxes.meet(space.of(one), own)
        ]
        if first:
            text = _(
                "Some of its cases are for %(rules)s as well. Who leads those is said by the rule that comes "
                "first; the post that this one names is asked for advice."
            )
            yield Problem(rule.key, "lead", text % {"rules": ", ".join(first)}, blocks=False)


def _gaps(space: boxes.Space) -> Iterator[Problem]:
    found, settled = boxes.uncovered(space.everything(), space.all, most=GAPS + 1)
    for box in found[:GAPS]:
        text = _("No rule is for these cases, so they are for the coordinator: %(cases)s.")
        yield Problem("", "", text % {"cases": _words(space, box)}, blocks=False)
    if len(found) > GAPS or not settled:
        text = _("There are more cases that no rule is for. They are for the coordinator.")
        yield Problem("", "", text, blocks=False)


def _words(space: boxes.Space, box: boxes.Box) -> str:
    said = [_listed(name, codes) for name, codes in space.limits(box)]
    days = space.days_of(box)
    if days:
        said.append(days)
    return "; ".join(said) or _("all cases")


def _listed(name: str, codes: Iterable[str]) -> str:
    found = list(codes)
    known = [code for code in found if code]
    text = fact_words(name, " ".join(known[:_SHOWN_CODES])) if known else f"{LABELS[name]}: "
    if len(known) > _SHOWN_CODES:
        text += " " + _("and %(number)d more") % {"number": len(known) - _SHOWN_CODES}
    if "" in found:
        text += (", " if known else "") + _("Not recorded")
    return text
