"""A new inquiry by plain sends of the form: logged, stepped through, put away, sent twice."""

import re
import threading
import uuid
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from advisory.roles import Role
from advisory.services.memberships import start_membership
from cases import access
from cases.errors import NoPost
from cases.models import Case, Draft, Inquiry
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.schemes import scheme_of
from tests import factories
from tests.cases.typing_in import SISTER, stored, typed
from tests.factories import Member

NEW = "/saker/ny/"


def send(who: Member, answers: dict[str, Any], step: str = "save", submission: Any = None) -> HttpResponse:
    given = {"submission": str(submission or uuid.uuid4()), "step": step, **answers}
    return who.client.post(NEW, given)  # type: ignore[return-value]


def turned(who: Member, answers: dict[str, Any], step: str, submission: uuid.UUID) -> str:
    """The page to which a step leads, by its own address."""
    answer = send(who, answers, step, submission)
    assert answer.status_code == 302
    return who.client.get(answer.url).content.decode()  # type: ignore[attr-defined]


def only_case(who: Member) -> Case:
    (case,) = access.visible_to(who.standing)
    return access.open_case(who.standing, case.pk)


def test_everything_typed_is_stored_and_nothing_else(adviser: Member) -> None:
    response = send(adviser, typed(**{k.replace("-", "__"): v for k, v in SISTER.items()}))
    case = only_case(adviser)
    assert response.url == reverse("case", args=[case.pk])  # type: ignore[attr-defined]
    told = stored(case)
    assert told.received_on == date(2026, 6, 3)
    assert told.case == CaseFacts(
        kind="SAK",
        concern="TVE_FR",
        circumstances=frozenset({"REISE", "SOSK"}),
        focus_country="PK",
        urgency="HASTER",
    )
    assert told.inquiry == InquiryFacts(
        scheme="MR", channel="OPPM", asker="SELV", actions=frozenset({"RAD", "SAMT"}), outcome=""
    )
    assert told.persons == (
        PersonFacts(sex="K", age_group="16-17", background="PK", whereabouts="REI"),
        PersonFacts(sex="K", age_group="18-21", background="", whereabouts="UTL"),
    )
    assert told.narrative == "Redd for sommeren."


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("adviser", "MR"), ("embassy", "IR"), ("coordinator", "KT"), ("representative", "KT")],
)
def test_the_scheme_follows_from_the_post(cast: dict[str, Member], name: str, scheme: str) -> None:
    send(cast[name], typed())
    assert stored(only_case(cast[name])).inquiry.scheme == scheme


def test_a_general_question_has_no_persons(adviser: Member) -> None:
    empty = {f"person__1__{name}": None for name in ("sex", "age_group", "background", "whereabouts")}
    empty = {name.replace("__", "-"): None for name in empty}
    answers = {k: v for k, v in {**typed(kind="GEN", concern=None, urgency="INFO"), **empty}.items() if v}
    assert send(adviser, answers).status_code == 302
    case = only_case(adviser)
    assert stored(case).persons == ()
    assert case.facts.concern == ""


def test_the_main_concern_is_not_repeated_among_the_others(adviser: Member) -> None:
    send(adviser, typed(circumstances=["TVE_FR", "REISE"]))
    assert only_case(adviser).facts.circumstances == frozenset({"REISE"})


@pytest.mark.parametrize("day", ["2026-06-03", "3.6.2026", " 03.06.2026 "])
def test_a_day_may_be_written_in_norwegian_or_iso(adviser: Member, day: str) -> None:
    send(adviser, typed(received_on=day))
    assert stored(only_case(adviser)).received_on == date(2026, 6, 3)


def test_somebody_with_two_posts_says_which_was_asked(adviser: Member) -> None:
    other = factories.post("sola")
    start_membership(actor=factories.SUITE, account=adviser.account, post=other, role=Role.ADVISER)  # type: ignore[arg-type]
    assert b'name="post"' in adviser.client.get(f"{NEW}?at=asked").content
    assert send(adviser, typed()).status_code == 200
    send(adviser, typed(post=str(other.pk)))
    assert only_case(adviser).inquiries.get().post_id == other.pk


