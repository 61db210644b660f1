"""What an asked post has answered stands where whoever asked looks first, until her post does something."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.models import Case
from cases.models.event import SeenBy
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.messages import advise, note, put_question, reply
from cases.services.steps import take_step
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.test_messages import said
from tests.factories import Member

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
TOLD = "Ambassaden i Islamabad has answered"
YES, ADVICE, CLOSED = "Has said yes", "Has given advice.", "Has closed its part of the case."
ON_FIRST, ON_QUEUES = "/", "/oppgaver/"


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(adviser: Member, embassy: Member) -> Case:
    return asked(adviser, embassy)


def asked(adviser: Member, embassy: Member, **more: Any) -> Case:
    """The adviser's, about which the embassy was asked for advice."""
    made = factories.log_case(adviser, **more)
    sent(adviser, made, embassy.post, How.ADVISE)
    return made


def advised(embassy: Member, case: Case, seen_by: SeenBy = SeenBy.LANE) -> Any:
    return said(embassy, case, advise, seen_by=seen_by, text="Reis ikke.")


def read(who: Member, address: str) -> str:
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def top(who: Member, case: Case) -> str:
    """What stands on her page of the case above what was told."""
    page = read(who, f"/saker/{case.pk}/")
    return page.partition('id="answered-1"')[2].partition("</section>")[0]


def listed(who: Member, address: str) -> str:
    return read(who, address).partition('id="answers"')[2].partition("</section>")[0]


def closed(who: Member, case: Case) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, who.post)
    close_inquiry(standing=who.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="RAD")


def test_an_answer_stands_on_the_case_the_first_page_and_the_queues(
    adviser: Member, colleague: Member, embassy: Member, case: Case
) -> None:
    """To each who holds the post that asked, and to nobody else; each step of it as it comes."""
    assert top(adviser, case) == listed(adviser, ON_FIRST) == listed(adviser, ON_QUEUES) == ""
    answered(embassy, case, accept)
    for who in (adviser, colleague):
        places = top(who, case), listed(who, ON_FIRST), listed(who, ON_QUEUES)
        assert all(TOLD in one and YES in one for one in places)
        assert all(f'href="/saker/{case.pk}/#lanes"' in one for one in places[1:])
    assert top(embassy, case) == listed(embassy, ON_FIRST) == listed(embassy, ON_QUEUES) == ""
    given = advised(embassy, case)
    assert f'href="#said-{given.pk}"' in top(adviser, case)
    assert f'id="said-{given.pk}"' in read(adviser, f"/saker/{case.pk}/")
    for address in (ON_FIRST, ON_QUEUES):
        shown = listed(adviser, address)
        assert ADVICE in shown
        assert YES not in shown
        assert f'href="/saker/{case.pk}/#said-{given.pk}"' in shown
    closed(embassy, case)
    assert all(words in top(adviser, case) for words in (YES, ADVICE, CLOSED))
    assert CLOSED in listed(adviser, ON_FIRST)
    # To have read it is to have done nothing yet.
    assert TOLD in listed(adviser, ON_QUEUES)


@pytest.mark.parametrize("by", ["adviser", "colleague"])
def test_it_ends_when_somebody_of_the_post_that_asked_does_something(
    cast: dict[str, Member], embassy: Member, case: Case, by: str
) -> None:
    """And begins anew with the next answer; what the asked post does for itself is none."""
    adviser = cast["adviser"]
    answered(embassy, case, accept)
    advised(embassy, case)
    assert TOLD in top(adviser, case)
    said(cast[by], case, note, seen_by=SeenBy.OWN, text="Lest og snakket om.")
    assert top(adviser, case) == listed(adviser, ON_FIRST) == listed(adviser, ON_QUEUES) == ""
    said(embassy, case, note, seen_by=SeenBy.ALL, text="Vi ser på det.")
    advised(embassy, case, SeenBy.OWN)
    assert top(adviser, case) == listed(adviser, ON_FIRST) == ""
    advised(embassy, case)
    assert ADVICE in top(adviser, case)
    assert listed(adviser, ON_FIRST).count(TOLD) == 1


