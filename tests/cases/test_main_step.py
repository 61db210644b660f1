"""One filled button on the page of a case: what it asks of its reader now, before the facts; never two."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advisory.services.accounts import deactivate_account
from cases import access, gate
from cases.models import Case, Inquiry
from cases.models.facts import CaseFacts, PersonFacts
from cases.next_action import What
from cases.services.answers import accept
from cases.services.assessments import assess
from cases.services.inquiries import close_inquiry
from cases.services.messages import advise
from cases.services.passing_on import pass_on_post
from cases.services.steps import take_step
from cases.services.tasks import plan_task
from cases.sharing import How
from cases.status import Status
from cases.views.main_step import BY_LANE, MAIN, WAYS, Asks, Way, main_step, other_steps
from tests import factories
from tests.cases.test_awaited import asks
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.test_matters import asked as asked_of_matter
from tests.cases.test_quick_log import CHOICES, only_case
from tests.cases.test_quick_log import send as send_quick
from tests.cases.waiting import TUESDAY
from tests.factories import SUITE, Member

Cast = Callable[[str], Member]
Situation = tuple[Member, Case]
DAY = timedelta(days=1)

# --- the tables ---


@given(st.sets(st.sampled_from(Asks)), st.sets(st.sampled_from(Way)))
def test_the_first_of_the_table_is_the_one_thing_and_is_offered_once(
    asked: set[Asks], ways: set[Way]
) -> None:
    step = main_step(asked)
    assert step == (MAIN[min(asked, key=list(MAIN).index)] if asked else None)
    others = [str(one.label) for one in other_steps(ways, step)]
    assert set(others) == {str(WAYS[way].label) for way in ways} - ({str(step.label)} if step else set())
    assert len(others) == len(set(others))


def test_whatever_a_lane_awaits_of_its_own_post_is_something_to_do() -> None:
    assert set(MAIN) == set(Asks)
    assert set(WAYS) == set(Way)
    assert {what for what in What if not BY_LANE[what]} == {What.WAIT_REPLY}


# --- the page ---


@pytest.fixture
def cast(time_machine: Any, request: pytest.FixtureRequest) -> Cast:
    """Whoever is asked for by name, on a Tuesday on which posts work."""
    time_machine.move_to(TUESDAY, tick=True)
    found: Cast = request.getfixturevalue
    return found


def lane_of(who: Member, case: Case) -> dict[str, Any]:
    opened = access.case_to_change(who.standing, case.pk)
    return {"standing": who.standing, "case": opened, "lane": lane_at(opened, who.post)}


def closes(who: Member, case: Case) -> None:
    hers = lane_of(who, case)
    lane: Inquiry = hers.pop("lane")
    close_inquiry(**hers, inquiry=lane, revision=hers["case"].revision, outcome="LOST")


def stands(who: Member, case: Case, status: Status) -> None:
    hers = lane_of(who, case)
    take_step(**hers, revision=hers["case"].revision, status=status)


def plans(who: Member, case: Case, days: int) -> None:
    day = timezone.localdate() + days * DAY
    plan_task(**lane_of(who, case), text=gate.ours("Ring helsesykepleier."), day=day)


def risk_of(who: Member, case: Case) -> None:
    hers = lane_of(who, case)
    lane: Inquiry = hers.pop("lane")
    assess(**hers, inquiry=lane, answers={"RISIKO": ("L", "")})


def new(cast: Cast) -> Situation:
    return cast("adviser"), factories.log_case(cast("adviser"))


def triaged(cast: Cast) -> Situation:
    who, case = new(cast)
    risk_of(who, case)
    return who, case


def general(cast: Cast) -> Situation:
    who = cast("adviser")
    return who, factories.log_case(who, case=CaseFacts(kind="GEN", urgency="INFO"), persons=())


def at_work(cast: Cast) -> Situation:
    who, case = new(cast)
    stands(who, case, Status.ACTIVE)
    return who, case


def child(cast: Cast) -> Situation:
    girl = PersonFacts(sex="K", age_group="16-17", whereabouts="NOR")
    return cast("adviser"), factories.log_case(cast("adviser"), persons=(girl,))


def urgent(cast: Cast) -> Situation:
    facts = CaseFacts(kind="SAK", concern="TVE_FR", focus_country="PK", urgency="HASTER")
    return cast("adviser"), factories.log_case(cast("adviser"), case=facts)


def quick(cast: Cast) -> Situation:
    who = cast("adviser")
    send_quick(who, CHOICES)
    return who, only_case(who)


def of_a_matter(cast: Cast) -> Situation:
    who, case = new(cast)
    asked_of_matter(cast("embassy"), factories.log_case(cast("embassy")), who, case)
    return who, case


def task_today(cast: Cast) -> Situation:
    who, case = new(cast)
    plans(who, case, 0)
    return who, case


def task_later(cast: Cast) -> Situation:
    who, case = new(cast)
    plans(who, case, 7)
    stands(who, case, Status.WAITING)
    return who, case


def suggested(cast: Cast) -> Situation:
    going = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="REI")
    return cast("adviser"), factories.log_case(cast("adviser"), persons=(going,))


def advised(cast: Cast) -> Situation:
    who, case = new(cast)
    stands(who, case, Status.ADVISED)
    return who, case


def closed(cast: Cast) -> Situation:
    who, case = new(cast)
    closes(who, case)
    return who, case


def given_away(cast: Cast) -> Situation:
    """To the post that gave it, which is consulted now."""
    who, case = at_work(cast)
    sent(who, case, cast("embassy").post)
    answered(cast("embassy"), case, accept)
    return who, case


def to_answer(name: str) -> Callable[[Cast], Situation]:
    def made(cast: Cast) -> Situation:
        _who, case = new(cast)
        sent(cast("adviser"), case, cast(name).post)
        return cast(name), case

    return made


def taken_over(name: str) -> Callable[[Cast], Situation]:
    def made(cast: Cast) -> Situation:
        who, case = to_answer(name)(cast)
        answered(who, case, accept)
        return who, case

    return made


def to_advise(name: str) -> Callable[[Cast], Situation]:
    def made(cast: Cast) -> Situation:
        _who, case = new(cast)
        sent(cast("adviser"), case, cast(name).post, How.ADVISE)
        answered(cast(name), case, accept)
        return cast(name), case

    return made


def has_advised(name: str) -> Callable[[Cast], Situation]:
    def made(cast: Cast) -> Situation:
        who, case = to_advise(name)(cast)
        said = {"seen_by": "LINJE", "text": gate.ours("Møt henne alene.")}
        answered(who, case, advise, **said)
        return who, case

    return made


def asked_a_question(name: str) -> Callable[[Cast], Situation]:
    def made(cast: Cast) -> Situation:
        who, case = to_advise(name)(cast)
        asks(cast("adviser"), case, who, gate.ours("Er hun framme?"))
        return who, case

    return made


def waits_for_an_answer(cast: Cast) -> Situation:
    _who, case = asked_a_question("embassy")(cast)
    hers = cast("adviser")
    risk_of(hers, case)
    return hers, case


def by_a_representative(cast: Cast) -> Situation:
    """An agency's, which sees in part what began at a school."""
    _who, case = taken_over("coordinator")(cast)
    sent(cast("coordinator"), case, cast("representative").post, How.ADVISE)
    answered(cast("representative"), case, accept)
    return cast("representative"), case


