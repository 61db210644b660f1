"""Changing a case: what was typed is stored, and nobody saves over a colleague unseen."""

import json
import re
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from audit.models import Entry
from cases import access, codebook
from cases.models import Case, Code, Person
from cases.models.facts import CaseFacts, PersonFacts
from cases.services.inquiries import change_inquiry
from tests import factories
from tests.cases.typing_in import SISTER, as_lists, only_lane, stored, typed
from tests.factories import Member


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def address(case: Case) -> str:
    return f"/saker/{case.pk}/endre/"


def now(who: Member, case: Case) -> Case:
    return access.open_case(who.standing, case.pk)


def send(who: Member, case: Case, revision: Any, answers: dict[str, Any], step: str = "save") -> HttpResponse:
    who.client.cookies["language"] = "en"
    return who.client.post(address(case), {"revision": str(revision), "step": step, **answers})  # type: ignore[return-value]


def test_the_form_holds_what_is_stored(adviser: Member, case: Case) -> None:
    page = adviser.client.get(address(case)).content.decode()
    assert 'value="03.06.2026"' in page
    assert "Eleven er redd for å bli giftet bort i ferien." in page
    assert re.search(r'name="concern"[^>]*value="TVE_FR"[^>]*checked', page)
    assert re.search(r'name="person-1-age_group"[^>]*value="18-21"[^>]*checked', page)
    assert re.search(r'<option value="PK" selected>', page)
    assert f'name="revision" value="{case.revision}"' in page
    assert "data-draft-url" not in page


def test_saved_without_a_change_nothing_is_changed(adviser: Member, case: Case) -> None:
    """The form gives back exactly what it was given."""
    before = stored(case)
    page = adviser.client.get(address(case)).content.decode()
    answers: dict[str, Any] = {"persons": "1"}
    for name, value in re.findall(
        r'<input type="radio" name="([^"]+)"[^>]*value="([^"]*)"[^>]*checked', page
    ):
        answers[name] = value
    for name in ("circumstances", "actions"):
        answers[name] = re.findall(
            rf'<input type="checkbox" name="{name}"[^>]*value="([^"]*)"[^>]*checked', page
        )
    selects = re.findall(r'<select name="([^"]+)".*?</select>', page, flags=re.S)
    for name, body in zip(selects, re.findall(r"<select.*?</select>", page, flags=re.S), strict=True):
        answers[name] = re.findall(r'<option value="([^"]*)"[^>]*selected', body)[0]
    answers["received_on"] = re.findall(r'name="received_on"[^>]*value="([^"]*)"', page)[0]
    answers["narrative"] = before.narrative
    response = send(adviser, case, case.revision, answers)
    assert response.status_code == 302
    assert now(adviser, case).revision == case.revision
    assert stored(now(adviser, case)) == before


def test_every_answer_can_be_changed(adviser: Member, case: Case) -> None:
    response = send(
        adviser, case, case.revision, {**typed(kind="SAK", concern="NSK", urgency="AKUTT"), **SISTER}
    )
    assert response.status_code == 302
    told = stored(now(adviser, case))
    assert told.case.concern == "NSK"
    assert told.case.urgency == "AKUTT"
    assert [person.age_group for person in told.persons] == ["16-17", "18-21"]
    assert told.received_on == date(2026, 6, 3)
    assert told.inquiry.scheme == "MR"
    entry = Entry.objects.get(verb="case.changed")
    assert "case.concern" in entry.fields


@pytest.mark.parametrize("kept", [0, 1])
def test_whoever_is_removed_the_other_keeps_her_row(adviser: Member, kept: int) -> None:
    case = factories.log_case(adviser, persons=(PersonFacts(sex="K"), PersonFacts(sex="M")))
    row = case.persons.all()[kept]
    send(adviser, case, case.revision, typed(person__1__id=str(row.pk)))
    assert [one.pk for one in Person.unscoped.filter(case=case)] == [row.pk]


