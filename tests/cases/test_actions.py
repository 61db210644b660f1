"""What was done, with its day: in the course of the case, and in step with what the year's tables count."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from cases import access, codebook, seal
from cases.errors import ActionTooEarly, ActionTooLate
from cases.lane_errors import NotOpen
from cases.models import Case, Event, Inquiry
from cases.models.event import EventKind
from cases.services.actions import act
from cases.services.answers import accept
from cases.services.inquiries import change_inquiry, close_inquiry, told_in
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.typing_in import typed
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def opened(who: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(who.standing, case.pk)
    return found, lane_at(found, who.post)


def did(who: Member, case: Case, action: str, agency: str = "", day: date | None = None) -> None:
    found, lane = opened(who, case)
    day = day or timezone.localdate()
    act(standing=who.standing, case=found, lane=lane, action=action, agency=agency, day=day)
    whole = seal.whole(case.pk)
    assert whole is not None
    seal.must_hold(whole)


def ticked(who: Member, case: Case, actions: set[str]) -> None:
    """As by the form that puts an inquiry right."""
    found, lane = opened(who, case)
    stored = told_in(found, lane)
    facts = replace(stored.inquiry, actions=frozenset(actions))
    change_inquiry(
        standing=who.standing,
        case=found,
        inquiry=lane,
        revision=found.revision,
        told=replace(stored, inquiry=facts),
    )


def recorded(who: Member, case: Case) -> list[tuple[str, str, str]]:
    """(action, agency, whether it was taken out again) in the order of days."""
    facts = [one.facts for one in access.open_case(who.standing, case.pk).events.all()]
    return [(one.action, one.agency, one.result) for one in facts if one.kind == EventKind.ACTION]


def counted(who: Member, case: Case) -> frozenset[str]:
    found = access.open_case(who.standing, case.pk)
    actions: frozenset[str] = lane_at(found, who.post).facts.actions
    return actions


def read(who: Member, address: str) -> str:
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_stands_in_the_course_and_is_counted(adviser: Member, case: Case) -> None:
    did(adviser, case, "POLM", "POD", date(2026, 6, 5))
    assert recorded(adviser, case) == [("POLM", "POD", "")]
    assert counted(adviser, case) == {"RAD", "POLM"}
    (event,) = Event.unscoped.filter(case=case)
    assert timezone.localdate(event.at) == date(2026, 6, 5)
    assert event.by == adviser.account
    entry = Entry.objects.get(verb="case.action")
    assert (entry.subject, "action" in entry.fields) == (case.pk, True)
    course = read(adviser, f"/saker/{case.pk}/forlop/")
    assert "Police informed, National Police Directorate" in course
    page = read(adviser, f"/saker/{case.pk}/")
    assert "Police informed<br>05.06.2026 · National Police Directorate" in page


def test_the_day_of_a_journey_is_not_kept(adviser: Member, case: Case) -> None:
    did(adviser, case, "HJEM", "", date(2026, 6, 5))
    (event,) = Event.unscoped.filter(case=case)
    assert timezone.localdate(event.at) == timezone.localdate()


def test_what_is_ticked_or_taken_out_is_recorded(adviser: Member, case: Case) -> None:
    did(adviser, case, "POLM")
    ticked(adviser, case, {"SAMT"})
    assert counted(adviser, case) == {"SAMT"}
    assert set(recorded(adviser, case)[1:]) == {
        ("POLM", "", "IKKE"),
        ("RAD", "", "IKKE"),
        ("SAMT", "", ""),
    }
    assert "Action taken out again</strong>: Police informed" in read(adviser, f"/saker/{case.pk}/forlop/")
    ticked(adviser, case, {"SAMT"})
    assert len(recorded(adviser, case)) == 4


CODES = ["RAD", "SAMT", "POLM", "BVM", "HJEM", "KURS"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("did"), st.sampled_from(CODES)),
        st.tuples(st.just("ticked"), st.sets(st.sampled_from(CODES))),
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.sets(st.sampled_from(CODES)), steps=STEPS)
def test_what_is_counted_is_what_was_recorded(
    adviser: Member, first: set[str], steps: list[tuple[str, Any]]
) -> None:
    """What was ticked as the case was logged, and all that was recorded since and not taken out again."""
    told = factories.told()
    facts = replace(told.inquiry, actions=frozenset(first))
    case = factories.log_case(adviser, inquiry=facts)
    for step, what in steps:
        if step == "did":
            did(adviser, case, what)
        else:
            ticked(adviser, case, what)
    stands = set(first)
    for action, _agency, result in recorded(adviser, case):
        stands = stands - {action} if result == "IKKE" else stands | {action}
    assert counted(adviser, case) == stands


def test_what_is_refused(adviser: Member, embassy: Member, case: Case) -> None:
    did(adviser, case, "SIKP")
    with pytest.raises(ActionTooLate):
        did(adviser, case, "SIKP", day=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ActionTooEarly):
        did(adviser, case, "SIKP", day=date(2026, 6, 2))
    with pytest.raises(KeyError):
        did(adviser, case, "NOE")
    sent(adviser, case, embassy.post, How.ADVISE)
    found = access.open_case(embassy.standing, case.pk)
    with pytest.raises(NotOpen):
        act(
            standing=embassy.standing,
            case=found,
            lane=lane_at(found, embassy.post),
            action="KONS",
            agency="",
            day=timezone.localdate(),
        )
    answered(embassy, case, accept)
    did(embassy, case, "KONS")
    assert (counted(embassy, case), counted(adviser, case)) == ({"KONS"}, {"RAD", "SIKP"})
    found, lane = opened(embassy, case)
    close_inquiry(standing=embassy.standing, case=found, inquiry=lane, revision=found.revision, outcome="RAD")
    assert lane_at(access.open_case(embassy.standing, case.pk), embassy.post).status == Status.CLOSED
    with pytest.raises(NotOpen):
        did(embassy, case, "KONS")


def test_the_form_says_what_is_wrong_and_keeps_the_rest(adviser: Member, case: Case) -> None:
    address = f"/saker/{case.pk}/tiltak/"
    page = read(adviser, address)
    assert f'value="{timezone.localdate():%d.%m.%Y}"' in page
    known, today = codebook.entries("tiltak"), timezone.localdate()
    offered = [code for code, entry in known.items() if entry.offered_on(today)]
    assert all(f'value="{code}"' in page for code in offered)
    refused = adviser.client.post(address, {"action": "POLM", "agency": "POD", "day": "01.01.2020"})
    page = refused.content.decode()
    assert "The day cannot be before your post was asked." in page
    assert '<option value="POLM" selected>' in page
    assert recorded(adviser, case) == []
    done = adviser.client.post(address, {"action": "POLM", "agency": "POD", "day": "03.06.2026"})
    assert done.headers["Location"] == f"/saker/{case.pk}/"
    assert recorded(adviser, case) == [("POLM", "POD", "")]


def test_an_agency_sees_only_what_its_part_needs(adviser: Member, representative: Member, case: Case) -> None:
    """The police see what others did; health care does not."""
    did(adviser, case, "BVM", "BUFDIR")
    health = factories.member("health", representative.held.role, factories.post("kt-hdir"))
    for who in (representative, health):
        assert who.post is not None
        factories.ask(access.open_case(adviser.standing, case.pk), who.post)
    assert recorded(representative, case) == [("BVM", "BUFDIR", "")]
    assert recorded(health, case) == []
    assert "Report to child welfare" not in read(health, f"/saker/{case.pk}/forlop/")
    assert "Report to child welfare" not in read(health, f"/saker/{case.pk}/")


def test_putting_an_inquiry_right_by_the_page_keeps_them_in_step(adviser: Member, case: Case) -> None:
    did(adviser, case, "POLM")
    answer = adviser.client.post(
        f"/saker/{case.pk}/endre/", typed(step="save", revision="2", actions=["RAD", "POLM", "TOLK"])
    )
    assert answer.status_code == 302
    assert counted(adviser, case) == {"RAD", "POLM", "TOLK"}
    assert {one[0] for one in recorded(adviser, case)} == {"POLM", "TOLK"}


def test_the_page_of_the_case_costs_the_same_however_much_was_done(adviser: Member, case: Case) -> None:
    costs = []
    adviser.client.get(f"/saker/{case.pk}/")
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            adviser.client.get(f"/saker/{case.pk}/")
        costs.append(len(asked))
        for action in CODES:
            did(adviser, case, action, "POD")
    assert costs[0] == costs[1]