def test_another_post_that_works_on_it_ends_nothing(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(embassy, case, accept)
    answered(coordinator, case, accept)
    said(coordinator, case, note, seen_by=SeenBy.ALL, text="Vi ser på det.")
    assert TOLD in top(adviser, case)
    assert listed(adviser, ON_FIRST).count("has answered") == 2


def test_that_it_takes_part_is_told_for_a_fortnight_and_advice_until_it_is_acted_on(
    adviser: Member, embassy: Member, case: Case
) -> None:
    answered(embassy, case, accept)
    other = asked(adviser, embassy)
    answered(embassy, other, accept)
    advised(embassy, other)
    assert listed(adviser, ON_FIRST).count(TOLD) == 2
    with time_machine.travel(NOW + timedelta(days=14, hours=1)):
        factories.signed_in_anew(adviser)
        assert top(adviser, case) == ""
        shown = listed(adviser, ON_FIRST)
        assert shown.count(TOLD) == 1
        assert str(other.pk) in shown
        assert ADVICE in top(adviser, other)


def test_a_status_alone_is_told_and_one_that_holds_no_more_is_not(
    adviser: Member, embassy: Member, case: Case
) -> None:
    answered(embassy, case, accept)
    said_so(embassy, case, Status.ADVISED)
    assert ADVICE in top(adviser, case)
    assert "Read what they wrote" not in top(adviser, case)
    said_so(embassy, case, Status.ACTIVE)
    assert ADVICE not in top(adviser, case)
    closed(embassy, case)
    assert CLOSED in top(adviser, case)
    opened = access.case_to_change(embassy.standing, case.pk)
    lane = lane_at(opened, embassy.post)
    reopen_inquiry(standing=embassy.standing, case=opened, inquiry=lane, revision=opened.revision)
    assert CLOSED not in top(adviser, case)


def said_so(who: Member, case: Case, status: Status) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, who.post)
    take_step(standing=who.standing, case=opened, lane=lane, revision=opened.revision, status=status)


def test_the_answer_to_a_question_is_one_too(adviser: Member, embassy: Member, case: Case) -> None:
    answered(embassy, case, accept)
    assert embassy.post is not None
    question = said(adviser, case, put_question, to=embassy.post.pk, text="Er hun framme?")
    assert top(adviser, case) == ""
    said(embassy, case, reply, question=question.pk, text="Ja, siden mandag.")
    assert "Has answered your question." in top(adviser, case)


def test_of_a_closed_case_nothing_is_told(adviser: Member, embassy: Member, case: Case) -> None:
    answered(embassy, case, accept)
    closed(adviser, case)
    advised(embassy, case)
    assert TOLD in listed(adviser, ON_FIRST)
    closed(embassy, case)
    assert Case.unscoped.get(pk=case.pk).closed_at is not None
    assert top(adviser, case) == listed(adviser, ON_FIRST) == ""


def test_a_stranger_is_told_nothing(adviser: Member, elsewhere: Member, embassy: Member, case: Case) -> None:
    answered(embassy, case, accept)
    assert TOLD in listed(adviser, ON_FIRST)
    assert TOLD not in read(elsewhere, ON_FIRST)
    assert TOLD not in read(elsewhere, ON_QUEUES)


def test_only_what_is_told_of_is_recorded(adviser: Member, embassy: Member, case: Case) -> None:
    """A case in which the asked post wrote for itself alone was looked at, and shown to nobody."""
    other = asked(adviser, embassy)
    for one in (case, other):
        answered(embassy, one, accept)
        said(adviser, one, note, seen_by=SeenBy.OWN, text="Snakket med henne.")
    advised(embassy, case)
    said(embassy, other, note, seen_by=SeenBy.OWN, text="For oss selv.")
    assert adviser.account is not None
    rows = Entry.objects.filter(verb=Verb.CASES_LISTED, actor=adviser.account.pk).order_by("number")
    before = rows.count()
    assert TOLD in listed(adviser, ON_QUEUES)
    # Both wait in a queue; the list of answers holds the one.
    assert str(case.pk) in [one.objects_named for one in rows.all()[before:]]


def test_it_costs_the_same_for_one_answer_and_for_ten(adviser: Member, embassy: Member, case: Case) -> None:
    answered(embassy, case, accept)
    advised(embassy, case)
    costs: list[list[int]] = []
    for number in (9, 0):
        costs.append([])
        for address in (ON_FIRST, ON_QUEUES):
            read(adviser, address)
            with CaptureQueriesContext(connection) as found:
                read(adviser, address)
            costs[-1].append(len(found))
        for _more in range(number):
            more = asked(adviser, embassy)
            answered(embassy, more, accept)
            advised(embassy, more)
    assert costs[0] == costs[1]
    assert listed(adviser, ON_FIRST).count(TOLD) == 5
    assert "/oppgaver/#answers" in listed(adviser, ON_FIRST)
    assert listed(adviser, ON_QUEUES).count(TOLD) == 10
