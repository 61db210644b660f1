"""`manage.py chase`: whoever is awaited hears of it once a step, then whoever asked and the coordinator."""

from datetime import datetime, timedelta

import pytest
from django.core.management.base import CommandError

from advisory.models import Letter
from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from advisory.services.outbox import send_due
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from cases.models import Inquiry
from cases.services.keeping_out import keep_out
from tests import factories
from tests.cases.snapshots import at_once
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
from tests.security.tampering import key, update

NIGHT = TUESDAY + timedelta(hours=18)


def chased(moment: datetime) -> list[int]:
    """How often each open lane was chased, once the job has run at that moment and what waits was sent."""
    with at(moment):
        run("chase")
        list(send_due())
    return list(
        Inquiry.unscoped.exclude(next_post=None).order_by("created_at").values_list("chased", flat=True)
    )


def test_an_acute_case_is_chased_at_night_until_everybody_has_heard(
    adviser: Member, colleague: Member, elsewhere: Member, coordinator: Member
) -> None:
    with at(NIGHT):
        case = logged(adviser, "AKUTT")
    due = NIGHT + 30 * MINUTE
    assert chased(due - MINUTE) == [0]
    assert letters() == {}
    assert chased(due) == [1]
    everybody = written_to(adviser, colleague, coordinator)
    assert letters() == everybody
    # The next run finds nothing to say.
    assert chased(due + 5 * MINUTE) == [1]
    assert letters() == everybody
    assert chased(due + 30 * MINUTE) == [2]
    assert chased(due + 60 * MINUTE) == [3]
    assert chased(due + 240 * MINUTE) == [4]
    assert chased(due + timedelta(days=3)) == [4]
    assert entries(Verb.CASE_CHASED) == 4
    assert not verify().flaws
    with at(due + timedelta(days=3)):
        assert access.open_case(adviser.standing, case.pk).facts.urgency == "AKUTT"


def test_an_ordinary_case_waits_for_working_time_and_then_for_the_coordinator(
    adviser: Member, coordinator: Member
) -> None:
    friday = TUESDAY + timedelta(days=3, hours=7)
    with at(friday):
        logged(adviser)
    monday = friday + timedelta(days=3)
    assert chased(monday - MINUTE) == [0]
    assert chased(monday) == [1]
    assert letters() == written_to(adviser)
    assert chased(monday + timedelta(days=1)) == [2]
    assert coordinator.account is not None
    assert letters()[coordinator.account.pk] == 0
    assert chased(monday + timedelta(days=3)) == [3]
    assert letters()[coordinator.account.pk] == 1


def test_who_asked_hears_that_nobody_answers_after_those_who_were_asked(
    adviser: Member, embassy: Member, coordinator: Member
) -> None:
    assert embassy.post is not None
    assert embassy.account is not None
    with at(TUESDAY):
        case = logged(adviser, "HASTER")
        asked(case, adviser, embassy.post)
    # The adviser's own lane fell due two hours before. The embassy has four working hours from 11:00 on.
    assert chased(TUESDAY + timedelta(hours=4)) == [3, 1]
    before = letters()
    assert before[embassy.account.pk] == 1
    # Its day ends at 15:45, so an hour after three it is a quarter past eight: 05:15 in Oslo.
    quarter_past = TUESDAY + timedelta(hours=21, minutes=15)
    assert chased(quarter_past - MINUTE) == [3, 1]
    assert chased(quarter_past) == [3, 2]
    assert letters() - before == written_to(adviser, embassy)


def test_the_case_of_a_post_that_nobody_holds_is_the_coordinators_at_once(
    adviser: Member, coordinator: Member
) -> None:
    assert adviser.account is not None
    with at(TUESDAY):
        logged(adviser)
        deactivate_account(actor=factories.SUITE, account=adviser.account)
        Letter.objects.all().delete()
    assert chased(TUESDAY + timedelta(days=1)) == [1]
    assert letters() == written_to(coordinator)


def test_without_anybody_it_says_so_and_is_done_once_there_is_somebody(adviser: Member) -> None:
    assert adviser.account is not None
    with at(TUESDAY):
        logged(adviser)
        deactivate_account(actor=factories.SUITE, account=adviser.account)
    late = TUESDAY + timedelta(days=1)
    with pytest.raises(CommandError, match="appoint a coordinator"):
        chased(late)
    assert entries(Verb.CASE_CHASED) == 0
    with at(late):
        factories.member("coordinator", Role.COORDINATOR, factories.post("kt-koordinator"))
    assert chased(late + MINUTE) == [1]


def test_who_is_shut_out_of_the_case_hears_nothing_of_it(adviser: Member, colleague: Member) -> None:
    assert adviser.account is not None
    assert colleague.account is not None
    with at(TUESDAY):
        case = logged(adviser)
        opened = access.open_case(adviser.standing, case.pk)
        keep_out(standing=adviser.standing, case=opened, account_id=colleague.account.pk, reason="Søster.")
        Letter.objects.all().delete()
    assert chased(TUESDAY + timedelta(days=3)) == [2]
    assert letters()[colleague.account.pk] == 0
    assert letters()[adviser.account.pk] == 1


def test_her_deputy_hears_as_she_does(adviser: Member, elsewhere: Member) -> None:
    with at(TUESDAY):
        logged(adviser)
        factories.stands_in(elsewhere, adviser, days=7)
        Letter.objects.all().delete()
    assert chased(TUESDAY + timedelta(days=1)) == [1]
    assert letters() == written_to(adviser, elsewhere)


def test_an_altered_case_is_told_of_and_keeps_no_other_from_being_chased(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    with at(TUESDAY):
        broken, good = logged(adviser, "AKUTT"), logged(elsewhere, "AKUTT")
    update(Inquiry, key(broken.inquiries.get().pk), {"received_on": "2020-01-01"})
    with pytest.raises(CommandError, match="1 could not be done"):
        chased(TUESDAY + timedelta(hours=1))
    assert dict(Inquiry.unscoped.values_list("case_id", "chased")) == {broken.pk: 0, good.pk: 2}
    assert entries(Verb.SEAL_BROKEN) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_killed_at_any_statement_loses_no_step_and_doubles_none(
    adviser: Member, coordinator: Member
) -> None:
    with at(TUESDAY):
        logged(adviser, "AKUTT")

    def whole_or_not_at_all() -> None:
        done = Inquiry.unscoped.get().chased
        assert (done, sum(letters().values()), entries(Verb.CASE_CHASED)) in ((0, 0, 0), (1, 2, 1))

    def work() -> None:
        with at(TUESDAY + 31 * MINUTE):
            run("chase")

    assert killed_at_each_statement(work, whole_or_not_at_all) > 20
    assert letters() == written_to(adviser, coordinator)
    assert not verify().flaws


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_take_a_step_once(adviser: Member, coordinator: Member) -> None:
    with at(TUESDAY):
        logged(adviser, "AKUTT")
    with at(TUESDAY + 31 * MINUTE):
        assert not [one for one in at_once(*[lambda: run("chase")] * 4) if isinstance(one, Exception)]
    assert (letters(), entries(Verb.CASE_CHASED)) == (written_to(adviser, coordinator), 1)
