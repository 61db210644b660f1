"""Why a case went where it did: one sentence in each language, from what a move stores, also long after."""

import pytest
from django.utils import translation

from cases.routing.explain import target_words, why, why_of
from cases.routing.facts import RoutedFacts
from cases.routing.rules import EMBASSY, Rule, agency
from cases.routing.suggest import Suggestion, suggestions
from tests.cases.routing.made_up import DAY
from tests.cases.routing.test_engine import ABROAD, by, when

RULE = Rule("i-utlandet", when(urgency="ORD", whereabouts="UTL REI"), lead=EMBASSY)


@pytest.fixture(autouse=True)
def _codes(reference: None) -> None:
    """The code book has the labels."""


def first(facts: RoutedFacts, *rules: Rule) -> Suggestion:
    return suggestions(facts, DAY, by(*rules))[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["“i-utlandet”", "version 7", "Urgency: Ordinary", "Abroad at time of contact"]),
        ("nb", ["«i-utlandet»", "versjon 7", "Hastegrad: Ordinær", "I utlandet"]),
        ("nn", ["«i-utlandet»", "versjon 7", "Hastegrad: Ordinær", "I utlandet"]),
    ],
)
def test_rule_version_and_what_met_it(language: str, words: list[str]) -> None:
    one = first(ABROAD, RULE)
    with translation.override(language):
        assert [word for word in words if word not in why(one)] == []
        assert why_of(one.as_text()) == why(one)
        assert why(one).endswith(".")


def test_what_the_case_has_and_the_rule_does_not_ask_is_not_told() -> None:
    with translation.override("en"):
        assert "Pakistan" not in why(first(ABROAD, RULE))
        assert "planned" not in why(first(ABROAD, RULE))


def test_no_rule_nobody_there_and_a_rule_for_every_case() -> None:
    norway = RoutedFacts(urgency="ORD", focus_country="NO", whereabouts=frozenset({"UTL"}))
    with translation.override("en"):
        assert "No rule in version 7" in why(first(ABROAD))
        nobody = why(first(norway, RULE))
        assert "nobody is there as the embassy that covers the country" in nobody
        assert why_of(first(norway, RULE).as_text()) == nobody
        assert "every case" in why(first(ABROAD, Rule("alle", lead=EMBASSY)))


def test_targets_have_words() -> None:
    with translation.override("en"):
        assert target_words(agency("POD")) == "the representative of National Police Directorate"
        assert target_words(EMBASSY) == "the embassy that covers the country"


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"rule": "r"}', '{"rule": "r", "rules": 1, "inputs": 7}']
)
def test_what_is_no_reason_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no reason of a move"):
        why_of(text)