@pytest.mark.parametrize("id_", ["x", "0", "11111111-1111-4111-8111-111111111111"])
def test_an_id_that_is_not_of_this_case_makes_a_new_person(adviser: Member, case: Case, id_: str) -> None:
    other = factories.log_case(adviser)
    for sent in (id_, str(other.persons.get().pk)):
        assert (
            send(
                adviser, case, now(adviser, case).revision, typed(person__1__id=sent, urgency="ORD")
            ).status_code
            == 302
        )
        assert Person.unscoped.filter(case=other).count() == 1


def test_a_step_keeps_the_revision_the_form_began_with(adviser: Member, case: Case) -> None:
    page = send(adviser, case, 7, typed(), step="add-person").content.decode()
    assert 'name="revision" value="7"' in page
    assert 'id="person-2"' in page


def test_a_bad_answer_keeps_the_revision_too(adviser: Member, case: Case) -> None:
    page = send(adviser, case, 7, typed(received_on="x")).content.decode()
    assert 'name="revision" value="7"' in page
    assert 'id="id_received_on_error"' in page


def test_a_code_that_has_left_its_list_stays_on_offer_where_it_is_stored(adviser: Member) -> None:
    told = factories.told(case=CaseFacts(concern="BEK", urgency="ORD"))
    case = factories.log_case(adviser, case=told.case)
    Code.objects.filter(field="hovedbekymring", code="BEK").update(valid_to=date(2025, 12, 31))
    codebook.forget()
    try:
        assert b'value="BEK"' in adviser.client.get(address(case)).content
        assert b'name="concern" value="BEK"' not in adviser.client.get("/saker/ny/").content
        assert send(adviser, case, case.revision, typed(concern="BEK")).status_code == 302
    finally:
        codebook.forget()


# --- two at once -----------------------------------------------------------------------------------------


def test_the_second_to_save_sees_both_and_loses_nothing(
    adviser: Member, colleague: Member, case: Case
) -> None:
    opened_on = case.revision
    hers = typed(urgency="AKUTT", narrative="Kollegaens ord.")
    mine = typed(urgency="ORD", narrative="Mine egne ord.", concern="NSK")
    assert send(colleague, case, opened_on, hers).status_code == 302
    response = send(adviser, case, opened_on, mine)
    page = response.content.decode()
    assert response.status_code == 409
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    for label, now_stored, yours in (
        ("Main concern", "Fear of forced marriage", "Negative social control"),
        ("Urgency", "Immediate: danger to life or health, or departure now", "Ordinary"),
        ("Note", "Kollegaens ord.", "Mine egne ord."),
    ):
        row = table[table.index(f'<th scope="row">{label}</th>') :]
        row = row[: row.index("</tr>")]
        assert re.findall(r"<div>(.*?)</div>", row) == [now_stored, yours]
    assert table.count("<tr>") == 3
    assert stored(now(adviser, case)).narrative == "Kollegaens ord."
    assert "Mine egne ord.</textarea>" in page


def test_saving_on_purpose_after_having_seen_it_succeeds(
    adviser: Member, colleague: Member, case: Case
) -> None:
    opened_on = case.revision
    send(colleague, case, opened_on, typed(narrative="Kollegaens ord."))
    page = send(adviser, case, opened_on, typed(narrative="Mine egne ord.")).content.decode()
    shown = re.search(r'name="revision" value="(\d+)"', page)
    assert shown is not None
    assert send(adviser, case, shown[1], typed(narrative="Mine egne ord.")).status_code == 302
    assert stored(now(adviser, case)).narrative == "Mine egne ord."