def left_behind(cast: Cast) -> Situation:
    """A school took it over, and was left; nobody at the next one has taken it yet."""
    left, case = cast("elsewhere"), factories.log_case(cast("embassy"))
    sent(cast("embassy"), case, left.post)
    answered(left, case, accept)
    assert left.account is not None
    deactivate_account(actor=SUITE, account=left.account)
    assert left.post is not None
    assert cast("adviser").post is not None
    pass_on_post(
        standing=cast("coordinator").standing,
        from_post=left.post,
        to_post=cast("adviser").post,
        reason="Sluttet.",
    )
    return cast("adviser"), case


def only_read(cast: Cast) -> Situation:
    _who, case = urgent(cast)
    assert cast("elsewhere").post is not None
    factories.give(case, cast("elsewhere").post)
    return cast("elsewhere"), case


SITUATIONS: dict[str, tuple[Callable[[Cast], Situation], Asks | None]] = {
    "new": (new, Asks.RISK),
    "the risk is assessed": (triaged, Asks.STATUS),
    "a general question": (general, Asks.STATUS),
    "at work": (at_work, Asks.WORK),
    "a child": (child, Asks.DUTIES),
    "urgent": (urgent, Asks.URGENT),
    "a quick log": (quick, Asks.REST_OF_LOG),
    "asked of the matter": (of_a_matter, Asks.MATTER),
    "a task of today": (task_today, Asks.TASK_DUE),
    "a task of later": (task_later, Asks.TASK),
    "rules suggest posts": (suggested, Asks.SUGGESTED),
    "advice is given": (advised, Asks.CLOSE),
    "closed": (closed, None),
    "given away": (given_away, Asks.WORK),
    "waits for an answer": (waits_for_an_answer, None),
    "an embassy is to answer": (to_answer("embassy"), Asks.HAND_OVER),
    "an embassy has taken it over": (taken_over("embassy"), Asks.WORK),
    "it was left to the post": (left_behind, Asks.CLAIM),
    "an embassy is to advise": (to_advise("embassy"), Asks.ADVICE),
    "an embassy is asked something": (asked_a_question("embassy"), Asks.QUESTION),
    "an embassy has advised": (has_advised("embassy"), Asks.CLOSE),
    "the coordinator is to answer": (to_answer("coordinator"), Asks.HAND_OVER),
    "the coordinator is asked something": (asked_a_question("coordinator"), Asks.QUESTION),
    "an agency is to advise": (by_a_representative, Asks.ADVICE),
    "only read": (only_read, None),
}


