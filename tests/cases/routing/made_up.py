"""Rules and cases by chance, and the plain way to read rules: one after the other, each condition by itself.

What the engine is compared with in the tests, and its baseline in the benchmark.
"""

import random
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.places import Places, Term
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, Part, Rule, agency, agency_of
from cases.routing.suggest import Ready, Suggestion

DAY = date(2026, 6, 3)
BEGIN = date(2004, 11, 1)
# Few codes, so that rules made by chance meet and cover each other.
FEW: dict[str, tuple[str, ...]] = {
    "hastegrad": ("AKUTT", "HASTER", "ORD"),
    "henvendelsesart": ("SAK", "GEN"),
    "hovedbekymring": ("TVE_FR", "VOT", "UFO"),
    "tilleggsforhold": ("REISE",),
    "land": ("PK", "SO", "NO"),
    "oppholdssted": ("NOR", "REI", "UTL"),
    "aldersgruppe": ("16-17", "18-21", "B"),
    "henvender": ("SELV", "BV"),
    "kanal": ("TLF",),
    "etat": ("POD", "BUFDIR"),
}
TARGETS = (COORDINATOR, EMBASSY, agency("POD"), agency("BUFDIR"))


def named(number: int) -> uuid.UUID:
    return uuid.UUID(int=number + 1)


# Nobody represents Bufdir yet on DAY, and the embassy for Somalia changes the day after it.
PLACES = Places(
    coordinators=(Term(named(0), BEGIN),),
    agencies={"POD": (Term(named(1), BEGIN),), "BUFDIR": (Term(named(2), DAY + timedelta(days=1)),)},
    countries={
        "PK": (Term(named(3), BEGIN),),
        "SO": (Term(named(4), BEGIN, DAY), Term(named(5), DAY + timedelta(days=1))),
    },
)


def plain_matching(rules: Collection[Rule], facts: RoutedFacts, on: date) -> Iterator[Rule]:
    """The rules that apply, by reading them all."""
    return (rule for _place, rule in plain_places(rules, facts, on))


def plain_places(rules: Collection[Rule], facts: RoutedFacts, on: date) -> Iterator[tuple[int, Rule]]:
    """The same with the place of each, from 1."""
    for place, rule in enumerate(rules, start=1):
        if rule.holds_on(on) and all(meets(facts, name, codes) for name, codes in rule.when):
            yield place, rule
            if rule.stops:
                return


def meets(facts: RoutedFacts, name: str, codes: frozenset[str]) -> bool:
    value = getattr(facts, name)
    return not codes.isdisjoint(value) if FACTS[name].many else value in codes


def plain_suggestions(facts: RoutedFacts, on: date, rules: Ready) -> list[Suggestion]:
    """What is suggested, said in another way than the product says it: all that is asked, then told apart."""
    asked: list[tuple[Part, str, int, Rule]] = []
    since = rules.version.valid_from
    applying = list(plain_places(rules.version.rules, facts, on))
    for place, rule in applying:
        if rule.lead:
            decided = any(part is not Part.CONSULTED for part, *_rest in asked)
            part = Part.STAYS if rule.lead == STAYS else Part.LEAD
            if not decided:
                asked.append((part, rule.lead, place, rule))
            elif part is Part.LEAD:
                asked.append((Part.CONSULTED, rule.lead, place, rule))
        asked += [(Part.CONSULTED, target, place, rule) for target in rule.consult]
    version, coordinator = rules.version.number, rules.places.coordinators[0].post_id
    if not applying:
        return [Suggestion(coordinator, Part.LEAD, "", version, {}, since=since)]
    asked.sort(key=lambda one: one[0] is Part.CONSULTED)
    found: dict[uuid.UUID | None, Suggestion] = {}
    for part, target, place, rule in asked:
        post, missing = None, ""
        if part is not Part.STAYS:
            post = plain_post(rules.places, target, facts, on)
            missing = "" if post else target
            post = post or coordinator
        met = {name: met_by(facts, name, codes) for name, codes in rule.when}
        said = Suggestion(post, part, rule.key, version, met, missing, place, since, target)
        found.setdefault(post, said)
    return list(found.values())


