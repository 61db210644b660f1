"""What a post was given for a time is over: the door refuses at once, and the job says so to both sides."""

from datetime import timedelta

import pytest

from advisory.services.reminders import ENDED
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from cases.errors import NotDue, NotYours
from cases.models import Case, CaseGroupPermission, Inquiry
from cases.models.event import Event
from cases.models.inquiry import Answer, Part
from cases.services.access_ends import expire_access, over
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry
from cases.services.taking_back import extend
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.waiting import (
    MINUTE,
    TUESDAY,
    asked,
    at,
    entries,
    killed_at_each_statement,
    letters,
    logged,
    run,
    written_to,
)
from tests.factories import Member

UNTIL = TUESDAY + timedelta(days=2)


@pytest.fixture
def shared(adviser: Member, embassy: Member) -> Case:
    """A case of the adviser's that the embassy was asked about for two days."""
    assert embassy.post is not None
    with at(TUESDAY):
        case = logged(adviser)
        asked(case, adviser, embassy.post, days=2)
        access.open_case(embassy.standing, case.pk)
    return case


def lane_of(case: Case) -> Inquiry:
    """Of the post that was asked last."""
    return Inquiry.unscoped.filter(case=case, asked_by__isnull=False).latest("created_at")


def opened(by: Member, case: Case) -> tuple[Case, Inquiry]:
    """The case to be changed by her, and her post's newest lane."""
    found = access.case_to_change(by.standing, case.pk)
    assert by.post is not None
    return found, [one for one in found.inquiries.all() if one.post_id == by.post.pk][-1]


def accepted(by: Member, case: Case) -> None:
    found = access.open_case(by.standing, case.pk)
    lane = next(one for one in found.inquiries.all() if one.pk == lane_of(case).pk)
    accept(standing=by.standing, case=found, lane=lane, revision=found.revision)


def closed(by: Member, case: Case) -> None:
    found, lane = opened(by, case)
    close_inquiry(standing=by.standing, case=found, inquiry=lane, revision=found.revision, outcome="LOST")


def test_the_door_refuses_at_the_moment_and_the_job_writes_it_down(
    shared: Case, adviser: Member, embassy: Member
) -> None:
    assert embassy.post is not None
    with at(UNTIL - MINUTE):
        access.open_case(embassy.standing, shared.pk)
        run("chase")
        assert lane_of(shared).answer == Answer.UNANSWERED
    with at(UNTIL):
        with pytest.raises(NotYours):
            access.open_case(embassy.standing, shared.pk)
        assert "1 ended" in run("chase")
        assert "0 ended" in run("chase")
        with pytest.raises(NotYours):
            access.open_case(embassy.standing, shared.pk)
        case = access.open_case(adviser.standing, shared.pk)
    lane = lane_of(shared)
    assert (lane.answer, lane.status, lane.next_post_id) == (Answer.EXPIRED, Status.CLOSED, None)
    assert not CaseGroupPermission.objects.filter(content_object=shared, group=embassy.post.group_id).exists()
    assert [one.facts.kind for one in case.events.all()] == ["SENDT", "UTLOPT"]
    assert case.closed_at is None
    assert letters(ENDED) == written_to(adviser, embassy)
    assert entries(Verb.ACCESS_ENDED) == 1
    assert not verify().flaws


def test_what_a_post_has_by_another_part_it_keeps(adviser: Member, coordinator: Member) -> None:
    """It began there, was taken over, and its first post was asked for advice afterwards."""
    assert adviser.post is not None
    assert coordinator.post is not None
    with at(TUESDAY):
        case = logged(adviser)
        asked(case, adviser, coordinator.post, how=How.TAKE_OVER)
        accepted(coordinator, case)
        closed(adviser, case)
    with at(TUESDAY + MINUTE):
        asked(case, coordinator, adviser.post, days=2)
    with at(UNTIL + MINUTE):
        assert "1 ended" in run("chase")
        assert access.open_case(adviser.standing, case.pk).pk == case.pk
    assert lane_of(case).answer == Answer.EXPIRED


def test_who_is_left_with_the_case_keeps_it_past_the_time(
    shared: Case, adviser: Member, embassy: Member
) -> None:
    """The post that led closed its part: whoever leads now has a right without end."""
    with at(TUESDAY):
        accepted(embassy, shared)
        closed(adviser, shared)
    for later in (UNTIL, UNTIL + timedelta(days=30)):
        with at(later):
            assert "0 ended" in run("chase")
            assert access.case_to_change(embassy.standing, shared.pk).pk == shared.pk
    assert Inquiry.unscoped.get(next_post__isnull=False).part == Part.LEAD


def test_what_is_left_after_a_part_has_closed_ends_quietly_for_the_case(
    shared: Case, adviser: Member, embassy: Member
) -> None:
    with at(TUESDAY):
        accepted(embassy, shared)
        closed(embassy, shared)
    with at(UNTIL):
        assert "1 ended" in run("chase")
        with pytest.raises(NotYours):
            access.open_case(embassy.standing, shared.pk)
    assert (lane_of(shared).answer, lane_of(shared).status) == (Answer.EXPIRED, Status.CLOSED)
    assert not verify().flaws


def test_one_that_was_extended_meanwhile_goes_on(shared: Case, adviser: Member, embassy: Member) -> None:
    with at(UNTIL):
        (found,) = over(UNTIL)
        case = access.case_to_change(adviser.standing, shared.pk)
        lane = next(one for one in case.inquiries.all() if one.asked_by_id is not None)
        extend(standing=adviser.standing, case=case, lane=lane, revision=case.revision, days=1, why="Venter.")
        with pytest.raises(NotDue):
            expire_access(actor=factories.SUITE, one=found, now=UNTIL)
        assert "0 ended" in run("chase")
        access.open_case(embassy.standing, shared.pk)
    with at(UNTIL + timedelta(days=1)):
        assert "1 ended" in run("chase")


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_statement_it_has_ended_wholly_or_not_at_all(shared: Case) -> None:

    def look() -> None:
        ended = lane_of(shared).answer == Answer.EXPIRED
        grants = CaseGroupPermission.objects.filter(content_object=shared).count()
        said = (ended, grants, Event.unscoped.count(), letters(ENDED).total(), entries(Verb.ACCESS_ENDED))
        assert said in ((False, 3, 1, 0, 0), (True, 2, 2, 2, 1))

    def work() -> None:
        with at(UNTIL):
            run("chase")

    assert killed_at_each_statement(work, look) > 30
    assert lane_of(shared).answer == Answer.EXPIRED
