"""Which representative the coordinator is told to think of: by rules, else by field, and by their load."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from advisory.roles import Role
from cases import access, codebook
from cases.models import Case, Inquiry
from cases.services.representatives import FIELDS, Advised, advised, weighed
from cases.services.suggested import suggested
from tests import factories
from tests.cases.test_hand_over import lane_at
from tests.factories import Member

pytestmark = pytest.mark.django_db


def at(key: str) -> Member:
    return factories.member(key, Role.REPRESENTATIVE, factories.post(key))


def of(case: Case, who: Member) -> Advised | None:
    opened = access.case_to_change(who.standing, case.pk)
    own = lane_at(opened, who.post)
    by_rules = suggested(opened, own, actor=who.standing.actor)
    with translation.override("en"):
        return advised(opened, own, by_rules, timezone.now())


def about(by: Member, concern: str, urgency: str = "ORD") -> Case:
    return factories.log_case(by, case=factories.case_facts(concern=concern, urgency=urgency))


def given(case: Case, who: Member, *, due_in: timedelta = timedelta(weeks=9)) -> None:
    """An open part at her post that is due in so long."""
    assert who.post is not None
    lane = factories.ask(case, who.post)
    Inquiry.unscoped.filter(pk=lane.pk).update(next_due_at=timezone.now() + due_in)


def test_the_agency_that_the_rules_name_comes_first(coordinator: Member, representative: Member) -> None:
    at("kt-udi")
    found = of(about(coordinator, "VOT"), coordinator)
    assert found is not None
    assert found.post == representative.post
    assert found.why == "The rules name its agency for this case."


def test_without_a_rule_the_agency_whose_field_it_is(coordinator: Member, representative: Member) -> None:
    bufdir = at("kt-bufdir")
    found = of(about(coordinator, "NSK"), coordinator)
    assert found is not None
    assert found.post == bufdir.post
    assert "“Negative social control” is in its field" in found.why


def test_of_several_the_one_with_the_least_in_hand_and_what_is_due_soon_weighs_more(
    coordinator: Member, adviser: Member
) -> None:
    imdi, bufdir = at("kt-imdi"), at("kt-bufdir")
    case = about(coordinator, "NSK")
    for _ in range(3):
        given(factories.log_case(adviser), bufdir)
    found = of(case, coordinator)
    assert found is not None
    assert found.post == imdi.post
    assert "it has the least in hand" in found.why
    # One that is due today is as much as four that are not.
    given(factories.log_case(adviser), imdi, due_in=timedelta(hours=3))
    found = of(case, coordinator)
    assert found is not None
    assert found.post == bufdir.post


def test_what_is_closed_weighs_nothing_and_the_nearer_the_more(
    adviser: Member, representative: Member
) -> None:
    assert representative.post is not None
    post, now = representative.post.pk, timezone.now()
    assert weighed({post}, now) == {}
    for due_in, weight in ((timedelta(weeks=9), 1), (timedelta(days=6), 3), (timedelta(hours=-5), 7)):
        given(factories.log_case(adviser), representative, due_in=due_in)
        assert weighed({post}, now) == {post: weight}


def test_nobody_is_named_where_nobody_is_there_or_it_is_nobodys_field(
    coordinator: Member, representative: Member
) -> None:
    assert of(about(coordinator, "NSK"), coordinator) is None
    assert of(about(coordinator, "ANN"), coordinator) is None
    case = about(coordinator, "VOT")
    assert representative.post is not None
    factories.ask(case, representative.post)
    assert of(case, coordinator) is None


def test_only_the_coordinator_is_told(adviser: Member, coordinator: Member, representative: Member) -> None:
    case = about(adviser, "VOT")
    coordinators = about(coordinator, "VOT")
    for who in (adviser, coordinator):
        who.client.cookies["language"] = "en"
    title = "A representative to think of"
    page = coordinator.client.get(f"/saker/{coordinators.pk}/send/").content.decode()
    assert title in page
    assert "You decide." in page
    assert title not in adviser.client.get(f"/saker/{case.pk}/send/").content.decode()


def test_it_costs_two_queries(coordinator: Member, representative: Member) -> None:
    case = access.case_to_change(coordinator.standing, about(coordinator, "VOT").pk)
    own = lane_at(case, coordinator.post)
    assert own.post
    assert list(case.inquiries.all())
    with CaptureQueriesContext(connection) as found:
        assert advised(case, own, [], timezone.now())
    assert len(found) == 2


def test_the_table_names_concerns_and_agencies_that_there_are(reference: None) -> None:
    assert set(FIELDS) < set(codebook.entries("hovedbekymring"))
    assert {code for codes in FIELDS.values() for code in codes} == set(codebook.entries("etat"))
