"""Why a case went where it did: plain words in each language, from what a move stores, also long after."""

import json

import pytest
from django.utils import translation

from cases import codebook
from cases.routing.explain import ASKS, BECAUSE, LABELS, OWN_WORDS, target_words, why, why_of
from cases.routing.facts import FACTS, RoutedFacts
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, Part, Rule, agency
from cases.routing.suggest import Suggestion, suggestions
from tests.cases.routing.made_up import DAY
from tests.cases.routing.test_engine import ABROAD, by, when

pytestmark = pytest.mark.one_database("Words made of rules; of the database only the code lists are read.")

GOES = RoutedFacts(
    urgency="HASTER",
    kind="SAK",
    concern="TVE_FR",
    circumstances=frozenset({"REISE"}),
    focus_country="PK",
    whereabouts=frozenset({"NOR"}),
    age_groups=frozenset({"16-17"}),
    asker="BV",
    channel="TLF",
)
FROM = {"en": "3 June 2026", "nb": "3. juni 2026", "nn": "3. juni 2026"}


@pytest.fixture(autouse=True)
def _codes(reference: None) -> None:
    """The code book has the labels."""


def first(facts: RoutedFacts, *rules: Rule) -> Suggestion:
    return suggestions(facts, DAY, by(*rules))[0]


def said(facts: RoutedFacts, rule: Rule, language: str = "en") -> str:
    with translation.override(language):
        one = first(facts, Rule("en-annen", when(concern="VOT"), lead=EMBASSY), rule)
        assert why_of(one.as_text()) == why(one)
        return why(one)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule("r", when(urgency="HASTER AKUTT"), lead=COORDINATOR),
            "The case is for the coordinator because it is urgent.",
        ),
        (
            Rule("r", when(kind="SAK", whereabouts="NOR", age_groups="16-17"), consult=(agency("POD"),)),
            "Advice is asked of the representative of National Police Directorate because whereabouts are "
            "“In Norway” and the age is “16–17”.",
        ),
        (
            Rule("r", when(kind="SAK", circumstances="REISE SOSK"), consult=(EMBASSY,)),
            "Advice is asked of the embassy that covers the country because a journey is planned.",
        ),
        (
            Rule("r", when(urgency="HASTER", asker="BV", channel="TLF"), lead=STAYS),
            "Whoever was asked goes on with the case because it is urgent, “Child welfare service” asked and "
            "it came by “Telephone”.",
        ),
        (
            Rule("r", when(kind="SAK"), lead=COORDINATOR),
            "The case is for the coordinator because it is about a specific person.",
        ),
        (Rule("r", lead=EMBASSY), "Every case is for the embassy that covers the country."),
        (Rule("r", consult=(COORDINATOR,)), "Advice is asked of the coordinator in every case."),
        (Rule("r", lead=STAYS), "Whoever was asked goes on with the case."),
        (
            Rule("r", when(concern="TVE_FR", focus_country="PK"), lead=agency("BUFDIR")),
            "The case is for the representative of Bufdir because the main concern is “Fear of forced "
            "marriage” and the country is Pakistan. Nobody is there as the representative of Bufdir just "
            "now, so the coordinator takes its place.",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_rule_in_plain_words(rule: Rule, words: str) -> None:
    assert said(GOES, rule) == f"{words} Rule 2 in set 7, from 3 June 2026."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Saken er for koordinatoren fordi den haster. Regel 2 i sett 7, fra 3. juni 2026."),
        ("nn", "Saka er for koordinatoren fordi ho hastar. Regel 2 i sett 7, frå 3. juni 2026."),
    ],
)
def test_in_the_readers_language(language: str, words: str) -> None:
    assert said(GOES, Rule("haster", when(urgency="HASTER"), lead=COORDINATOR), language) == words


def test_what_the_case_has_and_the_rule_does_not_ask_is_not_told() -> None:
    words = said(GOES, Rule("r", when(urgency="HASTER"), lead=COORDINATOR))
    assert not [one for one in ("Pakistan", "marriage", "16", "Child welfare") if one in words]


def test_no_rule() -> None:
    with translation.override("en"):
        one = first(ABROAD)
        assert why(one) == (
            "No rule is for this case, so it is for the coordinator. Set 7 of the rules, from 3 June 2026."
        )
        assert why_of(one.as_text()) == why(one)
        assert why(one._replace(version=0)).endswith("There are no rules yet.")


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_every_fact_and_every_code_of_it_is_a_reason(language: str) -> None:
    assert FACTS.keys() == LABELS.keys() == BECAUSE.keys()
    assert ASKS.keys() == {part.value for part in Part}
    assert all(code in codebook.entries(FACTS[name].list) for name, code in OWN_WORDS)
    with translation.override(language):
        for name, fact in FACTS.items():
            for code in codebook.entries(fact.list):
                told = RoutedFacts(**{name: frozenset({code}) if fact.many else code})  # type: ignore[arg-type]
                words = said(told, Rule("r", when(**{name: code}), lead=COORDINATOR), language)
                assert "%(" not in words
                assert words.endswith(f"{FROM[language]}.")


def test_what_was_kept_before_rules_had_places_is_told_as_far_as_it_goes() -> None:
    old = {"rules": 2, "rule": "i-utlandet", "inputs": {"urgency": "ORD", "whereabouts": "UTL"}}
    with translation.override("en"):
        assert why_of(json.dumps(old)) == (
            "A rule applies because its urgency is “Ordinary” and somebody is abroad. "
            "Rule “i-utlandet” in set 2."
        )
        nobody = why_of(json.dumps({**old, "inputs": {}, "missing": EMBASSY}))
        assert nobody == (
            "A rule applies. No embassy here covers the country of the case, or no country is recorded, so "
            "the coordinator takes its place. Rule “i-utlandet” in set 2."
        )
        none = why_of(json.dumps({"rules": 2, "rule": "", "inputs": {}}))
        assert none.endswith("so it is for the coordinator. Set 2 of the rules.")


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
