"""Closing with an outcome and opening again: in the right order, on the right revision."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages

from cases import access, gate
from cases.follow_ups import BOTH
from cases.lane_errors import StillAsking
from cases.models import Case, StatusChange
from cases.services.answers import accept
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, sent
from tests.cases.typing_in import only_lane, stored, typed
from tests.factories import Member


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def now(who: Member, case: Case) -> Case:
    return access.open_case(who.standing, case.pk)


def send(who: Member, case: Case, action: str, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(f"/saker/{case.pk}/{action}/", answers)


def said(response: Any) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def test_the_page_asks_how_it_ended_and_leaves_no_outcome_out(adviser: Member, case: Case) -> None:
    page = adviser.client.get(f"/saker/{case.pk}/avslutt/").content.decode()
    offered = re.findall(r'name="outcome"[^>]*value="(\w+)"', page)
    assert offered == ["LOST", "OVERF", "TRUKK", "KONTM", "UTL", "RAD", "FEIL"]
    chosen = re.findall(r'name="(\w+)"[^>]*value="(\w+)"[^>]*checked', page)
    assert chosen == [("follow_up", "3M"), ("follow_up", "12M")]


def test_closed_with_its_outcome(adviser: Member, case: Case) -> None:
    response = send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision)
    assert response.url == f"/saker/{case.pk}/"
    after = now(adviser, case)
    assert stored(after).inquiry.outcome == "LOST"
    assert only_lane(after).status == Status.CLOSED
    assert after.closed_at is not None
    assert said(response) == ["The case is closed."]


def test_whoever_closes_is_told_of_what_was_written_before_the_guard_knew_it(
    adviser: Member, case: Case
) -> None:
    factories.happens(adviser, case, text=gate.ours("Ring henne på 400 00 012 etter skolen."))
    factories.happens(adviser, case, text=gate.ours("Eleven og Amina skal reise."))
    revision = now(adviser, case).revision
    response = send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=revision)
    closed, told = said(response)
    assert closed == "The case is closed."
    assert "tells who somebody is: telephone number." in told
    assert "400" not in told


def test_it_is_not_called_closed_while_another_post_works_on_it(
    adviser: Member, embassy: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    response = send(embassy, case, "avslutt", outcome="RAD", revision=now(embassy, case).revision)
    assert said(response) == ["The work at your post has ended. The case is closed when every post is done."]
    assert now(adviser, case).closed_at is None


@pytest.mark.parametrize("outcome", [None, "", "SAFE", "LOST\x00", "MOTT"])
def test_without_a_proper_outcome_it_stays_open(adviser: Member, case: Case, outcome: str | None) -> None:
    answers = {} if outcome is None else {"outcome": outcome}
    response = send(adviser, case, "avslutt", revision=5, **answers)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="id_outcome_error"' in page
    assert 'href="#id_outcome_0"' in page
    # The revision the page was opened on, not the newest: what happened since is still unseen.
    assert 'name="revision" value="5"' in page
    assert now(adviser, case).closed_at is None


def test_a_case_changed_meanwhile_is_not_closed_unseen(
    adviser: Member, colleague: Member, case: Case
) -> None:
    send(
        colleague,
        case,
        "endre",
        step="save",
        revision=case.revision,
        **typed(urgency="HASTER", person__1__age_group="18-21"),
    )
    response = send(
        adviser, case, "avslutt", outcome="LOST", follow_up=["3M"], why_not="Hun ber om det.", revision=1
    )
    page = response.content.decode()
    assert "Somebody else has changed this case since you opened it." in page
    assert "See the case as it stands now" in page
    assert now(adviser, case).closed_at is None
    # What was chosen is still chosen, and who has seen the case can close it.
    assert re.findall(r'name="(\w+)"[^>]*value="(\w+)"[^>]*checked', page) == [
        ("outcome", "LOST"),
        ("follow_up", "3M"),
    ]
    assert "Hun ber om det." in page
    assert 'name="revision" value="2"' in page
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=2)
    assert now(adviser, case).closed_at is not None


def test_who_is_still_asked_is_said_with_a_way_there_and_the_outcome_stays(
    adviser: Member, embassy: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    adviser.client.cookies["language"] = "en"
    revision = now(adviser, case).revision
    before = adviser.client.get(f"/saker/{case.pk}/avslutt/").content.decode()
    response = send(adviser, case, "avslutt", outcome="OVERF", follow_up=BOTH, revision=revision)
    for page in (before, response.content.decode()):
        assert "Not answered yet: Ambassaden i Islamabad." in page
        assert f'href="/saker/{case.pk}/spurt/"' in page
    page = response.content.decode()
    assert str(StillAsking.sentence) in page
    assert ("outcome", "OVERF") in re.findall(r'name="(\w+)"[^>]*value="(\w+)"[^>]*checked', page)
    assert now(adviser, case).closed_at is None


def test_closed_twice_is_a_sentence(adviser: Member, case: Case) -> None:
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision)
    again = now(adviser, case)
    response = send(adviser, case, "avslutt", outcome="RAD", revision=again.revision)
    assert "The case is already closed." in said(response)
    assert stored(now(adviser, case)).inquiry.outcome == "LOST"
    assert adviser.client.get(f"/saker/{case.pk}/avslutt/").status_code == 302


def test_opened_again(adviser: Member, case: Case) -> None:
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision)
    response = send(adviser, case, "gjenapne", revision=now(adviser, case).revision)
    after = now(adviser, case)
    assert response.url == f"/saker/{case.pk}/"
    assert after.closed_at is None
    assert only_lane(after).status == Status.REOPENED
    assert stored(after).inquiry.outcome == ""
    assert list(StatusChange.objects.order_by("at").values_list("status", flat=True)) == ["AVSL", "GJEN"]


def test_an_open_case_cannot_be_opened(adviser: Member, case: Case) -> None:
    response = send(adviser, case, "gjenapne", revision=case.revision)
    assert said(response) == ["The case is not closed."]
    assert now(adviser, case).revision == case.revision


def test_opening_again_on_an_old_revision_is_a_sentence(adviser: Member, case: Case) -> None:
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision)
    response = send(adviser, case, "gjenapne", revision=case.revision)
    assert "Somebody else has changed this case since you opened it." in said(response)
    assert now(adviser, case).closed_at is not None


def test_opening_again_takes_a_send_and_no_look(adviser: Member, case: Case) -> None:
    assert adviser.client.get(f"/saker/{case.pk}/gjenapne/").status_code == 405


def test_a_stranger_neither_closes_nor_opens(elsewhere: Member, case: Case) -> None:
    assert (
        send(elsewhere, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision).status_code
        == 404
    )
    assert send(elsewhere, case, "gjenapne", revision=case.revision).status_code == 404


def test_a_closed_case_can_still_be_put_right(adviser: Member, case: Case) -> None:
    send(adviser, case, "avslutt", outcome="LOST", follow_up=BOTH, revision=case.revision)
    revision = now(adviser, case).revision
    response = send(adviser, case, "endre", step="save", revision=revision, **typed(urgency="AKUTT"))
    assert response.status_code == 302
    told = stored(now(adviser, case))
    assert (told.case.urgency, told.inquiry.outcome, told.received_on) == ("AKUTT", "LOST", date(2026, 6, 3))