def main_of(who: Member, case: Case) -> str:
    factories.signed_in_anew(who)
    who.client.cookies["language"] = "en"
    response = who.client.get(f"/saker/{case.pk}/")
    assert response.status_code == 200
    page = unescape(response.content.decode())
    return page[page.index("<main") : page.index("</main>")]


def filled(page: str) -> list[tuple[int, str, str]]:
    """Where each filled button begins, where it leads, and its words."""
    found = re.finditer(r'<(?:a|button) class="ds-button"([^>]*)>(.*?)</', page)
    return [(one.start(), one[1], one[2]) for one in found if "data-variant" not in one[1]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SITUATIONS)
def test_one_filled_button_says_what_the_case_asks_before_what_it_is_about(cast: Cast, name: str) -> None:
    made, asked = SITUATIONS[name]
    who, case = made(cast)
    page = main_of(who, case)
    buttons = filled(page)
    if asked is None:
        assert buttons == []
        return
    step = MAIN[asked]
    ((place, said, words),) = buttons
    # Where no other post is in the case nobody can be asked a question.
    alone = step == MAIN[Asks.WORK] and name == "at work"
    assert words == ("Write: advice, a note" if alone else str(step.label))
    address = reverse(step.page, args=[case.pk])
    if step.is_sent:
        assert f'action="{address}"' in page
    else:
        query = "#id_asker" if asked is Asks.REST_OF_LOG else step.query
        assert said.strip() == f'href="{address}{query}"'
        assert who.client.get(f"{address}{step.query}").status_code == 200
    assert page.index('id="next"') < place < page.index('id="about"')
    row = page.partition('id="next"')[2].partition("</section>")[0]
    assert row.count(f">{words}<") == 1


@pytest.mark.django_db
def test_every_way_on_that_is_drawn_may_be_gone(cast: Cast) -> None:
    """By who works on the case and by who is only asked: each link of the row answers."""
    for made in (new, to_answer("embassy"), to_advise("embassy"), by_a_representative, closed):
        who, case = made(cast)
        row = main_of(who, case).partition('id="next"')[2].partition("</section>")[0]
        for address in re.findall(r'href="([^"]+)"', row):
            assert who.client.get(address).status_code == 200, (made, address)


@pytest.mark.django_db
def test_a_follow_up_of_today_is_asked_of_a_closed_case(cast: Cast, time_machine: Any) -> None:
    who, case = closed(cast)
    time_machine.move_to(timezone.now() + timedelta(days=100), tick=True)
    ((_place, _said, words),) = filled(main_of(who, case))
    assert words == str(MAIN[Asks.FOLLOW_UP_DUE].label)


@pytest.mark.django_db
def test_a_case_is_taken_from_its_page_and_one_goes_on_there(cast: Cast) -> None:
    who, case = left_behind(cast)
    factories.signed_in_anew(who)
    revision = access.open_case(who.standing, case.pk).revision
    sent_from = {"revision": str(revision), "from": "case"}
    answer = who.client.post(f"/saker/{case.pk}/ta/", sent_from)
    assert answer.headers["Location"] == f"/saker/{case.pk}/"
    assert filled(main_of(who, case))[0][2] != str(MAIN[Asks.CLAIM].label)