def test_a_post_she_does_not_hold_cannot_be_chosen(adviser: Member) -> None:
    start_membership(
        actor=factories.SUITE,
        account=adviser.account,  # type: ignore[arg-type]
        post=factories.post("sola"),
        role=Role.ADVISER,
    )
    response = send(adviser, typed(post=str(factories.post("islamabad").pk)))
    assert response.status_code == 200
    assert not Case.unscoped.exists()


def test_with_one_post_a_post_sent_along_is_not_heard(adviser: Member) -> None:
    send(adviser, typed(post=str(factories.post("sola").pk)))
    assert adviser.post is not None
    assert only_case(adviser).inquiries.get().post_id == adviser.post.pk


def test_a_post_that_no_scheme_asks_is_refused() -> None:
    with pytest.raises(NoPost):
        scheme_of("office")


# --- steps ---------------------------------------------------------------------------------------


def test_adding_a_person_keeps_all_and_blames_nobody(adviser: Member) -> None:
    answers = typed(received_on="32.13.2026", concern=None, narrative="<b>halv setning")
    response = send(adviser, answers, step="add-person")
    page = response.content.decode()
    assert 'value="32.13.2026"' in page
    assert "&lt;b&gt;halv setning" in page
    assert "error-summary" not in page
    assert "ds-validation-message" not in page
    assert re.search(r'name="circumstances" value="SOSK"[^>]* checked|value="SOSK"[^>]*checked', page)
    assert re.search(r'<fieldset[^>]*id="person-2"[^>]*autofocus', page)
    assert 'name="persons" value="2"' in page
    assert not Case.unscoped.exists()


def test_the_submission_stays_the_same_through_the_steps(adviser: Member) -> None:
    submission = uuid.uuid4()
    page = send(adviser, typed(), step="add-person", submission=submission).content.decode()
    assert f'name="submission" value="{submission}"' in page


def test_removing_a_person_moves_the_others_up(adviser: Member) -> None:
    answers = {**typed(), **SISTER}
    page = send(adviser, answers, step="remove-person-1").content.decode()
    assert 'name="persons" value="1"' in page
    assert re.search(r'name="person-1-age_group"[^>]*value="18-21"[^>]*checked', page)
    assert "person-2-sex" not in page
    assert not re.search(r'value="16-17"[^>]*checked', page)


@pytest.mark.parametrize(
    "step", ["remove-person-7", "remove-person-0", "remove-person--1", "remove-person-x", "remove-person-²"]
)
def test_removing_nobody_removes_nobody(adviser: Member, step: str) -> None:
    page = send(adviser, {**typed(), **SISTER}, step=step).content.decode()
    assert 'name="persons" value="2"' in page


def test_no_more_than_twelve_persons_can_be_added(adviser: Member) -> None:
    page = send(adviser, typed(persons="12"), step="add-person").content.decode()
    assert 'name="persons" value="12"' in page
    assert "add-person" not in page


@pytest.mark.parametrize(
    "count", ["13", "999999999", "1000000000", "9" * 5000, "-3", "0", "two", "", "1\x00", "1.5", "²"]
)
def test_a_wild_number_of_persons_is_a_message(adviser: Member, count: str) -> None:
    response = send(adviser, typed(persons=count))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('class="ds-fieldset person') <= 12
    assert "Redd for sommeren." in page
    assert 'id="persons_error"' in page
    assert not Case.unscoped.exists()


def test_a_wild_number_is_told_together_with_all_other_mistakes(adviser: Member) -> None:
    page = send(adviser, typed(persons="13", received_on="x")).content.decode()
    assert 'id="persons_error"' in page
    assert 'id="id_received_on_error"' in page


# --- read back -----------------------------------------------------------------------------------


