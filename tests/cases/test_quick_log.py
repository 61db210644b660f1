"""The quick log: five choices make a case, the rest of it is completed afterwards."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from advisory.roles import Role
from advisory.services.memberships import start_membership
from cases import access
from cases.forms.inquiry import InquiryForm
from cases.forms.topics import TOPICS
from cases.forms.why import WHY
from cases.models import Case, Draft
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.told import Told
from tests import factories
from tests.cases.test_hand_over import sent
from tests.cases.typing_in import stored, typed
from tests.factories import Member

QUICK = "/saker/ny/kort/"
CHOICES = {
    "concern": "TVE_FR",
    "person-1-age_group": "16-17",
    "person-1-sex": "K",
    "person-1-whereabouts": "NOR",
    "urgency": "ORD",
}
TO_COMPLETE = 'id="to-complete"'


def send(
    who: Member, answers: dict[str, Any], *, submission: uuid.UUID | None = None, step: str = "save"
) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(QUICK, {"submission": str(submission or uuid.uuid4()), "step": step, **answers})


def read(who: Member, address: str) -> str:
    who.client.cookies["language"] = "en"
    return unescape(who.client.get(address).content.decode())


def only_case(who: Member) -> Case:
    (case,) = access.visible_to(who.standing)
    return access.open_case(who.standing, case.pk)


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("adviser", "MR"), ("embassy", "IR"), ("coordinator", "KT"), ("representative", "KT")],
)
def test_five_choices_are_a_case_and_the_rest_is_not_recorded(
    cast: dict[str, Member], name: str, scheme: str
) -> None:
    send(cast[name], CHOICES)
    assert stored(only_case(cast[name])) == Told(
        received_on=timezone.localdate(),
        case=CaseFacts(kind="SAK", concern="TVE_FR", urgency="ORD"),
        inquiry=InquiryFacts(scheme=scheme),
        persons=(PersonFacts(sex="K", age_group="16-17", whereabouts="NOR"),),
    )


def test_nothing_else_that_is_sent_along_is_heard(adviser: Member) -> None:
    send(adviser, {**typed(), **CHOICES})
    told = stored(only_case(adviser))
    assert (told.narrative, told.case.focus_country, told.inquiry.asker) == ("", "", "")
    assert (told.persons[0].background, told.received_on) == ("", timezone.localdate())


def test_the_case_says_that_it_is_to_be_completed_until_it_is(adviser: Member, colleague: Member) -> None:
    send(adviser, CHOICES)
    case = only_case(adviser)
    for one in (adviser, colleague):
        assert TO_COMPLETE in read(one, f"/saker/{case.pk}/")
    answers = {"revision": str(case.revision), "step": "save", **typed(urgency="ORD")}
    assert adviser.client.post(f"/saker/{case.pk}/endre/", answers).status_code == 302
    assert TO_COMPLETE not in read(adviser, f"/saker/{case.pk}/")
    assert stored(only_case(adviser)).inquiry.asker == "SELV"


def test_the_way_to_complete_it_leads_to_the_first_question_that_is_open(adviser: Member) -> None:
    """And is drawn once: by the button, or in the notice where something else comes first."""

    def ways() -> list[str]:
        return re.findall(rf'href="(/saker/{case.pk}/endre/#[^"]*)"', read(adviser, f"/saker/{case.pk}/"))

    send(adviser, CHOICES)
    case = only_case(adviser)
    form = f"/saker/{case.pk}/endre/"
    assert ways() == [f"{form}#id_asker"]
    assert 'id="id_asker"' in read(adviser, form)
    case = factories.log_case(adviser, inquiry=InquiryFacts(scheme="MR", asker="SELV"))
    form = f"/saker/{case.pk}/endre/"
    assert ways() == [f"{form}#id_channel_0"]
    assert 'id="id_channel_0"' in read(adviser, form)


def test_a_post_that_is_asked_has_nothing_to_complete(adviser: Member, coordinator: Member) -> None:
    send(adviser, CHOICES)
    case = only_case(adviser)
    sent(adviser, case, coordinator.post)
    assert TO_COMPLETE in read(adviser, f"/saker/{case.pk}/")
    assert TO_COMPLETE not in read(coordinator, f"/saker/{case.pk}/")


@pytest.mark.parametrize("name", sorted(CHOICES))
@pytest.mark.parametrize("wrong", [None, "X", "K\x00"])
def test_a_choice_that_is_missing_or_none_has_its_message_and_the_rest_stays(
    adviser: Member, name: str, wrong: str | None
) -> None:
    answers = {**CHOICES, name: wrong}
    answer = send(adviser, {key: value for key, value in answers.items() if value is not None})
    page = answer.content.decode()
    assert f'id="id_{name}_error"' in page
    assert page.count("ds-validation-message") == 1
    for key, value in CHOICES.items():
        if key != name:
            assert re.search(rf'name="{key}"[^>]*value="{value}"[^>]*checked', page), key
    assert not Case.unscoped.exists()


def test_sent_twice_it_is_one_case_and_what_was_chosen_anew_is_told(adviser: Member) -> None:
    submission = uuid.uuid4()
    first = send(adviser, CHOICES, submission=submission)
    assert send(adviser, CHOICES, submission=submission).url == first.url
    assert "What you chose anew is not in it" not in read(adviser, first.url)
    send(adviser, {**CHOICES, "urgency": "INFO"}, submission=submission)
    assert "What you chose anew is not in it" in read(adviser, first.url)
    assert only_case(adviser).facts.urgency == "ORD"


def test_one_can_go_on_with_the_whole_form(adviser: Member) -> None:
    submission = uuid.uuid4()
    answer: Any = send(adviser, {**CHOICES, "urgency": ""}, submission=submission, step="more")
    page = read(adviser, answer.url)
    assert 'action="/saker/ny/"' in page
    assert f'value="{submission}"' in page
    for name, value in {"kind": "SAK", "concern": "TVE_FR"}.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', page), name
    assert '<input type="hidden" name="person-1-sex" value="K">' in page
    assert "ds-validation-message" not in page
    assert not Case.unscoped.exists()


def test_a_page_that_comes_back_is_found_again_and_after_saving_the_case(adviser: Member) -> None:
    """By the browser's own way back, for which the page's script names the draft."""
    submission = uuid.uuid4()
    address = f"{QUICK}?draft={submission}"
    assert send(adviser, {**CHOICES, "urgency": ""}, submission=submission).status_code == 200
    assert re.search(r'name="concern"[^>]*value="TVE_FR"[^>]*checked', read(adviser, address))
    send(adviser, CHOICES, submission=submission)
    back = adviser.client.get(address)
    assert (back.status_code, back.url) == (302, reverse("case", args=[only_case(adviser).pk]))  # type: ignore[attr-defined]


def test_a_draft_of_it_is_gone_with_the_case(adviser: Member) -> None:
    submission = uuid.uuid4()
    adviser.client.post("/utkast/", {"submission": str(submission), **CHOICES})
    assert Draft.objects.count() == 1
    send(adviser, CHOICES, submission=submission)
    assert not Draft.objects.exists()


def test_somebody_with_two_posts_says_which_was_asked(adviser: Member) -> None:
    other = factories.post("sola")
    start_membership(actor=factories.SUITE, account=adviser.account, post=other, role=Role.ADVISER)  # type: ignore[arg-type]
    factories.signed_in_anew(adviser)
    assert 'id="id_post_error"' in send(adviser, CHOICES).content.decode()
    send(adviser, {**CHOICES, "post": str(other.pk)})
    assert only_case(adviser).inquiries.get().post_id == other.pk


def test_a_submission_of_another_post_is_not_hers(adviser: Member, elsewhere: Member) -> None:
    submission = uuid.uuid4()
    send(adviser, CHOICES, submission=submission)
    page = send(elsewhere, CHOICES, submission=submission)
    assert page.status_code == 200
    assert str(submission) not in page.content.decode()
    assert Case.unscoped.count() == 1


def test_each_question_of_both_forms_says_why_it_is_asked(adviser: Member) -> None:
    quick = read(adviser, QUICK)
    whole = "".join(read(adviser, f"/saker/ny/?at={topic.name}") for topic in TOPICS)
    assert quick.count('<details class="fold why">') == len(CHOICES)
    assert {*InquiryForm.base_fields, *PersonFacts.SLOTS} == WHY.keys()
    # Which post was asked is asked of whoever holds several.
    assert whole.count('<details class="fold why">') == len(WHY) - 1
