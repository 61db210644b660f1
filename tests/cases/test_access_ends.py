"""What a post was given for a time is over: the door refuses at once, and the job says so to both sides."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from advisory.models import Letter
from audit import record
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from cases.errors import NotDue, NotYours
from cases.models import Case, CaseGroupPermission, Inquiry
from cases.models.event import Event
from cases.models.inquiry import Answer
from cases.services.access_ends import expire_access, over
from cases.services.inquiries import close_inquiry
from cases.services.rulings import grants_anew
from cases.services.unattended import changing_unattended
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
        asked(case, adviser, embassy.post, until=UNTIL)
        access.open_case(embassy.standing, case.pk)
    return case


def lane_of(case: Case) -> Inquiry:
    return Inquiry.unscoped.get(case=case, asked_by__isnull=False)


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
        Letter.objects.all().delete()
        assert "1 ended" in run("chase")
        assert "0 ended" in run("chase")
        with pytest.raises(NotYours):
            access.open_case(embassy.standing, shared.pk)
        opened = access.open_case(adviser.standing, shared.pk)
    lane = lane_of(shared)
    assert (lane.answer, lane.status, lane.next_post_id) == (Answer.EXPIRED, Status.CLOSED, None)
    assert not CaseGroupPermission.objects.filter(content_object=shared, group=embassy.post.group_id).exists()
    assert [one.facts.kind for one in opened.events.all()] == ["SENDT", "UTLOPT"]
    assert opened.closed_at is None
    assert letters() == written_to(adviser, embassy)
    assert entries(Verb.ACCESS_ENDED) == 1
    assert not verify().flaws


def test_another_part_of_the_same_post_keeps_its_right(
    shared: Case, adviser: Member, embassy: Member
) -> None:
    assert embassy.post is not None
    with at(TUESDAY), transaction.atomic():
        with changing_unattended(shared.pk) as found:
            lane = next(one for one in found.inquiries if one.asked_by_id is None)
            lane.post_id = embassy.post.pk
            lane.save(update_fields=["post_id"])
        record.write(Verb.CASE_CHANGED, actor=factories.SUITE, chain=shared.pk, revision=found.case.revision)
    with at(UNTIL):
        assert "1 ended" in run("chase")
    assert CaseGroupPermission.objects.filter(content_object=shared, group=embassy.post.group_id).exists()


def test_the_case_closes_with_its_last_part(shared: Case, adviser: Member) -> None:
    with at(TUESDAY):
        opened = access.case_to_change(adviser.standing, shared.pk)
        own = next(one for one in opened.inquiries.all() if one.asked_by_id is None)
        close_inquiry(
            standing=adviser.standing, case=opened, inquiry=own, revision=opened.revision, outcome="LOST"
        )
    assert Case.unscoped.get(pk=shared.pk).closed_at is None
    with at(UNTIL):
        run("chase")
    assert Case.unscoped.get(pk=shared.pk).closed_at == UNTIL


def test_one_that_was_extended_meanwhile_goes_on(shared: Case, embassy: Member) -> None:
    with at(UNTIL):
        (found,) = over(UNTIL)
        extended(shared, UNTIL + timedelta(days=1))
        with pytest.raises(NotDue):
            expire_access(actor=factories.SUITE, one=found, now=UNTIL)
        assert "0 ended" in run("chase")
        access.open_case(embassy.standing, shared.pk)
    with at(UNTIL + timedelta(days=1)):
        assert "1 ended" in run("chase")


def extended(case: Case, until: datetime) -> None:
    with transaction.atomic():
        with changing_unattended(case.pk) as found:
            lane = next(one for one in found.inquiries if one.asked_by_id is not None)
            lane.access_until = until
            lane.save(update_fields=["access_until"])
            CaseGroupPermission.objects.filter(ends_at__isnull=False).update(ends_at=until)
            grants_anew(found.case)
        changed(found.case)


def changed(case: Case) -> None:
    """In the trail, as each change of a case."""
    record.write(Verb.CASE_CHANGED, actor=factories.SUITE, chain=case.pk, revision=case.revision)


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_statement_it_has_ended_wholly_or_not_at_all(shared: Case) -> None:
    Letter.objects.all().delete()

    def look() -> None:
        ended = lane_of(shared).answer == Answer.EXPIRED
        grants = CaseGroupPermission.objects.filter(content_object=shared).count()
        said = (ended, grants, Event.unscoped.count(), Letter.objects.count(), entries(Verb.ACCESS_ENDED))
        assert said in ((False, 4, 1, 0, 0), (True, 2, 2, 2, 1))

    def work() -> None:
        with at(UNTIL):
            run("chase")

    assert killed_at_each_statement(work, look) > 30
    assert lane_of(shared).answer == Answer.EXPIRED