def test_the_answers_are_read_back_and_then_saved_as_they_were_sent_along(adviser: Member) -> None:
    adviser.client.cookies["language"] = "en"
    submission = uuid.uuid4()
    answers = {**typed(narrative="Redd.\nVil hjem."), **SISTER}
    page = turned(adviser, answers, "check", submission)
    assert not Case.unscoped.exists()
    for words in ("Fear of forced marriage", "Female, 16–17, Pakistan", "03.06.2026", "<div>Vil hjem.</div>"):
        assert words in page
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        sent.setdefault(name, []).append(unescape(value))
    assert sent.pop("submission") == [str(submission)]
    # As they go back into a page of the form, and as they are saved.
    form = turned(adviser, sent, "to-persons", submission)
    assert "Vil hjem." in form
    assert re.search(r'name="person-2-age_group"[^>]*value="18-21"[^>]*checked', form)
    send(adviser, sent, submission=submission)
    told = stored(only_case(adviser))
    assert (told.narrative, len(told.persons)) == ("Redd.\nVil hjem.", 2)
    assert told.case.circumstances == frozenset({"REISE", "SOSK"})


def test_wrong_answers_are_not_read_back(adviser: Member) -> None:
    page = turned(adviser, typed(received_on="i går"), "check", uuid.uuid4())
    assert 'id="id_received_on_error"' in page
    assert "Redd for sommeren." in page


# --- twice ---------------------------------------------------------------------------------------


def test_sent_twice_it_is_one_case(adviser: Member) -> None:
    submission = uuid.uuid4()
    first = send(adviser, typed(), submission=submission)
    second = send(adviser, typed(), submission=submission)
    assert first.url == second.url  # type: ignore[attr-defined]
    assert Case.unscoped.count() == 1


def test_sent_again_with_another_text_nothing_is_lost(adviser: Member) -> None:
    """Back in the browser, a sentence more, sent again: the case is there, and her text with it."""
    submission = uuid.uuid4()
    send(adviser, typed(), submission=submission)
    case = only_case(adviser)
    response = send(adviser, typed(narrative="Redd for sommeren. Og for broren."), submission=submission)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Og for broren." in page
    assert f'action="{reverse("case_change", args=[case.pk])}"' in page
    assert Case.unscoped.count() == 1


def test_a_form_sent_to_another_post_before_is_a_message(adviser: Member, elsewhere: Member) -> None:
    submission = uuid.uuid4()
    send(elsewhere, typed(), submission=submission)
    response = send(adviser, typed(), submission=submission)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Redd for sommeren." in page
    assert str(submission) not in page
    assert Case.unscoped.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_case(transactional_db: None, reference: None, adviser: Member) -> None:
    """Two sends at the same time, each on its own connection."""
    submission = uuid.uuid4()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(adviser.account, backend=factories.BACKEND)  # type: ignore[arg-type]
    gate = threading.Barrier(2)
    answered: list[Any] = []

    def click(client: Client) -> None:
        try:
            gate.wait(10)
            answered.append(client.post(NEW, {"submission": str(submission), "step": "save", **typed()}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [response.status_code for response in answered] == [302, 302]
    assert answered[0].url == answered[1].url
    assert Case.unscoped.count() == 1
    assert Inquiry.unscoped.count() == 1


def test_what_was_sent_is_no_draft_any_more(adviser: Member) -> None:
    submission = uuid.uuid4()
    adviser.client.post("/utkast/", {"submission": str(submission), **typed()})
    assert Draft.objects.filter(pk=submission).exists()
    send(adviser, typed(), submission=submission)
    assert not Draft.objects.exists()


def test_it_says_that_it_is_saved(adviser: Member) -> None:
    response = send(adviser, typed())
    assert [str(one) for one in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_the_page_is_kept_by_nobody(adviser: Member) -> None:
    response = adviser.client.get(NEW)
    assert response["Cache-Control"] == "no-store"
    assert b'autocomplete="off"' in response.content
