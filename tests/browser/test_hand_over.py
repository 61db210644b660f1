"""One post asks another, in a real browser: by the keyboard alone, and no barrier on any page of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import access
from cases.models import Case
from cases.models.event import SeenBy
from cases.models.facts import CaseFacts, PersonFacts
from cases.services.answers import accept
from cases.services.messages import advise, put_question
from cases.sharing import How
from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.test_messages import said
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOING = (PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="REI"),)
HASTENS = CaseFacts(concern="TVE_FR", focus_country="PK", urgency="HASTER")


@pytest.fixture
def case(adviser: Member, embassy: Member) -> Case:
    return factories.log_case(adviser, case=HASTENS, persons=GOING)


def found_on(page: Page, *addresses: str) -> dict[str, Any]:
    """Barriers, and how far each page is wider than the window, where there are any."""
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = barriers_on(page), overflow(page)
    return {address: what for address, what in found.items() if what != ([], 0)}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_on_any_page(
    adviser: Member, embassy: Member, case: Case, opened: Any, window: dict[str, Any]
) -> None:
    own = f"/saker/{case.pk}/"
    hers = opened(adviser, **window)
    theirs = opened(embassy, **window)
    assert found_on(hers, own) == {}
    sent(adviser, case, embassy.post, How.ADVISE)
    assert found_on(hers, own, f"{own}spurt/", "/oppgaver/") == {}
    assert found_on(theirs, own, f"{own}svar/", "/oppgaver/") == {}
    answered(embassy, case, accept)
    changed = access.case_to_change(adviser.standing, case.pk)
    assert embassy.post is not None
    put_question(
        standing=adviser.standing,
        case=changed,
        lane=lane_at(changed, adviser.post),
        revision=changed.revision,
        to=embassy.post.pk,
        text="Er hun framme?",
    )
    assert found_on(theirs, "/saker/", own, f"{own}melding/", f"{own}forlop/", "/oppgaver/") == {}
    said(embassy, case, advise, seen_by=SeenBy.LANE, text="Reis ikke.")
    for address, heading in (("/", "#answers"), ("/oppgaver/", "#answers"), (own, "#answered-1")):
        hers.goto(address)
        expect(hers.locator(heading)).to_be_visible()
        assert (barriers_on(hers), overflow(hers)) == ([], 0)
    assert found_on(hers, f"{own}spurt/") == {}


def test_by_the_keyboard_alone(adviser: Member, embassy: Member, case: Case, opened: Any) -> None:
    """Asked, answered; whether it is given away is never chosen beforehand."""
    hers, theirs = opened(adviser), opened(embassy)
    hers.goto(f"/saker/{case.pk}/send/")
    expect(hers.locator("input[name=how]:checked")).to_have_count(0)
    hers.get_by_label("Hvem spør du?").focus()
    hers.keyboard.type("Ambassaden i I")
    # What for, why, whether it hastens her departure, whether it harms the others: the last of each.
    for _question in range(4):
        hers.keyboard.press("Tab")
        hers.keyboard.press("ArrowUp")
    hers.keyboard.press("Tab")
    hers.keyboard.press("Tab")
    hers.keyboard.type("Hun reiser i uke 26.")
    hers.keyboard.press("Tab")
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("Spurt, ikke svart")).to_be_visible()
    theirs.goto("/oppgaver/")
    theirs.get_by_role("link", name="Svar", exact=True).focus()
    theirs.keyboard.press("Enter")
    expect(theirs.get_by_text("Hun reiser i uke 26.")).to_be_visible()
    theirs.get_by_role("button", name="Ta imot: Vi arbeider med saken").focus()
    theirs.keyboard.press("Enter")
    expect(theirs.get_by_text("arbeider med saken fra nå av")).to_be_visible()
