"""What posts say to each other in a case: to whom, seen by whom, and what it does to the clock."""

import re
import uuid
from typing import Any

import pytest

from advisory.models import Letter
from cases import access, seal
from cases.errors import ChangedMeanwhile
from cases.lane_errors import NobodyToAsk, NothingToReplyTo, NothingWritten, NotOpen
from cases.models import Case, Inquiry
from cases.models.event import EventKind, SeenBy
from cases.models.facts import CaseFacts, PersonFacts
from cases.next_action import What, next_action
from cases.services.answers import accept
from cases.services.messages import advise, note, open_questions, put_question, reply
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member, embassy: Member) -> Case:
    """The adviser's, about which the embassy was asked for advice and accepted."""
    made = factories.log_case(adviser)
    sent(adviser, made, embassy.post, How.ADVISE)
    answered(embassy, made, accept)
    return made


def said(who: Member, case: Case, what: Any, **more: Any) -> Any:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, who.post)
    done = what(standing=who.standing, case=opened, lane=lane, revision=opened.revision, **more)
    found = seal.whole(case.pk)
    assert found is not None
    seal.must_hold(found)
    return done


def stored(case: Case, who: Member) -> Inquiry:
    return Inquiry.unscoped.get(case=case, post=who.post)


def texts(who: Member, case: Case) -> list[str]:
    kinds = {EventKind.QUESTION, EventKind.REPLY, EventKind.ADVICE, EventKind.NOTE}
    return [
        one.text for one in access.open_case(who.standing, case.pk).events.all() if one.facts.kind in kinds
    ]


def test_a_question_stops_the_clock_until_it_is_answered(
    adviser: Member, embassy: Member, case: Case
) -> None:
    before = stored(case, adviser)
    assert before.paused_left is None
    Letter.objects.all().delete()
    question = said(adviser, case, put_question, to=embassy.post.pk, text="Er hun framme?")  # type: ignore[union-attr]
    assert {letter.account_id for letter in Letter.objects.all()} == {embassy.account.pk}  # type: ignore[union-attr]
    waiting = stored(case, adviser)
    assert (waiting.next_post_id, waiting.paused_left is None) == (embassy.post.pk, False)  # type: ignore[union-attr]
    opened = access.open_case(embassy.standing, case.pk)
    action = next_action(lane_at(opened, embassy.post), list(opened.events.all()))
    assert action is not None
    assert action.what is What.REPLY
    assert [one.pk for one in open_questions(opened, lane_at(opened, embassy.post))] == [question.pk]
    said(embassy, case, reply, question=question.pk, text="Ja, siden mandag.")
    assert stored(case, adviser).next_post_id == adviser.post.pk  # type: ignore[union-attr]
    assert stored(case, adviser).paused_left is None
    with pytest.raises(NothingToReplyTo):
        said(embassy, case, reply, question=question.pk, text="Igjen.")
    assert texts(adviser, case) == texts(embassy, case) == ["Er hun framme?", "Ja, siden mandag."]


def test_the_asked_post_asks_back(adviser: Member, embassy: Member, case: Case) -> None:
    question = said(embassy, case, put_question, to=adviser.post.pk, text="Vet familien det?")  # type: ignore[union-attr]
    assert stored(case, embassy).next_post_id == adviser.post.pk  # type: ignore[union-attr]
    said(adviser, case, reply, question=question.pk, text="Nei.")
    assert stored(case, embassy).next_post_id == embassy.post.pk  # type: ignore[union-attr]


