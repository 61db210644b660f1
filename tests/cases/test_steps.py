"""Saying how a case stands at one's own post: where the table of steps allows it, and on the page."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from cases import access
from cases.errors import ChangedMeanwhile
from cases.lane_errors import NoSuchStep, NotAnswered
from cases.models import Case, Inquiry, StatusChange
from cases.models.event import EventKind
from cases.models.inquiry import Answer
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.revisions import reseal
from cases.services.steps import SAID, may_say, take_step
from cases.status import NEXT, Status, may_follow
from tests import factories
from tests.cases.test_lanes import way_to
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def opened(who: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(who.standing, case.pk)
    assert who.post is not None
    return found, next(one for one in found.inquiries.all() if one.post_id == who.post.pk)


def say(who: Member, case: Case, status: Status) -> None:
    found, lane = opened(who, case)
    told: dict[str, Any] = {"standing": who.standing, "case": found, "revision": found.revision}
    if status == Status.CLOSED:
        close_inquiry(inquiry=lane, outcome="LOST", **told)
    elif status == Status.REOPENED:
        reopen_inquiry(inquiry=lane, **told)
    else:
        take_step(lane=lane, status=status, **told)


@pytest.mark.parametrize(("before", "after"), list(product(Status, sorted(SAID))))
def test_every_step_is_that_of_the_table(adviser: Member, case: Case, before: Status, after: Status) -> None:
    for status in way_to(before):
        say(adviser, case, status)
    _found, lane = opened(adviser, case)
    assert set(may_say(lane)) == SAID & NEXT[before]
    if may_follow(before, after):
        say(adviser, case, after)
    else:
        with pytest.raises(NoSuchStep):
            say(adviser, case, after)
        after = before
    _found, lane = opened(adviser, case)
    assert lane.status == after


def test_each_step_is_told_dated_and_in_the_trail(adviser: Member, case: Case) -> None:
    for status in (Status.TRIAGED, Status.ACTIVE, Status.WAITING, Status.ADVISED):
        say(adviser, case, status)
    found, lane = opened(adviser, case)
    said = ["VURD", "AKTIV", "VENT", "KT_RAD"]
    assert [one.status for one in StatusChange.objects.filter(inquiry=lane)] == said
    assert [(one.facts.kind, one.facts.status) for one in found.events.all()] == [
        (EventKind.STATUS, status) for status in said
    ]
    entries = Entry.objects.filter(chain=case.pk, verb="lane.stepped").order_by("number")
    assert [(one.fields, one.objects_named) for one in entries] == [("status", str(lane.pk))] * 4


def test_closing_and_opening_again_are_no_steps_of_these(adviser: Member, case: Case) -> None:
    for status in (Status.CLOSED, Status.REOPENED, Status.RECEIVED):
        found, lane = opened(adviser, case)
        with pytest.raises(NoSuchStep):
            take_step(
                standing=adviser.standing, case=found, lane=lane, revision=found.revision, status=status
            )


def test_whoever_was_asked_answers_first(adviser: Member, embassy: Member, case: Case) -> None:
    assert embassy.post is not None
    lane = factories.ask(case, embassy.post)
    Inquiry.unscoped.filter(pk=lane.pk).update(asked_by=adviser.post, answer=Answer.UNANSWERED)
    reseal(case.pk)
    _found, lane = opened(embassy, case)
    assert may_say(lane) == []
    with pytest.raises(NotAnswered):
        say(embassy, case, Status.ACTIVE)
    response = embassy.client.get(reverse("case_status", args=[case.pk]))
    assert response.url == reverse("case", args=[case.pk])


def test_what_somebody_else_changed_is_not_stepped_over(
    adviser: Member, colleague: Member, case: Case
) -> None:
    found, lane = opened(adviser, case)
    say(colleague, case, Status.ACTIVE)
    with pytest.raises(ChangedMeanwhile):
        take_step(
            standing=adviser.standing,
            case=found,
            lane=lane,
            revision=found.revision,
            status=Status.TRIAGED,
        )
    assert opened(adviser, case)[1].status == Status.ACTIVE


def test_the_case_is_closed_with_its_last_lane_and_open_with_any(
    adviser: Member, embassy: Member, case: Case
) -> None:
    assert embassy.post is not None
    factories.ask(case, embassy.post)
    say(embassy, case, Status.ADVISED)
    say(adviser, case, Status.CLOSED)
    assert Case.unscoped.get(pk=case.pk).closed_at is None
    say(embassy, case, Status.CLOSED)
    assert Case.unscoped.get(pk=case.pk).closed_at is not None
    say(adviser, case, Status.REOPENED)
    assert Case.unscoped.get(pk=case.pk).closed_at is None


def test_each_step_begins_the_turn_anew(adviser: Member, case: Case) -> None:
    due = [Inquiry.unscoped.get(case=case).next_due_at]
    for number, status in enumerate((Status.TRIAGED, Status.ACTIVE, Status.ADVISED), start=1):
        with time_machine.travel(timezone.now() + timedelta(days=7 * number), tick=True):
            say(adviser, case, status)
        due.append(Inquiry.unscoped.get(case=case).next_due_at)
    assert due == sorted(set(due))  # type: ignore[type-var]


# --- the page ---


def send(who: Member, case: Case, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(reverse("case_status", args=[case.pk]), answers)


def offered(page: str) -> list[str]:
    return re.findall(r'name="status"[^>]*value="(\w+)"', page)


def test_the_page_of_the_case_offers_what_can_be_said_now(adviser: Member, case: Case) -> None:
    address = reverse("case", args=[case.pk])
    assert offered(adviser.client.get(address).content.decode()) == ["VURD", "AKTIV", "VENT", "KT_RAD"]
    response = send(adviser, case, status="VENT", revision=case.revision)
    assert response.url == address
    assert [str(one) for one in get_messages(response.wsgi_request)] == [
        "It is written down how the case stands at your post."
    ]
    page = adviser.client.get(address).content.decode()
    assert offered(page) == ["AKTIV", "KT_RAD"]
    say(adviser, case, Status.CLOSED)
    assert offered(adviser.client.get(address).content.decode()) == []


@pytest.mark.parametrize("status", [None, "", "AVSL", "GJEN", "MOTT", "SENDT", "VURD\x00"])
def test_what_cannot_be_said_comes_back_with_the_reason(
    adviser: Member, case: Case, status: str | None
) -> None:
    answers = {} if status is None else {"status": status}
    response = send(adviser, case, revision=5, **answers)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="id_status_error"' in page
    assert 'href="#id_status_0"' in page
    assert 'name="revision" value="5"' in page
    assert opened(adviser, case)[1].status == Status.RECEIVED


def test_a_case_changed_meanwhile_is_told_of(adviser: Member, colleague: Member, case: Case) -> None:
    say(colleague, case, Status.TRIAGED)
    response = send(adviser, case, status="AKTIV", revision=case.revision)
    assert [str(one) for one in get_messages(response.wsgi_request)] == [
        "Somebody else has changed this case since you opened it."
    ]
    assert opened(adviser, case)[1].status == Status.TRIAGED


def test_of_a_closed_case_nothing_is_asked(adviser: Member, case: Case) -> None:
    say(adviser, case, Status.CLOSED)
    response = send(adviser, case, status="AKTIV", revision=2)
    assert response.url == reverse("case", args=[case.pk])
    assert opened(adviser, case)[1].status == Status.CLOSED
