"""A new inquiry page by page: what is asked where, what goes along, and where each button leads."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.forms.sheet import FIELDS
from cases.forms.topics import ABOUT, ASKED, AT, DONE, PERSONS, TOPICS, Topic, following, preceding, topic_of
from cases.models import Case, Draft
from cases.services.drafts import MOST_OF_ONE, typed_in
from tests.cases.typing_in import SISTER, as_lists, stored, typed
from tests.factories import Member

NEW = "/saker/ny/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
GENERAL = {"kind": ["GEN"], "urgency": ["INFO"]}


def of(topic: Topic, answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if topic_of(name) is topic}


def press(
    who: Member, step: str, topic: Topic, answers: dict[str, Any], submission: uuid.UUID
) -> HttpResponse:
    sent = {"submission": str(submission), "step": step, AT: topic.name, **answers}
    return who.client.post(NEW, sent)  # type: ignore[return-value]


def page_at(who: Member, answer: Any) -> str:
    """Where a step led, by its own address."""
    assert answer.status_code == 302, answer.content.decode()
    return str(who.client.get(answer.url).content.decode())


def unseen(page: str) -> dict[str, list[str]]:
    """What the page sends along of the answers on others."""
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        if name in FIELDS:
            found.setdefault(name, []).append(unescape(value))
    return found


def current(page: str) -> str:
    (title,) = re.findall(r'<strong aria-current="step">([^<]+)<', page)
    return str(title)


def test_every_question_stands_on_one_page() -> None:
    assert {topic_of(name) for name in FIELDS} == set(TOPICS)
    assert topic_of("narrative-because") is DONE
    assert topic_of("person-12-whereabouts") is PERSONS
    with pytest.raises(StopIteration):
        topic_of("revision")


def test_walked_page_by_page_it_is_the_same_inquiry(adviser: Member) -> None:
    """Each page sends its own answers and, unseen, those of the others: as a browser would."""
    answers = typed(narrative="Redd.\n<b>Vil</b> hjem.") | SISTER
    submission = uuid.uuid4()
    page = adviser.client.get(NEW).content.decode()
    for topic, after in zip(TOPICS, TOPICS[1:], strict=False):
        assert current(page) == str(topic.title)
        page = page_at(adviser, press(adviser, "next", topic, unseen(page) | of(topic, answers), submission))
        assert current(page) == str(after.title)
        assert not Case.unscoped.exists()
    check = page_at(adviser, press(adviser, "next", DONE, unseen(page) | of(DONE, answers), submission))
    # The look at them all is a page to go back to as well, and the draft holds what it shows.
    kept = typed_in(account_id=adviser.standing.account_id, draft_id=submission)
    assert kept == as_lists(answers)
    assert 'data-at="check"' in check
    assert unseen(check) == as_lists(answers)
    saved = adviser.client.post(NEW, {"submission": str(submission), "step": "save", **unseen(check)})
    assert saved.status_code == 302
    (case,) = access.visible_to(adviser.standing)
    told = stored(access.open_case(adviser.standing, case.pk))
    assert (told.narrative, len(told.persons)) == ("Redd.\n<b>Vil</b> hjem.", 2)
    assert (told.inquiry.actions, told.case.focus_country) == (frozenset({"RAD", "SAMT"}), "PK")
    assert not Draft.objects.exists()


def test_whatever_names_another_element_finds_it(adviser: Member) -> None:
    submission = uuid.uuid4()
    pages = [adviser.client.get(f"{NEW}?at={topic.name}").content.decode() for topic in TOPICS]
    pages.append(page_at(adviser, press(adviser, "next", ABOUT, typed(concern=None), submission)))
    pages.append(page_at(adviser, press(adviser, "next", DONE, typed(), submission)))
    assert 'data-at="check"' in pages[-1]
    for page in pages:
        named = " ".join(re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', page)).split()
        assert len(named) > 3
        assert set(named) - set(re.findall(r'\bid="([^"]*)"', page)) == set()


def test_one_person_more_is_found_again_too(adviser: Member) -> None:
    """Where no script puts the part in its place, the page that was sent is gone back to by its draft."""
    submission = uuid.uuid4()
    assert press(adviser, "add-person", PERSONS, typed(), submission).status_code == 200
    page = adviser.client.get(f"{NEW}?draft={submission}&at=persons").content.decode()
    assert 'id="person-2"' in page


def test_a_page_with_a_mistake_stays_and_blames_no_other(adviser: Member) -> None:
    answers = of(ABOUT, typed(concern=None))
    assert press(adviser, "next", ABOUT, of(ABOUT, typed()), uuid.uuid4()).status_code == 302
    page = page_at(adviser, press(adviser, "next", ABOUT, answers, uuid.uuid4()))
    assert current(page) == str(ABOUT.title)
    assert re.findall(r'<div[^>]*id="(id_[^"]+)_error"', page) == ["id_concern"]
    assert 'href="#id_asker"' not in page
    assert re.search(r'name="kind"[^>]*value="SAK"[^>]*checked', page)


def test_whatever_is_wrong_elsewhere_is_shown_before_anything_is_saved(adviser: Member) -> None:
    page = page_at(adviser, press(adviser, "next", DONE, typed(kind=None, channel=None), uuid.uuid4()))
    assert re.findall(r'<div[^>]*id="(id_[^"]+)_error"', page) == ["id_kind", "id_channel"]
    assert re.findall(r'name="at" value="([^"]+)"', page) == ["about", "asked"]
    # Both put right on the page that showed them, one sees all answers.
    both = {"submission": str(uuid.uuid4()), "step": "next", AT: ["about", "asked"], **typed()}
    check = page_at(adviser, adviser.client.post(NEW, both))
    assert unseen(check).keys() == typed().keys()


@pytest.mark.parametrize("step", ["back", "to-about"])
def test_back_and_elsewhere_whatever_stands_on_the_page(adviser: Member, step: str) -> None:
    answers = typed(narrative="halv setning") | {"person-1-sex": "?"}
    page = page_at(adviser, press(adviser, step, PERSONS, answers, uuid.uuid4()))
    assert current(page) == str(ABOUT.title)
    assert "error-summary" not in page
    assert unseen(page)["person-1-sex"] == ["?"]
    assert unseen(page)["narrative"] == ["halv setning"]


def test_who_changes_an_answer_goes_back_to_the_look_at_them_all(adviser: Member) -> None:
    """By plain sends; somebody who never came from there goes on to the next page."""
    adviser.client.cookies["language"] = "en"
    submission, back = str(uuid.uuid4()), "Back to your answers"
    sent = {"submission": submission, **typed()}
    check = page_at(adviser, adviser.client.post(NEW, {**sent, "step": "check"}))
    assert ("from", "check") in HIDDEN.findall(check)
    persons = page_at(adviser, adviser.client.post(NEW, {**sent, "step": "to-persons", "from": "check"}))
    assert back in persons
    assert ("from", "check") in HIDDEN.findall(persons)
    # Wrong, it stays, and knows the way still; so does another page that is turned to.
    on = {**sent, AT: "persons", "from": "check"}
    wrong = page_at(adviser, adviser.client.post(NEW, {**on, "step": "next", "person-1-sex": ""}))
    assert "error-summary" in wrong
    assert ("from", "check") in HIDDEN.findall(wrong)
    added = adviser.client.post(NEW, {**on, "step": "add-person"}).content.decode()
    assert ("from", "check") in HIDDEN.findall(added)
    right = adviser.client.post(NEW, {**on, "step": "next", "person-1-age_group": "18-21"})
    assert "at=check" in right.headers["Location"]
    assert "18–21" in page_at(adviser, right)
    onward = adviser.client.post(NEW, {**sent, AT: "persons", "step": "next"})
    assert "at=asked" in onward.headers["Location"]
    assert back not in page_at(adviser, onward)


def test_a_general_question_passes_persons_by(adviser: Member) -> None:
    assert following((ABOUT,), GENERAL) == ASKED
    assert preceding((ASKED,), GENERAL) == ABOUT
    # What was said of somebody all the same is asked about.
    assert following((ABOUT,), GENERAL | {"persons": ["1"], "person-1-sex": ["K"]}) == PERSONS
    assert following((DONE,), {}) is None
    assert preceding((ABOUT,), {}) == ABOUT
    page = page_at(adviser, press(adviser, "next", ABOUT, GENERAL, uuid.uuid4()))
    assert current(page) == str(ASKED.title)


def test_a_draft_goes_on_at_the_first_page_that_is_not_finished(adviser: Member) -> None:
    submission = uuid.uuid4()
    for left_out, topic in (("concern", ABOUT), ("person-1-sex", PERSONS), ("asker", ASKED), ("", DONE)):
        answers = {name: value for name, value in typed().items() if name != left_out}
        adviser.client.post("/utkast/", {"submission": str(submission), **answers})
        page = adviser.client.get(f"{NEW}?draft={submission}").content.decode()
        assert current(page) == str(topic.title)
        assert "error-summary" not in page


def test_where_no_draft_can_be_kept_the_next_page_is_shown_all_the_same(adviser: Member) -> None:
    assert adviser.account is not None
    for _one in range(MOST_OF_ONE):
        begun = '{"kind": ["SAK"]}'
        Draft.objects.create(account=adviser.account, content=begun, changed_at=timezone.now())
    answer = press(adviser, "next", ABOUT, of(ABOUT, typed()), uuid.uuid4())
    assert answer.status_code == 200
    assert current(answer.content.decode()) == str(PERSONS.title)


def test_after_it_was_saved_a_page_of_it_is_no_error(adviser: Member, elsewhere: Member) -> None:
    """Back in the browser after saving, and on again: nothing is kept of it any more."""
    submission = uuid.uuid4()
    adviser.client.post(NEW, {"submission": str(submission), "step": "save", **typed()})
    answer = press(adviser, "next", ASKED, typed(), submission)
    assert answer.status_code == 200
    assert current(answer.content.decode()) == str(DONE.title)
    # By the browser's own way back she comes to the case, and nothing is refused.
    (case,) = access.visible_to(adviser.standing)
    back = adviser.client.get(f"{NEW}?draft={submission}&at=asked")
    assert back.headers["Location"] == reverse("case", args=[case.pk])
    # Nor is anything said to be a draft that is none.
    again = press(adviser, "save-draft", DONE, typed(narrative="Mer."), submission)
    assert (again.status_code, Draft.objects.count()) == (200, 0)
    assert "Mer." in again.content.decode()
    assert f'href="{reverse("case", args=[case.pk])}"' in again.content.decode()
    assert elsewhere.client.get(f"{NEW}?draft={submission}").status_code == 404


def test_the_draft_of_somebody_else_is_not_hers(adviser: Member, elsewhere: Member) -> None:
    submission = uuid.uuid4()
    hers = press(adviser, "next", ABOUT, of(ABOUT, typed()), submission)
    assert adviser.client.get(hers.url).status_code == 200  # type: ignore[attr-defined]
    assert elsewhere.client.get(hers.url).status_code == 404  # type: ignore[attr-defined]
    assert press(elsewhere, "next", ABOUT, of(ABOUT, typed()), submission).status_code == 404


def test_an_urgent_answer_is_told_of_on_every_page_after_it(adviser: Member) -> None:
    answers = typed(urgency="AKUTT")
    page = page_at(adviser, press(adviser, "next", ABOUT, of(ABOUT, answers), uuid.uuid4()))
    assert 'href="tel:112"' in page
    calm = page_at(adviser, press(adviser, "next", ABOUT, of(ABOUT, typed(urgency="ORD")), uuid.uuid4()))
    assert 'id="urgent"' not in calm


def test_a_page_costs_as_much_with_many_drafts(adviser: Member) -> None:
    submission = uuid.uuid4()
    answer: Any = press(adviser, "next", ABOUT, of(ABOUT, typed()), submission)
    with CaptureQueriesContext(connection) as once:
        adviser.client.get(answer.url)
    assert adviser.account is not None
    for _one in range(MOST_OF_ONE - 1):
        Draft.objects.create(account=adviser.account, content="{}", changed_at=timezone.now())
    with CaptureQueriesContext(connection) as again:
        adviser.client.get(answer.url)
    assert len(again) == len(once)