def test_who_sees_what(
    adviser: Member, colleague: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    said(embassy, case, note, seen_by=SeenBy.OWN, text="For oss.")
    said(embassy, case, note, seen_by=SeenBy.LANE, text="For oss to.")
    said(embassy, case, note, seen_by=SeenBy.ALL, text="For alle.", told=coordinator.post.pk)  # type: ignore[union-attr]
    assert texts(embassy, case) == ["For oss.", "For oss to.", "For alle."]
    assert texts(adviser, case) == texts(colleague, case) == ["For oss to.", "For alle."]
    assert texts(coordinator, case) == ["For alle."]
    for who, seen in ((adviser, True), (coordinator, False)):
        page = who.client.get(f"/saker/{case.pk}/").content.decode()
        course = who.client.get(f"/saker/{case.pk}/forlop/").content.decode()
        assert ("For oss to." in page, "For oss to." in course) == (seen, seen)
        assert "For oss." not in page + course


def test_advice_is_a_status(adviser: Member, embassy: Member, case: Case) -> None:
    said(embassy, case, advise, seen_by=SeenBy.LANE, text="Ikke reis.")
    assert stored(case, embassy).status == Status.ADVISED
    assert texts(adviser, case) == ["Ikke reis."]


def test_what_is_refused(adviser: Member, embassy: Member, elsewhere: Member, case: Case) -> None:
    with pytest.raises(NobodyToAsk):
        said(adviser, case, put_question, to=elsewhere.post.pk, text="Hva?")  # type: ignore[union-attr]
    with pytest.raises(NobodyToAsk):
        said(adviser, case, note, seen_by=SeenBy.ALL, text="Hva?", told=elsewhere.post.pk)  # type: ignore[union-attr]
    with pytest.raises(NothingWritten):
        said(adviser, case, note, seen_by=SeenBy.OWN, text=" \n ")
    with pytest.raises(NothingToReplyTo):
        said(adviser, case, reply, question=uuid.uuid4(), text="Ja.")
    opened = access.case_to_change(adviser.standing, case.pk)
    lane = lane_at(opened, adviser.post)
    with pytest.raises(ChangedMeanwhile):
        note(
            standing=adviser.standing,
            case=opened,
            lane=lane,
            revision=1,
            seen_by=SeenBy.OWN,
            text="For sent.",
        )
    lane.status = Status.CLOSED
    with pytest.raises(NotOpen):
        note(
            standing=adviser.standing,
            case=opened,
            lane=lane,
            revision=opened.revision,
            seen_by=SeenBy.OWN,
            text="Avsluttet.",
        )


def test_by_the_page(adviser: Member, embassy: Member, case: Case) -> None:
    for who in (adviser, embassy):
        who.client.cookies["language"] = "en"
    address = f"/saker/{case.pk}/melding/"
    revision = access.open_case(adviser.standing, case.pk).revision
    typed = {"kind": "SPORSMAL", "to": "", "text": "Er hun framme?", "revision": str(revision)}
    page = adviser.client.post(address, typed).content.decode()
    assert "Choose a post that you have asked" in page
    assert "Er hun framme?" in page
    done = adviser.client.post(address, {**typed, "to": str(embassy.post.pk)})  # type: ignore[union-attr]
    assert done.headers["Location"] == f"/saker/{case.pk}/"
    page = embassy.client.get(address).content.decode()
    assert "Which question do you answer?" in page
    assert "Er hun framme?" in page


@pytest.mark.parametrize(
    ("text", "told"), [("   ", "Write something."), ("Hva om Fatima Ali ikke kommer?", "This may tell who")]
)
def test_a_text_is_asked_for_and_told_one_thing_of(adviser: Member, case: Case, text: str, told: str) -> None:
    adviser.client.cookies["language"] = "en"
    address = f"/saker/{case.pk}/melding/"
    page = adviser.client.get(address).content.decode()
    assert re.search(r'<label[^>]*for="id_text">Text</label>', page)
    typed = {"kind": "NOTAT", "seen_by": "EGEN", "revision": str(case.revision)}
    page = adviser.client.post(address, {**typed, "text": text}).content.decode()
    summary = page.split('id="error-summary"')[1].split("</ul>")[0]
    assert summary.count('href="#id_text"') == 1
    assert told in summary


def test_whom_the_rules_suggest_stays_until_each_was_asked(
    adviser: Member, embassy: Member, coordinator: Member
) -> None:
    """It is urgent and she is to travel: the coordinator and the embassy. Asking one leaves the other."""
    adviser.client.cookies["language"] = "en"
    going = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="REI")
    facts = CaseFacts(concern="TVE_FR", focus_country="PK", urgency="HASTER")
    case = factories.log_case(adviser, case=facts, persons=(going,))

    def shown() -> list[str]:
        page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
        told = page.partition('id="suggested"')[2].partition("</section>")[0]
        return re.findall(r"<strong>([^<]*)</strong>", told)

    assert set(shown()) == {coordinator.post.name, embassy.post.name}  # type: ignore[union-attr]
    sent(adviser, case, embassy.post, How.ADVISE)
    assert shown() == [coordinator.post.name]  # type: ignore[union-attr]
    sent(adviser, case, coordinator.post)
    assert shown() == []


def test_a_move_by_the_rules_says_why(adviser: Member, embassy: Member) -> None:
    """The case's country is Pakistan, where she is to travel: the embassy there is suggested."""
    adviser.client.cookies["language"] = "en"
    going = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="REI")
    case = factories.log_case(adviser, persons=(going,))
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    assert "Whom the rules suggest to ask" in page
    assert "Ambassaden i Islamabad" in page
    page = adviser.client.get(f"/saker/{case.pk}/send/").content.decode()
    assert re.search(rf'value="{embassy.post.pk}"[^>]*selected', page)  # type: ignore[union-attr]
    # The post is chosen for her. Whether she gives the case away she says herself.
    assert not re.search(r'name="how"[^>]*checked', page)
    sent(adviser, case, embassy.post)
    events = access.open_case(embassy.standing, case.pk).events.all()
    assert {one.facts.kind for one in events} == {"SENDT", "RUTET"}
    course = embassy.client.get(f"/saker/{case.pk}/forlop/").content.decode()
    # In what is read: a form's token may hold any two letters.
    assert "PK" not in re.sub(r"<[^>]*>", "", course)
    assert "fordi en reise er planlagt" in course


def test_only_who_was_asked_writes_to_who_asked(adviser: Member, embassy: Member, case: Case) -> None:
    """Words and choices for a second post are for a lane that another post began."""
    asked, began = (
        who.client.get(f"/saker/{case.pk}/melding/").content.decode() for who in (embassy, adviser)
    )
    for there in ("Råd til arbeidsstedet som spurte", 'value="LINJE"'):
        assert there in asked
        assert there not in began
    both = {"kind": "NOTAT", "seen_by": "LINJE", "text": "For oss to."}
    for who, changed in ((embassy, 1), (adviser, 0)):
        before = Case.unscoped.get(pk=case.pk).revision
        who.client.post(f"/saker/{case.pk}/melding/", {**both, "revision": str(before)})
        assert Case.unscoped.get(pk=case.pk).revision - before == changed


def test_where_nobody_can_be_asked_a_question_the_way_to_ask_another_post_is_told(
    adviser: Member, embassy: Member
) -> None:
    adviser.client.cookies["language"] = "en"
    case = factories.log_case(adviser)
    told, way = "nobody here to ask a question", f'href="/saker/{case.pk}/send/"'

    def shown(page: str) -> tuple[bool, bool, bool]:
        words = adviser.client.get(page).content.decode()
        words = words[words.index("<main") :]
        return told in words, way in words, "Write: advice, a note" in words

    message, of_case = f"/saker/{case.pk}/melding/", f"/saker/{case.pk}/"
    assert shown(message) == (True, True, False)
    assert shown(of_case)[2]
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    assert shown(message) == (False, False, False)
    assert not shown(of_case)[2]
