"""Tasks: what a post has promised itself by a day is what its lane waits for, until it is over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.services.accounts import deactivate_account
from audit.models import Entry
from audit.verify import verify
from cases import access
from cases.errors import NoReasonGiven
from cases.gate import Identifies
from cases.lane_errors import NoSuchTask, NothingWritten, NotOpen, TasksOpen, TaskTooEarly, TaskTooLate
from cases.models import Case, Event, Inquiry
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry
from cases.services.passing_on import pass_on_post
from cases.services.steps import take_step
from cases.services.tasks import end_task, open_tasks, plan_task
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.waiting import TUESDAY, at, letters, logged, run, written_to
from tests.factories import Member

pytestmark = pytest.mark.django_db
FRIDAY = date(2030, 9, 6)
# A quarter to four in Oslo.
FRIDAY_ENDS = datetime(2030, 9, 6, 13, 45, tzinfo=UTC)


@pytest.fixture
def case(adviser: Member) -> Case:
    with at(TUESDAY):
        return logged(adviser)


def opened(who: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(who.standing, case.pk)
    return found, lane_at(found, who.post)


def planned(who: Member, case: Case, day: date = FRIDAY, text: str = "Ring helsesykepleier.") -> Event:
    found, lane = opened(who, case)
    return plan_task(standing=who.standing, case=found, lane=lane, text=text, day=day)


def ended(who: Member, case: Case, task: Event, *, given_up: bool = False, reason: str = "") -> None:
    found, lane = opened(who, case)
    end_task(standing=who.standing, case=found, lane=lane, task=task.pk, given_up=given_up, reason=reason)


def due(case: Case) -> datetime | None:
    return Inquiry.unscoped.get(case=case).next_due_at


def test_a_lane_waits_for_it_and_goes_on_when_it_is_done(adviser: Member, case: Case) -> None:
    with at(TUESDAY):
        found, lane = opened(adviser, case)
        take_step(
            standing=adviser.standing,
            case=found,
            lane=lane,
            revision=found.revision,
            status=Status.WAITING,
        )
        before = due(case)
        assert before is not None
        assert before > FRIDAY_ENDS
        task = planned(adviser, case)
        assert due(case) == FRIDAY_ENDS
        factories.signed_in_anew(adviser)
        adviser.client.cookies["language"] = "en"
        assert "Do what was planned" in adviser.client.get("/oppgaver/").content.decode()
        ended(adviser, case, task)
        assert due(case) == before
        with pytest.raises(NoSuchTask):
            ended(adviser, case, task)
    verbs = list(Entry.objects.filter(verb__startswith="task.").order_by("at").values_list("verb", flat=True))
    assert verbs == ["task.planned", "task.done"]
    assert not verify().flaws


def test_one_that_is_due_after_the_work_does_not_put_it_off(adviser: Member, case: Case) -> None:
    with at(TUESDAY):
        before = due(case)
        planned(adviser, case, date(2031, 2, 3))
        # She has looked at it by planning: the work is due a day later than the look was.
        assert before is not None
        assert due(case) is not None
        assert due(case) < datetime(2030, 10, 1, tzinfo=UTC)  # type: ignore[operator]


def test_it_is_given_up_for_a_reason_that_its_post_alone_reads(
    adviser: Member, embassy: Member, case: Case
) -> None:
    with at(TUESDAY):
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
        task = planned(adviser, case)
        with pytest.raises(NoReasonGiven):
            ended(adviser, case, task, given_up=True)
        ended(adviser, case, task, given_up=True, reason="Hun kom selv.")
        for who, seen in ((adviser, True), (embassy, False)):
            factories.signed_in_anew(who)
            who.client.cookies["language"] = "en"
            page = who.client.get(f"/saker/{case.pk}/forlop/").content.decode()
            for words in ("Ring helsesykepleier.", "Task given up", "Task, planned for 06.09.2030"):
                assert (words in page) is seen
    assert Entry.objects.filter(verb="task.given_up").count() == 1


def test_whoever_is_late_is_chased_as_for_anything_else(adviser: Member, case: Case) -> None:
    with at(TUESDAY):
        found, lane = opened(adviser, case)
        take_step(
            standing=adviser.standing,
            case=found,
            lane=lane,
            revision=found.revision,
            status=Status.WAITING,
        )
        planned(adviser, case)
    with at(FRIDAY_ENDS - timedelta(minutes=1)):
        run("chase")
    assert letters() == {}
    with at(FRIDAY_ENDS):
        run("chase")
    assert letters() == written_to(adviser)


def test_no_case_ends_while_something_is_planned(adviser: Member, case: Case) -> None:
    with at(TUESDAY):
        task = planned(adviser, case)
        found, lane = opened(adviser, case)
        said = {"standing": adviser.standing, "outcome": "LOST"}
        with pytest.raises(TasksOpen):
            close_inquiry(case=found, inquiry=lane, revision=found.revision, **said)  # type: ignore[arg-type]
        factories.signed_in_anew(adviser)
        adviser.client.cookies["language"] = "en"
        page = adviser.client.get(f"/saker/{case.pk}/avslutt/").content.decode()
        assert f'href="/saker/{case.pk}/oppgave/slutt/"' in page
        ended(adviser, case, task)
        found, lane = opened(adviser, case)
        close_inquiry(case=found, inquiry=lane, revision=found.revision, **said)  # type: ignore[arg-type]
        with pytest.raises(NotOpen):
            planned(adviser, case)


def test_it_passes_on_with_the_lane(
    adviser: Member, elsewhere: Member, coordinator: Member, case: Case
) -> None:
    """What a post left behind is what the next one has to do, and it can say that it is done."""
    with at(TUESDAY):
        task = planned(adviser, case)
        assert adviser.account is not None
        deactivate_account(actor=factories.SUITE, account=adviser.account)
        pass_on_post(
            standing=coordinator.standing,
            from_post=adviser.post,  # type: ignore[arg-type]
            to_post=elsewhere.post,  # type: ignore[arg-type]
            reason="Sluttet.",
        )
        assert [one.text for one in open_tasks(*opened(elsewhere, case))] == ["Ring helsesykepleier."]
        found, lane = opened(elsewhere, case)
        with pytest.raises(TasksOpen):
            close_inquiry(
                standing=elsewhere.standing,
                case=found,
                inquiry=lane,
                revision=found.revision,
                outcome="LOST",
            )
        ended(elsewhere, case, task)
        assert open_tasks(*opened(elsewhere, case)) == []


def test_what_is_refused(adviser: Member, case: Case) -> None:
    with at(TUESDAY):
        planned(adviser, case, TUESDAY.date())
        with pytest.raises(TaskTooEarly):
            planned(adviser, case, TUESDAY.date() - timedelta(days=1))
        planned(adviser, case, TUESDAY.date() + timedelta(days=365))
        with pytest.raises(TaskTooLate):
            planned(adviser, case, TUESDAY.date() + timedelta(days=366))
        with pytest.raises(NothingWritten):
            planned(adviser, case, text="  ")
        with pytest.raises(Identifies):
            planned(adviser, case, text="Ring 22 22 55 55.")


def test_by_the_pages(adviser: Member, case: Case) -> None:
    """The day it was missed is said, what was typed stays, and the course has both."""
    with at(TUESDAY):
        factories.signed_in_anew(adviser)
        adviser.client.cookies["language"] = "en"
        address = f"/saker/{case.pk}/oppgave/"
        assert adviser.client.get(f"{address}slutt/").headers["Location"] == f"/saker/{case.pk}/"
        refused = adviser.client.post(address, {"text": "Ring skolen.", "day": "02.09.2030"}).content.decode()
        assert "Choose a day that is not over." in refused
        assert "Ring skolen." in refused
        assert adviser.client.post(address, {"text": "Ring skolen.", "day": "06.09.2030"}).status_code == 302
        page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
        assert "Ring skolen.<br>By 06.09.2030" in page
        (task,) = open_tasks(*opened(adviser, case))
        form = adviser.client.get(f"{address}slutt/").content.decode()
        assert f'value="{task.pk}"' in form
        assert "checked" in form
        said = {"task": task.pk, "how": "given_up", "reason": ""}
        assert "Write why." in adviser.client.post(f"{address}slutt/", said).content.decode()
        said["reason"] = "Hun kom selv."
        assert adviser.client.post(f"{address}slutt/", said).status_code == 302
        page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
        assert "Nothing is planned." in page
    with at(TUESDAY + timedelta(days=1)):
        planned(adviser, case)
    with at(FRIDAY_ENDS + timedelta(hours=1)):
        factories.signed_in_anew(adviser)
        page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
        assert "By 06.09.2030 · " in page
        assert "Overdue" in page


def test_the_page_of_the_case_costs_the_same_however_much_is_planned(adviser: Member) -> None:
    case, costs = factories.log_case(adviser), []
    adviser.client.get(f"/saker/{case.pk}/")
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            adviser.client.get(f"/saker/{case.pk}/")
        costs.append(len(asked))
        for days in range(1, 6):
            planned(adviser, case, timezone.localdate() + timedelta(days=days))
    assert costs[0] == costs[1]
