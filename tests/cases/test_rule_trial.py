"""What trying rules on recent cases tells, and what it must not: nothing of a case that she may not see."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from audit.models import Entry
from audit.verbs import Verb
from cases.models import CaseGroupPermission
from cases.models.facts import CaseFacts, InquiryFacts
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, Rule
from cases.services import rule_sets
from cases.services.rule_trial import FLOOR, MOST_A_DAY, TriedTooOften, tried
from tests import factories
from tests.cases.routing.test_engine import when
from tests.cases.test_rule_sets import put
from tests.factories import Member

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 20, 10, tzinfo=UTC)
TODAY = date(2026, 6, 20)
ALL_STAY = Rule("blir", lead=STAYS)
TO_EMBASSY = Rule("land", when(focus_country="PK"), lead=EMBASSY, stops=True)


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _all_stay(_june: None, coordinator: Member) -> None:
    """The rules in force leave every case where it is."""
    put(coordinator, ALL_STAY)


def logged(by: Member, number: int, country: str = "PK", **changes: Any) -> list[Any]:
    facts = CaseFacts(kind="SAK", concern="TVE_FR", focus_country=country, urgency="ORD")
    return [factories.log_case(by, case=facts, **changes) for _case in range(number)]


def test_of_her_own_cases_all_is_told_with_links(coordinator: Member) -> None:
    cases = logged(coordinator, 2) + logged(coordinator, 1, "TR")
    trial = tried(standing=coordinator.standing, rules=[TO_EMBASSY, ALL_STAY], valid_from=TODAY)
    [move] = trial.moves
    assert (move.before.lead, move.after.lead) == ("", "Ambassaden i Islamabad")
    assert {case.pk for case in move.links} == {case.pk for case in cases[:2]}
    assert (trial.seen, move.others, trial.rest) == (2, 0, 0)
    listed = Entry.objects.filter(verb=Verb.CASES_LISTED, actor=coordinator.standing.account_id).latest(
        "number"
    )
    assert {str(case.pk) for case in cases[:2]} == set(listed.objects_named.split())


def test_the_same_rules_move_nothing(coordinator: Member) -> None:
    logged(coordinator, 2)
    trial = tried(standing=coordinator.standing, rules=[ALL_STAY], valid_from=TODAY)
    assert (trial.moves, trial.rest) == ((), 0)


@pytest.mark.parametrize(("number", "told"), [(1, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_others_are_told_of_in_whole_fives(
    coordinator: Member, adviser: Member, number: int, told: int
) -> None:
    logged(adviser, number)
    trial = tried(standing=coordinator.standing, rules=[TO_EMBASSY, ALL_STAY], valid_from=TODAY)
    assert [(move.seen, move.others) for move in trial.moves] == ([(0, told)] if told else [])
    assert trial.rest == 0


def test_one_more_that_she_may_not_see_changes_nothing(coordinator: Member, adviser: Member) -> None:
    """Beside a case of her own too: from the numbers nobody can tell that there is another."""
    logged(coordinator, 1)
    rules = [TO_EMBASSY, Rule("ellers", lead=COORDINATOR)]

    def told() -> tuple[Any, ...]:
        trial = tried(standing=coordinator.standing, rules=rules, valid_from=TODAY)
        return [(one.before, one.after, one.seen, one.others) for one in trial.moves], trial.rest  # type: ignore[return-value]

    before = told()
    logged(adviser, 1)
    logged(adviser, 1, "TR")
    assert told() == before


def test_small_groups_of_others_are_told_of_together(coordinator: Member, adviser: Member) -> None:
    logged(adviser, 3)
    logged(adviser, 3, "TR")
    trial = tried(
        standing=coordinator.standing,
        rules=[TO_EMBASSY, Rule("ellers", lead=COORDINATOR)],
        valid_from=TODAY,
    )
    assert (trial.moves, trial.rest) == ((), FLOOR)


def test_a_forged_grant_makes_no_case_hers(coordinator: Member, adviser: Member) -> None:
    [case] = logged(adviser, 1)
    given = CaseGroupPermission.objects.filter(content_object=case).first()
    assert given is not None
    given.pk, given.group_id = None, coordinator.held.group_id
    given.save(force_insert=True)
    trial = tried(standing=coordinator.standing, rules=[TO_EMBASSY, ALL_STAY], valid_from=TODAY)
    assert (trial.moves, trial.seen) == ((), 0)


def test_what_is_old_in_error_or_about_nobody_new_is_not_tried(coordinator: Member) -> None:
    logged(coordinator, 1, received_on=date(2026, 3, 21))
    logged(coordinator, 1, received_on=date(2026, 3, 22))
    error = InquiryFacts(scheme="KT", channel="TLF", asker="SELV", outcome="FEIL")
    logged(coordinator, 1, inquiry=error)
    trial = tried(standing=coordinator.standing, rules=[TO_EMBASSY, ALL_STAY], valid_from=TODAY)
    assert trial.since == date(2026, 3, 22)
    assert trial.seen == 1


def test_it_is_in_the_trail_and_limited(coordinator: Member) -> None:
    for _try in range(MOST_A_DAY):
        tried(standing=coordinator.standing, rules=[ALL_STAY], valid_from=TODAY)
    assert Entry.objects.filter(verb=Verb.RULES_TRIED).count() == MOST_A_DAY
    with pytest.raises(TriedTooOften):
        tried(standing=coordinator.standing, rules=[ALL_STAY], valid_from=TODAY)
    with time_machine.travel(NOW.replace(day=22), tick=True):
        tried(standing=coordinator.standing, rules=[ALL_STAY], valid_from=TODAY)


def test_rules_of_the_day_the_draft_begins_are_compared(coordinator: Member) -> None:
    """On that day other rules hold already, which leave everything where it is."""
    logged(coordinator, 1)
    put(coordinator, TO_EMBASSY, ALL_STAY, days=10)
    assert rule_sets.in_force(rule_sets.versions(), TODAY).rules == (ALL_STAY,)
    trial = tried(standing=coordinator.standing, rules=[TO_EMBASSY, ALL_STAY], valid_from=date(2026, 7, 1))
    assert trial.moves == ()
