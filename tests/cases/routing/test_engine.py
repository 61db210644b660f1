"""The engine reads rules as the plain way does, one after the other; what it suggests follows from them."""

from datetime import timedelta

from hypothesis import given

from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.routing.engine import Engine
from cases.routing.facts import RoutedFacts, facts_of
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, Part, Rule, Version, agency
from cases.routing.suggest import Ready, suggestions
from tests.cases.routing.made_up import (
    DAY,
    PLACES,
    cases,
    days,
    meets,
    named,
    plain_matching,
    plain_suggestions,
    rule_lists,
)

ABROAD = RoutedFacts(urgency="ORD", focus_country="PK", whereabouts=frozenset({"UTL"}))


def by(*rules: Rule) -> Ready:
    return Ready(Version(7, DAY, rules), PLACES)


def told(facts: RoutedFacts, *rules: Rule, on: object = DAY) -> list[tuple[object, ...]]:
    found = suggestions(facts, on, by(*rules))  # type: ignore[arg-type]
    return [(one.post_id, one.part, one.rule_key) for one in found]


def when(**facts: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(codes.split())) for name, codes in facts.items())


# --- the same as reading them one by one ---


@given(rule_lists(), cases, days)
def test_the_engine_finds_what_the_plain_loop_finds(
    rules: tuple[Rule, ...], facts: RoutedFacts, day: object
) -> None:
    on = day or DAY
    found = [rules[place] for place in Engine(rules).places(facts, on)]  # type: ignore[arg-type]
    assert found == list(plain_matching(rules, facts, on))  # type: ignore[arg-type]


@given(rule_lists(), cases, days)
def test_what_is_suggested_is_what_the_plain_way_suggests(
    rules: tuple[Rule, ...], facts: RoutedFacts, day: object
) -> None:
    on, ready = day or DAY, by(*rules)
    assert suggestions(facts, on, ready) == plain_suggestions(facts, on, ready)  # type: ignore[arg-type]


@given(rule_lists(), cases)
def test_never_nowhere_no_post_twice_and_one_lead_at_most(
    rules: tuple[Rule, ...], facts: RoutedFacts
) -> None:
    found = suggestions(facts, DAY, by(*rules))
    assert found
    assert len({one.post_id for one in found}) == len(found)
    decisive = [one for one in found if one.part is not Part.CONSULTED]
    assert decisive in ([], found[:1])
    assert all((one.post_id is None) == (one.part is Part.STAYS) for one in found)


@given(rule_lists(), cases)
def test_each_names_a_rule_that_its_inputs_alone_would_meet(
    rules: tuple[Rule, ...], facts: RoutedFacts
) -> None:
    by_key = {rule.key: rule for rule in rules}
    for one in suggestions(facts, DAY, by(*rules)):
        assert one.version == 7
        if not one.rule_key:
            assert one.inputs == {}
            continue
        rule = by_key[one.rule_key]
        assert set(one.inputs) == {name for name, _codes in rule.when}
        for name, codes in rule.when:
            assert meets(facts, name, codes)
            assert set(one.inputs[name].split()) <= codes


# --- one by one ---


def test_no_rule_is_the_coordinators_queue() -> None:
    assert told(ABROAD) == [(named(0), Part.LEAD, "")]
    assert told(ABROAD, Rule("haster", when(urgency="AKUTT"), lead=EMBASSY)) == [(named(0), Part.LEAD, "")]


def test_the_embassy_that_covers_the_country_on_that_day() -> None:
    rule = Rule("utland", when(whereabouts="UTL"), lead=EMBASSY)
    assert told(ABROAD, rule) == [(named(3), Part.LEAD, "utland")]
    somalia = RoutedFacts(focus_country="SO", whereabouts=frozenset({"UTL"}))
    assert told(somalia, rule)[0][0] == named(4)
    assert told(somalia, rule, on=DAY + timedelta(days=1))[0][0] == named(5)


