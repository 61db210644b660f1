"""What awaits one, on the first page and at the top of a case: asked, a question, a no, a time soon over."""

from datetime import timedelta
from html import unescape

import pytest

from cases import access
from cases.models import Case
from cases.services.answers import accept, decline
from cases.services.hand_over import SPAN
from cases.services.inquiries import close_inquiry
from cases.services.keeping_out import keep_out
from cases.services.messages import open_questions, put_question, reply
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.waiting import TUESDAY, at, run
from tests.factories import Member

pytestmark = pytest.mark.django_db

ASKS = "Sandaker videregående skole spør dere om noe"
DAY = timedelta(days=1)


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def page_of(who: Member, case: Case) -> str:
    factories.signed_in_anew(who)
    response = who.client.get(f"/saker/{case.pk}/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def asks(who: Member, case: Case, of: Member, text: str) -> None:
    changed = access.case_to_change(who.standing, case.pk)
    assert of.post is not None
    put_question(
        standing=who.standing,
        case=changed,
        lane=lane_at(changed, who.post),
        revision=changed.revision,
        to=of.post.pk,
        text=text,
    )


def replies(who: Member, case: Case) -> None:
    changed = access.case_to_change(who.standing, case.pk)
    own = lane_at(changed, who.post)
    (question,) = open_questions(changed, own)
    reply(
        standing=who.standing,
        case=changed,
        lane=own,
        revision=changed.revision,
        question=question.pk,
        text="Ja, siden i går.",
    )


def test_a_question_stands_there_until_it_is_answered(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    """For the post that is asked, with where one answers; for nobody else."""
    for one in (embassy, coordinator):
        sent(adviser, case, one.post, How.ADVISE)
        answered(one, case, accept)
    asks(adviser, case, embassy, "Er hun framme?")
    page = page_of(embassy, case)
    assert ASKS in page
    assert page.index("Er hun framme?") < page.index("Hva det gjelder")
    assert "Svar på spørsmålet" in page
    assert ASKS not in page_of(adviser, case)
    assert ASKS not in page_of(coordinator, case)
    replies(embassy, case)
    assert ASKS not in page_of(embassy, case)


def test_the_post_that_asked_is_asked_back(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    asks(embassy, case, adviser, "Hvem vet om det?")
    page = page_of(adviser, case)
    assert "Ambassaden i Islamabad spør dere om noe" in page
    assert page.index("Hvem vet om det?") < page.index("Hva det gjelder")


def test_a_no_stands_there_until_somebody_is_asked_after_it(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, decline, reason="FEIL", why="Hun er i Marokko.")
    assert "Ambassaden i Islamabad tar ikke saken" in page_of(adviser, case)
    sent(adviser, case, coordinator.post, How.ADVISE)
    assert "tar ikke saken" not in page_of(adviser, case)


def test_both_are_told_in_time_that_an_asked_post_soon_sees_the_case_no_more(
    adviser: Member, embassy: Member
) -> None:
    """And who asked, that it does not: the time runs out in a summer in which nobody looks."""
    with at(TUESDAY):
        case = factories.log_case(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
    hers, theirs = "Ambassaden i Islamabad ser saken til 02.12.2030", "Dere ser saken til 02.12.2030"
    with at(TUESDAY + (SPAN - 29) * DAY):
        assert hers not in page_of(adviser, case)
        assert theirs not in page_of(embassy, case)
    with at(TUESDAY + (SPAN - 27) * DAY):
        assert hers in page_of(adviser, case)
        assert theirs in page_of(embassy, case)
    with at(TUESDAY + (SPAN + 1) * DAY):
        run("chase")
        page = page_of(adviser, case)
        assert "Ambassaden i Islamabad ser ikke saken lenger" in page
        assert "må dere spørre dem på nytt" in page
        sent(adviser, case, embassy.post, How.ADVISE)
        assert "ser ikke saken lenger" not in page_of(adviser, case)


def test_nobody_is_asked_to_prolong_what_is_done(adviser: Member, embassy: Member) -> None:
    with at(TUESDAY):
        case = factories.log_case(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
        changed = access.case_to_change(embassy.standing, case.pk)
        close_inquiry(
            standing=embassy.standing,
            case=changed,
            inquiry=lane_at(changed, embassy.post),
            revision=changed.revision,
            outcome="RAD",
        )
    with at(TUESDAY + 15 * DAY):
        run("chase")
        page = page_of(adviser, case)
        assert "ser saken til" not in page
        assert "ser ikke saken lenger" not in page


def first_page_of(who: Member) -> str:
    factories.signed_in_anew(who)
    return unescape(who.client.get("/saker/").content.decode())


def test_the_first_page_says_that_somebody_waits_and_leads_there(
    adviser: Member, embassy: Member, elsewhere: Member
) -> None:
    """What the letter promised. To the post that is awaited, whichever of two lanes it is; to nobody else."""
    with at(TUESDAY):
        case = factories.log_case(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        page = first_page_of(embassy)
        assert "1 sak venter på svar fra dere." in page
        assert page.index('href="/oppgaver/"', page.index("venter på svar")) > 0
        assert "over fristen" not in page
        assert "venter på svar fra dere" not in first_page_of(adviser)
        answered(embassy, case, accept)
        assert "venter på svar fra dere" not in first_page_of(embassy)
        for one, other in ((adviser, embassy), (embassy, adviser)):
            asks(one, case, other, "Er hun framme?")
            assert "1 sak venter på svar fra dere." in first_page_of(other)
            replies(other, case)
            assert "venter på svar fra dere" not in first_page_of(other)
    with at(TUESDAY + 40 * DAY):
        assert "1 sak er over fristen." in first_page_of(adviser)
        assert "over fristen" not in first_page_of(elsewhere)


def test_whoever_is_shut_out_is_told_of_no_case(adviser: Member, colleague: Member, embassy: Member) -> None:
    case = factories.log_case(embassy)
    sent(embassy, case, adviser.post, How.ADVISE)
    assert "1 sak venter på svar fra dere." in first_page_of(colleague)
    opened, herself = access.open_case(colleague.standing, case.pk), colleague.standing
    keep_out(standing=herself, case=opened, account_id=herself.account_id, reason="I slekt.")
    assert "venter på svar" not in first_page_of(colleague)
    assert "1 sak venter på svar fra dere." in first_page_of(adviser)
