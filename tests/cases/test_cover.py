"""Who works on each open lane and who stands in for her: never nobody, and never who is not there."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.roles import Role
from advisory.services.memberships import end_membership
from cases import access
from cases.models import Case, Inquiry
from cases.services.answers import accept
from cases.services.claims import claim
from cases.services.cover import By, Cover, Uncovered, cover_of, uncovered
from cases.services.inquiries import close_inquiry
from cases.services.keeping_out import keep_out_by_id
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.typing_in import only_lane
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member, coordinator: Member, administrator: Member) -> Case:
    """At a school that one adviser holds; a coordinator is there, and an administrator."""
    return factories.log_case(adviser)


def covered(case: Case, at: Member) -> Cover:
    lanes = list(Inquiry.unscoped.filter(case=case))
    assert at.post is not None
    mine = next(lane for lane in lanes if lane.post_id == at.post.pk)
    return cover_of(lanes, timezone.now())[mine.pk]


def names(found: Cover) -> tuple[list[str], By, list[str], By]:
    owners, deputies = ([one.name for one in people] for people in (found.owners, found.deputies))
    return owners, found.owned_by, deputies, found.deputised_by


def taken(who: Member, case: Case, *, at: Member | None = None) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, (at or who).post)
    claim(standing=who.standing, case=opened, lane=lane, revision=opened.revision)


def leaves(who: Member) -> None:
    assert who.account is not None
    end_membership(actor=factories.SUITE, membership=who.account.memberships.get())


def test_whoever_holds_the_post_alone_has_the_coordinator_behind_her(adviser: Member, case: Case) -> None:
    assert names(covered(case, adviser)) == (["Adviser"], By.POST, ["Coordinator"], By.COORDINATOR)


def test_who_has_taken_it_owns_it_and_her_colleague_stands_in(
    adviser: Member, colleague: Member, case: Case
) -> None:
    both = ["Adviser", "Colleague"]
    assert names(covered(case, adviser)) == (both, By.POST, both, By.COLLEAGUE)
    taken(colleague, case)
    assert names(covered(case, adviser)) == (["Colleague"], By.TAKEN, ["Adviser"], By.COLLEAGUE)
    leaves(colleague)
    assert names(covered(case, adviser)) == (["Adviser"], By.POST, ["Coordinator"], By.COORDINATOR)


def test_a_deputy_that_was_named_comes_before_colleagues_until_her_time_is_over(
    adviser: Member, colleague: Member, elsewhere: Member, case: Case
) -> None:
    taken(adviser, case)
    factories.stands_in(elsewhere, adviser)
    assert names(covered(case, adviser)) == (["Adviser"], By.TAKEN, ["Elsewhere"], By.NAMED)
    taken(elsewhere, case, at=adviser)
    # Whoever is away stands in for nobody.
    assert names(covered(case, adviser)) == (["Elsewhere"], By.TAKEN, ["Colleague"], By.COLLEAGUE)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        both = ["Adviser", "Colleague"]
        assert names(covered(case, adviser)) == (both, By.POST, both, By.COLLEAGUE)


def test_what_nobody_holds_is_the_coordinators_and_deputies_stand_in(
    adviser: Member, elsewhere: Member, case: Case
) -> None:
    factories.stands_in(elsewhere, adviser)
    leaves(adviser)
    assert names(covered(case, adviser)) == (["Coordinator"], By.COORDINATOR, ["Elsewhere"], By.NAMED)
    assert covered(case, adviser).is_whole
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        found = covered(case, adviser)
        assert names(found) == (["Coordinator"], By.COORDINATOR, ["Administrator"], By.ADMINISTRATOR)
        assert not found.is_whole


def test_who_is_shut_out_of_the_case_neither_works_on_it_nor_stands_in(
    adviser: Member, colleague: Member, coordinator: Member, case: Case
) -> None:
    other = factories.log_case(adviser)
    taken(colleague, case)
    assert colleague.account is not None
    keep_out_by_id(
        standing=coordinator.standing, case_id=case.pk, account_id=colleague.account.pk, reason="Nabo."
    )
    assert names(covered(case, adviser)) == (["Adviser"], By.POST, ["Coordinator"], By.COORDINATOR)
    assert names(covered(other, adviser))[0] == ["Adviser", "Colleague"]


def test_each_lane_has_its_own_and_a_closed_one_none(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    assert names(covered(case, embassy))[0] == ["Embassy"]
    answered(embassy, case, accept)
    taken(embassy, case)
    assert names(covered(case, embassy))[:2] == (["Embassy"], By.TAKEN)
    assert names(covered(case, adviser))[0] == ["Adviser"]
    opened = access.case_to_change(adviser.standing, case.pk)
    lane = lane_at(opened, adviser.post)
    close_inquiry(
        standing=adviser.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="LOST"
    )
    lanes = list(Inquiry.unscoped.filter(case=case))
    assert set(cover_of(lanes, timezone.now())) == {one.pk for one in lanes if one.pk != lane.pk}


def test_it_costs_the_same_however_many_lanes(adviser: Member, colleague: Member, case: Case) -> None:
    asked = []
    for _ in range(2):
        lanes = list(Inquiry.unscoped.all())
        with CaptureQueriesContext(connection) as found:
            cover_of(lanes, timezone.now())
        asked.append(len(found))
        for _more in range(5):
            factories.log_case(adviser)
    assert asked == [2, 2]


def test_what_has_nobody_who_works_on_cases_is_found(
    adviser: Member, colleague: Member, coordinator: Member, case: Case
) -> None:
    own = factories.log_case(coordinator)
    alone = Uncovered(own.pk, only_lane(own).pk)
    assert list(uncovered(timezone.now())) == [alone]
    factories.member("second", Role.COORDINATOR, factories.post("kt-koordinator"))
    assert list(uncovered(timezone.now())) == []
    for who in (adviser, colleague):
        leaves(who)
    with CaptureQueriesContext(connection) as found:
        assert list(uncovered(timezone.now())) == []
    assert len(found) == 4
