"""An adviser records an inquiry in a real browser: with scripts, without, and by keyboard alone."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import access
from cases.forms.topics import TOPICS
from cases.models import Case, Draft
from cases.models.facts import PersonFacts
from cases.told import Told
from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.cases.typing_in import SISTER, stored, typed
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "/saker/ny/"
NOTE_PAGE = f"{NEW}?at=done"
SISTERS = (
    PersonFacts(sex="K", age_group="16-17", background="PK", whereabouts="REI"),
    PersonFacts(sex="K", age_group="18-21", background="", whereabouts="UTL"),
)


def choose(page: Page, name: str, *values: str) -> None:
    for value in values:
        page.locator(f'input[name="{name}"][value="{value}"]').check()


def fill_in(page: Page) -> None:
    """All the answers about two sisters, the second added by the button; to the last page, with the note."""
    choose(page, "urgency", "HASTER")
    choose(page, "kind", "SAK")
    choose(page, "concern", "TVE_FR")
    choose(page, "circumstances", "REISE", "SOSK")
    page.locator('select[name="focus_country"]').select_option("PK")
    press_next(page)
    choose(page, "person-1-sex", "K")
    choose(page, "person-1-age_group", "16-17")
    page.locator('select[name="person-1-background"]').select_option("PK")
    choose(page, "person-1-whereabouts", "REI")
    page.locator('button[value="add-person"]').click()
    expect(page.locator("#person-2")).to_be_focused()
    choose(page, "person-2-sex", "K")
    choose(page, "person-2-age_group", "18-21")
    choose(page, "person-2-whereabouts", "UTL")
    press_next(page)
    page.locator('select[name="asker"]').select_option("SELV")
    choose(page, "channel", "OPPM")
    page.locator('input[name="received_on"]').fill("3.6.2026")
    press_next(page)
    choose(page, "actions", "RAD", "SAMT")
    page.locator('textarea[name="narrative"]').fill("Redd for sommeren.")


def goes_on(page: Page, adviser: Member) -> None:
    """To the last page of one where all else is answered, as fill_in does it: she goes on with a draft."""
    draft = {"submission": str(uuid.uuid4()), **typed(**SISTER)}
    assert adviser.client.post("/utkast/", draft).status_code == 204
    page.goto(f"{NOTE_PAGE}&draft={draft['submission']}")


def press_next(page: Page) -> None:
    page.locator('button[value="next"]:visible').click()


def press_save(page: Page) -> None:
    """From the last page by the look at the answers, if that is shown; a form of one page has its button."""
    if page.locator('button[value="next"]').count():
        press_next(page)
        page.wait_for_load_state()
    save = page.locator('button[value="save"]:visible')
    if save.count():
        save.click()


def told_by(who: Member) -> Told:
    (case,) = access.visible_to(who.standing)
    return stored(access.open_case(who.standing, case.pk))


@pytest.fixture(params=["with scripts", "without scripts"])
def either_page(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("page" if request.param == "with scripts" else "no_js_page")


def test_an_adviser_records_two_sisters(adviser: Member, either_page: Page) -> None:
    either_page.goto(NEW)
    fill_in(either_page)
    press_save(either_page)
    told = told_by(adviser)
    assert told.persons == SISTERS
    assert told.case.circumstances == frozenset({"REISE", "SOSK"})
    assert told.inquiry.actions == frozenset({"RAD", "SAMT"})
    assert told.narrative == "Redd for sommeren."
    assert either_page.url.endswith(f"/saker/{access.visible_to(adviser.standing).get().pk}/")


def test_a_failed_send_shows_all_that_is_wrong_and_keeps_the_rest(either_page: Page) -> None:
    either_page.goto(NEW)
    fill_in(either_page)
    either_page.locator('button[value="to-asked"]').click()
    either_page.locator('input[name="received_on"]').fill("i går")
    press_next(either_page)
    summary = either_page.locator("#error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(either_page.locator('input[name="received_on"]')).to_have_value("i går")
    either_page.locator('button[value="to-persons"]').click()
    expect(either_page.locator('input[name="person-2-sex"][value="K"]')).to_be_checked()
    # By the browser's own way back one comes to a page, and not to a question whether to send again.
    either_page.go_back()
    expect(summary).to_be_visible()
    for _entry in range(3):
        either_page.go_back()
    expect(either_page.locator('textarea[name="narrative"]')).to_have_value("Redd for sommeren.")
    assert not Case.unscoped.exists()


def test_the_browsers_way_back_finds_what_was_typed_and_after_saving_the_case(
    adviser: Member, page: Page
) -> None:
    page.goto(NEW)
    choose(page, "urgency", "HASTER")
    choose(page, "kind", "SAK")
    choose(page, "concern", "TVE_FR")
    press_next(page)
    expect(page.locator("#persons")).to_be_visible()
    page.go_back()
    expect(page.locator('input[name="concern"][value="TVE_FR"]')).to_be_checked()
    page.goto(NEW)
    fill_in(page)
    press_next(page)
    # At once: nothing waits for what is saved by itself.
    expect(page.get_by_text("Redd for sommeren.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Redd for sommeren.")).to_be_visible()
    page.locator('button[value="save"]:visible').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sak opprettet")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sak opprettet")
    assert access.count_visible(adviser.standing) == 1


def test_by_keyboard_alone(adviser: Member, page: Page) -> None:
    """Tab, arrows, space and Enter, as somebody goes who cannot use a mouse."""
    page.goto(NEW)
    page.locator('input[name="urgency"]').first.focus()
    page.keyboard.press("Space")
    tab_to(page, "kind")
    page.keyboard.press("Space")
    tab_to(page, "concern")
    page.keyboard.press("Space")
    press_enter(page)
    tab_to(page, "person-1-sex")
    page.keyboard.press("Space")
    tab_to(page, "person-1-age_group")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "person-1-whereabouts")
    page.keyboard.press("Space")
    press_enter(page)
    tab_to(page, "asker")
    page.keyboard.press("ArrowDown")
    tab_to(page, "channel")
    page.keyboard.press("Space")
    tab_to(page, "received_on")
    press_enter(page)
    tab_to(page, "actions")
    press_enter(page)
    tab_to(page, "step", value="save")
    page.keyboard.press("Enter")
    page.wait_for_url("**/saker/*-*/")
    told = told_by(adviser)
    assert (told.case.kind, told.case.concern, told.case.urgency) == ("SAK", "TVE_GJ", "AKUTT")
    assert told.persons == (PersonFacts(sex="K", age_group="16-17", whereabouts="NOR"),)
    assert (told.inquiry.asker, told.inquiry.channel) == ("SELV", "TLF")


def press_enter(page: Page) -> None:
    """And wait for the page it leads to: a new address alone is none."""
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")


def tab_to(page: Page, name: str, *, value: str = "") -> None:
    """To the field of this name; of several, as buttons are, to the one with this value."""
    for _ in range(80):
        page.keyboard.press("Tab")
        now = page.evaluate("[document.activeElement.name, document.activeElement.value]")
        if now[0] == name and value in ("", now[1]):
            return
    pytest.fail(f"Tab never reached {name}")


def test_a_double_click_is_one_case(adviser: Member, page: Page) -> None:
    goes_on(page, adviser)
    press_next(page)
    page.locator('button[value="save"]:visible').dblclick()
    page.wait_for_url("**/saker/*-*/")
    assert Case.unscoped.count() == 1


def test_what_is_typed_is_kept_by_itself_and_found_again(adviser: Member, page: Page, opened: Any) -> None:
    page.goto(NOTE_PAGE)
    page.locator('textarea[name="narrative"]').fill("Halv setning")
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    assert Draft.objects.count() == 1
    elsewhere = opened(adviser)
    elsewhere.goto("/saker/")
    elsewhere.locator('a[href*="?draft="]').click()
    # It goes on at the first page that is not finished.
    expect(elsewhere.locator("[aria-current=step]")).to_have_text("Hva gjelder det?")
    elsewhere.locator('button[value="to-done"]').click()
    expect(elsewhere.locator('textarea[name="narrative"]')).to_have_value("Halv setning")


def test_another_language_takes_nothing_that_was_typed(adviser: Member, page: Page) -> None:
    """On the quick log and in a message it is kept as a draft; where nothing is, the page says so first."""
    case = factories.log_case(adviser)
    page.goto("/saker/ny/kort/")
    choose(page, "urgency", "HASTER")
    choose(page, "person-1-sex", "K")
    page.locator('.site-language[value="nn"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    for name, value in (("urgency", "HASTER"), ("person-1-sex", "K")):
        expect(page.locator(f'input[name="{name}"][value="{value}"]')).to_be_checked()

    page.goto(f"/saker/{case.pk}/melding/")
    choose(page, "kind", "NOTAT")
    page.locator('textarea[name="text"]').fill("Hun ringte.")
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    page.locator('.site-language[value="nb"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    expect(page.locator('textarea[name="text"]')).to_have_value("Hun ringte.")
    choose(page, "seen_by", "EGEN")
    page.locator("main form button:visible").filter(has_text="Lagre").click()
    expect(page).to_have_url(re.compile(f"/saker/{case.pk}/$"))
    # The one of the quick log waits still.
    assert Draft.objects.count() == 1

    page.goto(f"/saker/{case.pk}/endre/")
    page.locator('textarea[name="narrative"]').fill("Hun ringte igjen.")
    told = page.locator(".site-languages [data-lost]")
    expect(told).to_be_empty()
    page.locator('.site-language[value="nn"]').click()
    expect(told).not_to_be_empty()
    assert barriers_on(page) == []
    expect(page.locator('textarea[name="narrative"]')).to_have_value("Hun ringte igjen.")
    page.locator('.site-language[value="nn"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")


def test_closing_and_opening_again(adviser: Member, either_page: Page) -> None:
    case = factories.log_case(adviser)
    either_page.goto(f"/saker/{case.pk}/")
    either_page.locator('a[href$="/avslutt/"]').click()
    choose(either_page, "outcome", "LOST")
    either_page.locator("main form button").click()
    either_page.locator('form[action$="/gjenapne/"] button').click()
    expect(either_page.locator('a[href$="/avslutt/"]')).to_be_visible()


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_on_any_case_page(adviser: Member, opened: Any, window: dict[str, Any]) -> None:
    """Where test_every_page.py does not come: axe finds nothing, and nothing runs out of a narrow window."""
    case = factories.log_case(adviser)
    adviser.client.post("/utkast/", {"submission": str(uuid.uuid4()), "narrative": "x"})
    page = opened(adviser, **window)
    found = {}
    for address in ("/saker/", *(f"{NEW}?at={topic.name}" for topic in TOPICS[1:])):
        page.goto(address)
        found[address] = barriers_on(page), overflow(page)
    for topic in TOPICS[:3]:
        page.goto(f"{NEW}?at={topic.name}")
        page.locator('input[name="received_on"]').evaluate("field => field.value = 'i går'")
        press_next(page)
        expect(page.locator("#error-summary")).to_be_visible()
        found[f"{topic.name} after a failed send"] = barriers_on(page), overflow(page)
    page.goto(f"/saker/{case.pk}/endre/")
    page.locator('input[name="revision"]').evaluate("field => field.value = 0")
    page.locator('textarea[name="narrative"]').fill("Mine ord")
    press_save(page)
    expect(page.locator("#differences")).to_be_visible()
    found["conflict"] = barriers_on(page), overflow(page)
    assert {name: what for name, what in found.items() if what != ([], 0)} == {}