def test_where_nobody_covers_or_represents_it_is_the_coordinators() -> None:
    norway = RoutedFacts(focus_country="NO", whereabouts=frozenset({"UTL"}))
    rule = Rule("utland", when(whereabouts="UTL"), lead=EMBASSY, consult=(agency("BUFDIR"),))
    [one] = suggestions(norway, DAY, by(rule))
    assert (one.post_id, one.part, one.rule_key, one.missing) == (named(0), Part.LEAD, "utland", EMBASSY)
    tomorrow = suggestions(norway, DAY + timedelta(days=1), by(rule))
    assert [(one.post_id, one.missing) for one in tomorrow] == [(named(0), EMBASSY), (named(2), "")]


def test_the_first_who_leads_leads_and_a_later_one_is_asked() -> None:
    urgent = Rule("haster", when(urgency="ORD"), lead=COORDINATOR)
    abroad = Rule("utland", when(whereabouts="UTL"), lead=EMBASSY)
    assert told(ABROAD, urgent, abroad) == [
        (named(0), Part.LEAD, "haster"),
        (named(3), Part.CONSULTED, "utland"),
    ]
    assert told(ABROAD, abroad, urgent) == [
        (named(3), Part.LEAD, "utland"),
        (named(0), Part.CONSULTED, "haster"),
    ]


def test_after_a_rule_that_stops_nothing_is_asked() -> None:
    first = Rule("politi", when(urgency="ORD"), consult=(agency("POD"),), stops=True)
    assert told(ABROAD, first, Rule("alle", lead=COORDINATOR)) == [(named(1), Part.CONSULTED, "politi")]


def test_who_was_asked_keeps_the_case_and_others_may_be_asked() -> None:
    stays = Rule("blir", when(urgency="ORD"), lead=STAYS)
    assert told(ABROAD, stays) == [(None, Part.STAYS, "blir")]
    police = Rule("politi", consult=(agency("POD"),))
    expected = [(None, Part.STAYS, "blir"), (named(1), Part.CONSULTED, "politi")]
    assert told(ABROAD, stays, police) == told(ABROAD, police, stays) == expected


def test_a_post_that_was_asked_first_leads_when_a_later_rule_says_so() -> None:
    asked = Rule("spor", consult=(EMBASSY,))
    assert told(ABROAD, asked, Rule("utland", lead=EMBASSY)) == [(named(3), Part.LEAD, "utland")]


def test_of_several_persons_one_is_enough_and_all_that_met_it_are_told() -> None:
    rule = Rule("barn", when(age_groups="16-17 B 00-15"), lead=COORDINATOR)
    sisters = RoutedFacts(age_groups=frozenset({"16-17", "18-21", "B"}))
    [one] = suggestions(sisters, DAY, by(rule))
    assert one.inputs == {"age_groups": "16-17 B"}
    assert told(RoutedFacts(age_groups=frozenset({"18-21"})), rule)[0][2] == ""


def test_what_was_not_recorded_meets_no_condition() -> None:
    for name in ("urgency", "whereabouts", "focus_country"):
        rule = Rule("r", ((name, frozenset({"PK", "ORD", "UTL"})),), lead=EMBASSY)
        assert told(ABROAD, rule)[0][2] == "r"
        assert told(RoutedFacts(), rule)[0][2] == ""


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    rule = Rule("r", lead=EMBASSY, valid_from=DAY, valid_to=DAY + timedelta(days=2))
    holds = [told(ABROAD, rule, on=DAY + timedelta(days=days))[0][2] for days in range(-1, 4)]
    assert holds == ["", "r", "r", "r", ""]


def test_facts_of_a_case_with_its_first_inquiry_and_all_its_persons() -> None:
    facts = facts_of(
        CaseFacts(
            kind="SAK",
            concern="TVE_FR",
            circumstances=frozenset({"REISE", "SOSK"}),
            focus_country="PK",
            urgency="HASTER",
        ),
        InquiryFacts(asker="SELV", channel="TLF"),
        [PersonFacts(age_group="16-17", whereabouts="REI"), PersonFacts(age_group="B")],
    )
    assert facts == RoutedFacts(
        urgency="HASTER",
        kind="SAK",
        concern="TVE_FR",
        circumstances=frozenset({"REISE", "SOSK"}),
        focus_country="PK",
        whereabouts=frozenset({"REI"}),
        age_groups=frozenset({"16-17", "B"}),
        asker="SELV",
        channel="TLF",
    )
    assert "PK" not in repr(facts)