def plain_post(places: Places, target: str, facts: RoutedFacts, on: date) -> uuid.UUID | None:
    if target == EMBASSY:
        terms = places.countries.get(facts.focus_country, ())
    else:
        terms = places.coordinators if target == COORDINATOR else places.agencies.get(agency_of(target), ())
    return next((term.post_id for term in terms if term.holds_on(on)), None)


def met_by(facts: RoutedFacts, name: str, codes: frozenset[str]) -> str:
    value = getattr(facts, name)
    return " ".join(code for code in sorted(codes) if code in value) if FACTS[name].many else value


# --- by chance ---


def some(codes: Collection[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(codes)), min_size=1)


def whens(
    known: Mapping[str, Collection[str]] = FEW,
) -> st.SearchStrategy[tuple[tuple[str, frozenset[str]], ...]]:
    """Conditions on up to three facts."""
    chosen = st.lists(st.sampled_from(list(FACTS)), max_size=3, unique=True)

    def conditions(names: list[str]) -> st.SearchStrategy[tuple[tuple[str, frozenset[str]], ...]]:
        ordered = [name for name in FACTS if name in names]
        return st.tuples(*(st.tuples(st.just(name), some(known[FACTS[name].list])) for name in ordered))

    return chosen.flatmap(conditions)


days = st.none() | st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3))


@st.composite
def rule_lists(draw: st.DrawFn, most: int = 6) -> tuple[Rule, ...]:
    made = []
    for place in range(draw(st.integers(0, most))):
        lead = draw(st.sampled_from(("", STAYS, *TARGETS)))
        others = [target for target in TARGETS if target != lead]
        consult = draw(st.lists(st.sampled_from(others), min_size=not lead, max_size=2, unique=True))
        made.append(
            Rule(
                key=f"r{place}",
                when=draw(whens()),
                lead=lead,
                consult=tuple(consult),
                stops=draw(st.booleans()),
                valid_from=draw(days),
                valid_to=draw(days),
            )
        )
    return tuple(made)


def one_of(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *FEW[field]))


def several(field: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(FEW[field]), max_size=2)


cases = st.builds(
    RoutedFacts,
    **{name: several(fact.list) if fact.many else one_of(fact.list) for name, fact in FACTS.items()},
)


def sixty_rules(rolls: random.Random, known: Mapping[str, Collection[str]]) -> tuple[Rule, ...]:
    """As a house might have them after some years: most name three facts, one in ten stops."""
    targets = [COORDINATOR, EMBASSY, *map(agency, known["etat"])]
    made = []
    for place in range(60):
        names = set(rolls.sample(list(FACTS), 3))
        when = []
        for name in FACTS:
            codes = list(known[FACTS[name].list])
            if name in names:
                when.append((name, frozenset(rolls.sample(codes, max(1, len(codes) // rolls.randint(2, 5))))))
        lead, first, second = rolls.sample(targets, 3)
        leads = rolls.random() < 0.4
        made.append(
            Rule(
                key=f"regel-{place}",
                when=tuple(when),
                lead=lead if leads else "",
                consult=() if leads and rolls.random() < 0.5 else (first, second)[: rolls.randint(1, 2)],
                stops=rolls.random() < 0.1,
                valid_from=date(2020 + place % 6, 1, 1) if place % 5 == 0 else None,
            )
        )
    return tuple(made)


def invented(rolls: random.Random, known: Mapping[str, Collection[str]]) -> RoutedFacts:
    """A case of one person or two."""
    told: dict[str, str | frozenset[str]] = {}
    for name, fact in FACTS.items():
        codes = list(known[fact.list])
        told[name] = (
            frozenset(rolls.choices(codes, k=rolls.randint(1, 2))) if fact.many else rolls.choice(codes)
        )
    return RoutedFacts(**told)  # type: ignore[arg-type]
