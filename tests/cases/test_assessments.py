"""Risk and duties: recorded with day and role, never changed; no case of a child is closed without them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages

from advisory.sealing.opener import stored_bytes
from audit.models import Entry
from audit.verbs import Verb
from cases import access, gate
from cases.assessments import assessed
from cases.errors import DutiesNotAssessed
from cases.models import Case, Event
from cases.models.facts import CaseFacts, PersonFacts
from cases.services.assessments import assess
from cases.services.inquiries import change_inquiry, close_inquiry, reopen_inquiry, told_in
from cases.status import Status
from tests import factories
from tests.cases.typing_in import only_lane
from tests.factories import Member

NOW = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
CHILD = (PersonFacts(sex="K", age_group="16-17"),)
FOLLOWED = ["3M", "12M"]
BOTH = {"AVVERGE": ("NEI", ""), "OPPLYSE": ("JA", "")}


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(adviser: Member) -> Case:
    """A case of a girl of 16–17, open at the school."""
    return factories.log_case(adviser, persons=CHILD)


def now(who: Member, case: Case) -> Case:
    return access.open_case(who.standing, case.pk)


def answer(who: Member, case: Case, answers: dict[str, tuple[str, str]]) -> None:
    stands = now(who, case)
    lane = next(one for one in stands.inquiries.all() if one.post_id == who.held.post_id)
    assess(standing=who.standing, case=stands, inquiry=lane, answers=answers)


def close(who: Member, case: Case) -> None:
    stands = now(who, case)
    lane = next(one for one in stands.inquiries.all() if one.post_id == who.held.post_id)
    close_inquiry(standing=who.standing, case=stands, inquiry=lane, revision=stands.revision, outcome="LOST")


def send(who: Member, case: Case, action: str, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(f"/saker/{case.pk}/{action}/", answers)


def page(who: Member, case: Case, action: str = "") -> str:
    who.client.cookies["language"] = "en"
    response = who.client.get(f"/saker/{case.pk}/{action}")
    assert response.status_code == 200
    return unescape(response.content.decode())


# --- recording ---


def test_recorded_with_its_day_the_role_and_why(adviser: Member, case: Case) -> None:
    response = send(
        adviser, case, "vurdering", RISIKO="H", AVVERGE="JA", why_AVVERGE="Det kan avverges.", OPPLYSE=""
    )
    assert response.url == f"/saker/{case.pk}/"
    assert [str(one) for one in get_messages(response.wsgi_request)] == ["The assessment is recorded."]
    told = page(adviser, case)
    stand = assessed(now(adviser, case).events.all())
    assert set(stand) == {"RISIKO", "AVVERGE"}
    assert (stand["RISIKO"].result, stand["RISIKO"].role) == ("H", "MR")
    assert stand["AVVERGE"].at.date() == NOW.date()
    assert "High" in told
    assert "Minority adviser, 03.06.2026" in told
    texts = {event.facts.assessment: event.text for event in now(adviser, case).events.all()}
    assert texts == {"RISIKO": "", "AVVERGE": "Det kan avverges."}


def test_an_assessment_stands_beside_the_older_one_and_the_trail_names_no_result(
    adviser: Member, case: Case
) -> None:
    answer(adviser, case, {"RISIKO": ("L", "")})
    answer(adviser, case, {"RISIKO": ("H", "")})
    events = now(adviser, case).events.all()
    assert [event.facts.risk for event in events] == ["L", "H"]
    entries = Entry.objects.filter(chain=case.pk, verb=Verb.CASE_ASSESSED)
    assert [entry.fields for entry in entries] == ["RISIKO", "RISIKO"]
    assert case.revision + 2 == now(adviser, case).revision


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({}, "RISIKO", "Answer at least one of the three."),
        ({"AVVERGE": "VETIKKE"}, "AVVERGE", "This choice is not on the list."),
        ({"RISIKO": "IV"}, "RISIKO", "This choice is not on the list."),
        ({"why_OPPLYSE": "Fordi."}, "OPPLYSE", "Choose the answer that your words are about."),
        ({"RISIKO": "H", "why_RISIKO": "x" * 4001}, "why_RISIKO", "The note is too long"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_stays_typed(
    adviser: Member, case: Case, answers: dict[str, str], field: str, sentence: str
) -> None:
    response = send(adviser, case, "vurdering", **answers)
    told = unescape(response.content.decode())
    assert response.status_code == 200
    assert sentence in told
    assert f'id="id_{field}_error"' in told
    for text in answers.values():
        assert text in told or text in ("VETIKKE", "IV")
    assert not Event.unscoped.filter(case=case).exists()


def test_another_change_meanwhile_does_not_stand_in_the_way(
    adviser: Member, colleague: Member, case: Case
) -> None:
    assert adviser.client.get(f"/saker/{case.pk}/vurdering/").status_code == 200
    answer(colleague, case, {"RISIKO": ("M", "")})
    assert send(adviser, case, "vurdering", RISIKO="H").status_code == 302
    assert [event.facts.risk for event in now(adviser, case).events.all()] == ["M", "H"]


def test_the_page_shows_the_duties_as_they_read_today(adviser: Member, case: Case) -> None:
    told = page(adviser, case, "vurdering/")
    for words in ("section 196", "section 13-2", "section 13 a", "section 13:"):
        assert words in told
    assert "section 139" not in told
    # What the risk assessment was made from is asked nowhere.
    assert "PATRIARK" not in told


def test_a_stranger_records_nothing(adviser: Member, elsewhere: Member, case: Case) -> None:
    assert send(adviser, case, "vurdering", RISIKO="H").status_code == 302
    for action in ("vurdering", "reise", "sjekkliste", "kontakt"):
        assert elsewhere.client.get(f"/saker/{case.pk}/{action}/").status_code == 404
        assert send(elsewhere, case, action, RISIKO="L").status_code == 404
    assert [event.facts.risk for event in now(adviser, case).events.all()] == ["H"]


# --- closing ---


def test_the_case_of_a_child_is_not_closed_before_both_duties_stand(adviser: Member, case: Case) -> None:
    told = page(adviser, case, "avslutt/")
    assert "Must be assessed before the case can be closed" in told
    assert f"/saker/{case.pk}/vurdering/" in told
    refused = send(adviser, case, "avslutt", outcome="LOST", follow_up=FOLLOWED, revision=case.revision)
    assert refused.status_code == 200
    assert "It cannot be closed until both duties are assessed" in unescape(refused.content.decode())
    # What was chosen stays, and nothing of the case was changed.
    assert re.search(r'value="LOST"[^>]*checked', refused.content.decode())
    assert (now(adviser, case).closed_at, now(adviser, case).revision) == (None, case.revision)

    answer(adviser, case, {"OPPLYSE": ("JA", "")})
    stands = now(adviser, case)
    assert (
        send(
            adviser, case, "avslutt", outcome="LOST", follow_up=FOLLOWED, revision=stands.revision
        ).status_code
        == 200
    )
    answer(adviser, case, {"AVVERGE": ("IKKE", "")})
    stands = now(adviser, case)
    assert "Must be assessed" not in page(adviser, case, "avslutt/")
    assert (
        send(
            adviser, case, "avslutt", outcome="LOST", follow_up=FOLLOWED, revision=stands.revision
        ).status_code
        == 302
    )
    after = now(adviser, case)
    assert after.closed_at is not None
    assert only_lane(after).status == Status.CLOSED


@pytest.mark.parametrize("age", ["00-15", "16-17", "B"])
@pytest.mark.parametrize("answers", [{}, {"AVVERGE": ("JA", "")}, {"RISIKO": ("H", "")}])
def test_the_service_refuses_whoever_asks_it(
    adviser: Member, age: str, answers: dict[str, tuple[str, str]]
) -> None:
    grown = PersonFacts(sex="M", age_group="22-25")
    case = factories.log_case(adviser, persons=(grown, PersonFacts(sex="K", age_group=age)))
    if answers:
        answer(adviser, case, answers)
    with pytest.raises(DutiesNotAssessed):
        close(adviser, case)
    assert now(adviser, case).closed_at is None
    answer(adviser, case, BOTH)
    close(adviser, case)
    assert now(adviser, case).closed_at is not None


def test_an_acute_case_of_somebody_grown_neither(adviser: Member) -> None:
    grown = (PersonFacts(sex="K", age_group="22-25"),)
    facts = CaseFacts(concern="TVE_FR", focus_country="PK", urgency="AKUTT")
    case = factories.log_case(adviser, case=facts, persons=grown)
    with pytest.raises(DutiesNotAssessed):
        close(adviser, case)
    answer(adviser, case, BOTH)
    close(adviser, case)
    assert now(adviser, case).closed_at is not None


@pytest.mark.parametrize("urgency", ["HASTER", "ORD", "INFO"])
@pytest.mark.parametrize("age", ["18-21", "V", "UKJ"])
def test_any_other_case_is_closed_as_before(adviser: Member, urgency: str, age: str) -> None:
    facts = CaseFacts(concern="TVE_FR", focus_country="PK", urgency=urgency)
    case = factories.log_case(adviser, case=facts, persons=(PersonFacts(sex="K", age_group=age),))
    close(adviser, case)
    assert now(adviser, case).closed_at is not None


def test_a_consulted_post_ends_its_part_and_the_case_waits_for_the_duties(
    adviser: Member, embassy: Member, case: Case
) -> None:
    assert embassy.post is not None
    factories.ask(now(adviser, case), embassy.post)
    close(embassy, case)
    assert now(adviser, case).closed_at is None
    with pytest.raises(DutiesNotAssessed):
        close(adviser, case)
    answer(adviser, case, BOTH)
    close(adviser, case)
    assert now(adviser, case).closed_at is not None


def test_whoever_leads_does_not_leave_the_duties_to_the_others(
    adviser: Member, embassy: Member, case: Case
) -> None:
    assert embassy.post is not None
    factories.ask(now(adviser, case), embassy.post)
    with pytest.raises(DutiesNotAssessed):
        close(adviser, case)


def test_danger_that_came_later_is_asked_of_whoever_is_last(adviser: Member, embassy: Member) -> None:
    case = factories.log_case(adviser, persons=(PersonFacts(sex="K", age_group="22-25"),))
    assert embassy.post is not None
    factories.ask(now(adviser, case), embassy.post)
    close(adviser, case)
    stands = now(adviser, case)
    lane = next(one for one in stands.inquiries.all() if one.post_id == adviser.held.post_id)
    told = told_in(stands, lane)
    acute = replace(told, case=replace(told.case, urgency="AKUTT"))
    change_inquiry(standing=adviser.standing, case=stands, inquiry=lane, revision=stands.revision, told=acute)
    with pytest.raises(DutiesNotAssessed):
        close(embassy, case)
    answer(embassy, case, BOTH)
    close(embassy, case)
    assert now(adviser, case).closed_at is not None


def test_an_agency_that_sees_a_part_is_judged_by_the_whole(adviser: Member, representative: Member) -> None:
    """Its own part is the last: what others assessed counts, also where it is not shown to it."""
    assert representative.post is not None
    case = factories.log_case(adviser, persons=CHILD)
    answer(adviser, case, BOTH)
    factories.ask(now(adviser, case), representative.post)
    close(adviser, case)
    close(representative, case)
    assert now(adviser, case).closed_at is not None


def test_opened_again_the_assessments_still_stand(adviser: Member, case: Case) -> None:
    answer(adviser, case, BOTH)
    close(adviser, case)
    stands = now(adviser, case)
    reopen_inquiry(
        standing=adviser.standing, case=stands, inquiry=only_lane(stands), revision=stands.revision
    )
    close(adviser, case)
    assert now(adviser, case).closed_at is not None


def test_what_was_assessed_is_not_read_from_the_rows(adviser: Member, case: Case) -> None:
    answer(adviser, case, {"RISIKO": ("H", gate.ours("Kanariord"))})
    (row,) = Event.unscoped.filter(case=case).values("facts", "text")
    stored = stored_bytes(row["facts"]) + stored_bytes(row["text"])
    assert b"VURDERING" not in stored
    assert b"Kanariord" not in stored