def test_a_third_change_meanwhile_is_a_conflict_again(adviser: Member, colleague: Member, case: Case) -> None:
    opened_on = case.revision
    send(colleague, case, opened_on, typed(narrative="En."))
    page = send(adviser, case, opened_on, typed(narrative="Mine egne ord.")).content.decode()
    shown = re.search(r'name="revision" value="(\d+)"', page)
    assert shown is not None
    send(colleague, case, shown[1], typed(narrative="To."))
    assert send(adviser, case, shown[1], typed(narrative="Mine egne ord.")).status_code == 409
    assert stored(now(adviser, case)).narrative == "To."


def test_a_bad_answer_after_a_colleagues_change_is_put_right_first(
    adviser: Member, colleague: Member, case: Case
) -> None:
    opened_on = case.revision
    send(colleague, case, opened_on, typed(narrative="Kollegaens ord."))
    response = send(adviser, case, opened_on, typed(received_on="x", narrative="Mine egne ord."))
    assert response.status_code == 200
    assert f'name="revision" value="{opened_on}"' in response.content.decode()


@pytest.mark.parametrize("revision", ["", "x", "-1", "0", "1e3", "²", "9" * 30, "9" * 9, "1\x00"])
def test_a_tampered_revision_never_saves(adviser: Member, case: Case, revision: str) -> None:
    response = send(adviser, case, revision, typed(narrative="Mine egne ord."))
    assert response.status_code == 409
    assert "Mine egne ord." in response.content.decode()
    assert stored(now(adviser, case)).narrative != "Mine egne ord."


def test_both_saying_the_same_is_no_conflict(adviser: Member, colleague: Member, case: Case) -> None:
    opened_on = case.revision
    send(colleague, case, opened_on, typed())
    assert send(adviser, case, opened_on, typed()).status_code == 302


def test_the_outcome_is_no_answer_of_this_page(adviser: Member, case: Case) -> None:
    lane = only_lane(case)
    told = replace(stored(case), inquiry=replace(lane.facts, outcome="LOST"))
    change_inquiry(standing=adviser.standing, case=case, inquiry=lane, revision=case.revision, told=told)
    send(adviser, case, now(adviser, case).revision, typed())
    assert stored(now(adviser, case)).inquiry.outcome == "LOST"


def test_a_case_of_another_post_cannot_be_changed(elsewhere: Member, case: Case) -> None:
    assert send(elsewhere, case, case.revision, typed()).status_code == 404


def test_what_she_left_alone_takes_what_a_colleague_has_saved(adviser: Member, colleague: Member) -> None:
    """A colleague's alarm is not undone by a form that was opened before it."""
    case = log_as_typed(adviser, urgency="HASTER", narrative="Først.")
    opened_on, base = case.revision, json.dumps(as_lists(typed(urgency="HASTER", narrative="Først.")))
    send(colleague, case, opened_on, typed(urgency="AKUTT", narrative="Hun reiser fredag."))
    mine = typed(urgency="HASTER", narrative="Først.", actions=["RAD", "SAMT", "BVM"], base=base)
    page = send(adviser, case, opened_on, mine).content.decode()
    assert "Hun reiser fredag." in page
    assert re.search(r'name="urgency"[^>]*value="AKUTT"[^>]*checked', page)
    assert re.search(r'name="actions"[^>]*value="BVM"[^>]*checked', page)
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.count("<tr>") == 1


def test_without_knowing_what_she_began_with_all_of_it_is_hers(adviser: Member, colleague: Member) -> None:
    case = log_as_typed(adviser, urgency="HASTER")
    send(colleague, case, case.revision, typed(urgency="AKUTT"))
    for base in ("", "x", "[]", '{"urgency": 7}'):
        page = send(adviser, case, case.revision, typed(urgency="HASTER", base=base)).content.decode()
        assert re.search(r'name="urgency"[^>]*value="HASTER"[^>]*checked', page)


def log_as_typed(by: Member, **changes: Any) -> Case:
    """A case logged through the page with these answers."""
    response = by.client.post("/saker/ny/", typed(step="save", submission=str(uuid.uuid4()), **changes))
    assert response.status_code == 302
    return access.page(by.standing).cases[0]
