"""What is wrong with rules: told of each by rule and field, and no rule is called dead that can apply."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import translation
from hypothesis import given

from cases.routing import boxes
from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.problems import GAPS, Problem, of_rule, problems
from cases.routing.rules import COORDINATOR, EMBASSY, MOST_RULES, STAYS, Rule, agency
from tests.cases.routing.made_up import DAY, FEW, plain_matching, rule_lists
from tests.cases.routing.test_engine import when

pytestmark = pytest.mark.one_database(
    "What rules say of each other; of the database only the code lists are read."
)

ALL = Rule("alle", lead=COORDINATOR)


@pytest.fixture(autouse=True)
def _labels(reference: None) -> Iterator[None]:
    """Gaps are told in the words of the code book, in the language of the test before unless one is said."""
    with translation.override("nb"):
        yield


def blocking(*rules: Rule, since: date = DAY) -> list[tuple[str, str]]:
    return [(one.rule, one.field) for one in problems(rules, FEW, since) if one.blocks]


def noted(*rules: Rule) -> list[Problem]:
    return [one for one in problems(rules, FEW, DAY) if not one.blocks]


def every_case() -> list[RoutedFacts]:
    """Of one person or none, with the codes of FEW."""
    codes = [[*FEW[fact.list], *([""] if name in boxes.OPTIONAL else [])] for name, fact in FACTS.items()]
    made = []
    for chosen in product(*codes):
        told = dict(zip(FACTS, chosen, strict=True))
        for name, fact in FACTS.items():
            if fact.many:
                told[name] = frozenset({told[name]} - {""})  # type: ignore[assignment]
        made.append(RoutedFacts(**told))  # type: ignore[arg-type]
    return made


CASES = every_case()
DAYS = [DAY + timedelta(days=number) for number in range(5)]


# --- one rule by itself ---


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("Store Bokstaver", lead=COORDINATOR), "key"),
        (Rule("", lead=COORDINATOR), "key"),
        (Rule("x" * 41, lead=COORDINATOR), "key"),
        (Rule("r", when(urgency="ORD STRAKS"), lead=COORDINATOR), "urgency"),
        (Rule("r", (("focus_country", frozenset({"ZZ"})),), lead=EMBASSY), "focus_country"),
        (Rule("r", (("age_groups", frozenset()),), lead=COORDINATOR), "age_groups"),
        (Rule("r", (("name", frozenset({"x"})),), lead=COORDINATOR), "name"),
        (Rule("r", lead=agency("NSA")), "lead"),
        (Rule("r", lead="somewhere"), "lead"),
        (Rule("r"), "lead"),
        (Rule("r", consult=(STAYS,)), "consult"),
        (Rule("r", lead=EMBASSY, consult=(EMBASSY,)), "consult"),
        (Rule("r", lead=EMBASSY, valid_from=DAY, valid_to=DAY - timedelta(days=1)), "valid_to"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_of_its_field(rule: Rule, field: str) -> None:
    assert [one.field for one in of_rule(rule, FEW)] == [field]
    assert blocking(rule) == [(rule.key, field)]


def test_a_good_rule_has_nothing_wrong() -> None:
    rule = Rule(
        "barn-1", when(urgency="ORD", age_groups="B 16-17"), lead=STAYS, consult=(agency("POD"), EMBASSY)
    )
    assert list(of_rule(rule, FEW)) == []
    assert blocking(rule) == []


def test_two_rules_of_one_name_and_too_many_rules() -> None:
    assert blocking(ALL, ALL) == [("alle", "key")]
    many = [Rule(f"r{number}", when(urgency="ORD"), lead=COORDINATOR) for number in range(MOST_RULES + 1)]
    assert blocking(*many) == [("", "")]
    assert blocking(*many[1:]) == []


# --- a rule that can never apply ---


def test_a_rule_behind_one_that_stops_all_its_cases() -> None:
    stop = Rule("stopp", when(urgency="AKUTT HASTER"), lead=COORDINATOR, stops=True)
    inside = Rule("inni", when(urgency="AKUTT", whereabouts="UTL"), lead=EMBASSY)
    assert blocking(stop, inside) == [("inni", "")]
    [told] = [one for one in problems([stop, inside], FEW, DAY) if one.blocks]
    assert "“stopp”" in told.sentence
    assert blocking(inside, stop) == []
    assert blocking(stop, Rule("videre", when(urgency="AKUTT ORD"), lead=EMBASSY)) == []
    going_on = Rule("stopp", stop.when, lead=COORDINATOR)
    assert blocking(going_on, inside) == []


def test_several_rules_stop_together_what_none_of_them_does_alone() -> None:
    akutt, haster = (
        Rule(code.lower(), when(urgency=code), lead=COORDINATOR, stops=True) for code in ("AKUTT", "HASTER")
    )
    both = Rule("begge", when(urgency="AKUTT HASTER"), lead=EMBASSY)
    assert blocking(akutt, haster, both) == [("begge", "")]
    assert blocking(akutt, both, haster) == []


def test_one_that_stops_only_for_a_time_leaves_the_rest_of_it() -> None:
    stop = Rule("stopp", lead=COORDINATOR, stops=True, valid_to=DAY + timedelta(days=1))
    assert blocking(stop, ALL) == []
    assert blocking(stop, Rule("kort", lead=EMBASSY, valid_to=DAY)) == [("kort", "")]
    over = Rule("over", lead=EMBASSY, valid_to=DAY - timedelta(days=1))
    assert blocking(over) == [("over", "valid_to")]
    assert blocking(over, since=DAY - timedelta(days=1)) == []


@given(rule_lists(most=4))
def test_dead_is_what_no_case_on_any_day_meets(rules: tuple[Rule, ...]) -> None:
    """By trying every case there can be: of one person or none."""
    dated = [
        rule for rule in rules if not (rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from)
    ]
    said = {one.rule for one in problems(dated, FEW, DAY) if one.blocks}
    # Every case is too many for each: a case of each kind that the conditions can tell apart is enough.
    named = {name for rule in dated for name, _codes in rule.when}
    kinds = {tuple(getattr(one, name) if name in named else None for name in FACTS): one for one in CASES}
    alive = {
        rule.key for day in DAYS for facts in kinds.values() for rule in plain_matching(dated, facts, day)
    }
    assert said == {rule.key for rule in dated} - alive


# --- gaps and overlaps ---


def test_a_gap_is_told_in_words_and_a_rule_for_all_leaves_none() -> None:
    assert noted(ALL) == []
    [gap] = noted(Rule("haster", when(urgency="AKUTT HASTER"), lead=COORDINATOR))
    assert (gap.rule, gap.field) == ("", "")
    assert "Ordinær" in gap.sentence
    assert "Akutt" not in gap.sentence
    [gap] = noted(Rule("land", (("focus_country", frozenset(FEW["land"])),), lead=EMBASSY))
    assert "Ikke registrert" in gap.sentence or "Not recorded" in gap.sentence


def test_a_gap_in_time_is_told_with_its_days() -> None:
    [gap] = noted(Rule("alle", lead=COORDINATOR, valid_to=DAY + timedelta(days=9)))
    assert "13.06.2026" in gap.sentence


def test_of_many_gaps_the_first_are_told_and_that_there_are_more() -> None:
    rule = Rule(
        "en", tuple((name, frozenset({FEW[fact.list][0]})) for name, fact in FACTS.items()), lead=COORDINATOR
    )
    assert len(noted(rule)) == GAPS + 1


def test_who_leads_twice_is_an_overlap_unless_the_first_stops() -> None:
    urgent = Rule("haster", when(urgency="AKUTT"), lead=EMBASSY)
    assert [one.field for one in noted(urgent, ALL)] == ["lead"]
    assert "“haster”" in noted(urgent, ALL)[0].sentence
    stopping = Rule("haster", urgent.when, lead=EMBASSY, stops=True)
    assert noted(stopping, ALL) == []
    apart = Rule("ordinar", when(urgency="ORD HASTER"), lead=COORDINATOR)
    assert [one for one in noted(urgent, apart) if one.rule] == []
    assert noted(Rule("rad", when(urgency="AKUTT"), consult=(EMBASSY,)), ALL) == []


def test_rules_too_entangled_are_not_called_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Rule("stopp", when(urgency="AKUTT HASTER"), lead=COORDINATOR, stops=True)
    inside = Rule("inni", when(urgency="AKUTT"), lead=EMBASSY)
    assert blocking(stop, inside) == [("inni", "")]
    monkeypatch.setattr(boxes, "STEPS", 0)
    assert blocking(stop, inside) == []
