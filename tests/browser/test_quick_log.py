"""The quick log in a real browser: how few interactions it takes, and how long the whole inquiry."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cases import access
from cases.forms.topics import DONE, TOPICS
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_recording import fill_in, press_next, press_save, tab_to, told_by
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 12
CHOICES = {
    "urgency": "AKUTT",
    "concern": "TVE_FR",
    "person-1-age_group": "16-17",
    "person-1-sex": "K",
    "person-1-whereabouts": "NOR",
}
# At 40 words a minute of five letters and a space each.
SECONDS_A_LETTER = 60 / (40 * 6)
# To find the next question and hit its answer with a mouse.
SECONDS_A_CLICK = 3.0
MOST_SECONDS = 3 * 60
NOTE = (
    "Hun kom alene i friminuttet og er redd for at ferien blir lengre enn avtalt. Eldre søster ble gift der. "
    "Vi ble enige om et kodeord og at hun kommer igjen på onsdag. Helsesykepleier er orientert uten navn."
)
ANSWERED = """() => {
  const all = (what) => [...document.querySelectorAll("form.inquiry " + what)];
  const typed = all("textarea, input[name=received_on]:not([type=hidden])");
  return {
    checked: all("input:checked").length,
    chosen: all("select").filter((one) => one.value).length,
    letters: typed.reduce((sum, one) => sum + one.value.length, 0),
  };
}"""


def clicks(page: Page) -> Iterator[Locator]:
    """Everything that is pressed from the list of cases until the case is saved."""
    yield page.get_by_role("link", name="Hurtiglogg", exact=True)
    for name, value in CHOICES.items():
        yield page.locator(f'input[name="{name}"][value="{value}"]')
    # Whom to call is there at once, before anything is saved.
    expect(page.locator("#urgent").get_by_role("link", name="112")).to_be_visible()
    yield page.get_by_role("button", name="Lagre henvendelsen")


@pytest.mark.parametrize("scripts", [True, False])
def test_it_takes_few_interactions_with_scripts_and_without(
    adviser: Member, opened: Any, scripts: bool
) -> None:
    page = opened(adviser, java_script_enabled=scripts)
    page.goto("/saker/")
    pressed = 0
    for one in clicks(page):
        one.click()
        pressed += 1
    assert pressed <= MOST
    expect(page.get_by_role("heading", name="Må fullføres")).to_be_visible()
    assert told_by(adviser).case.urgency == "AKUTT"


def test_on_a_telephone_whom_to_call_is_in_sight_at_once(adviser: Member, opened: Any) -> None:
    page = opened(adviser, viewport={"width": 390, "height": 700})
    page.goto("/saker/ny/kort/")
    acute = page.locator('input[name="urgency"][value="AKUTT"]')
    acute.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 90)")
    acute.check()
    assert page.evaluate("window.scrollY") > 0
    expect(page.locator("#urgent").get_by_role("link", name="112")).to_be_in_viewport()


def test_by_keyboard_alone(adviser: Member, page: Page) -> None:
    """One Tab a question, one key an answer, Enter."""
    page.goto("/saker/ny/kort/")
    for name in CHOICES:
        tab_to(page, name)
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/saker/*-*/")
    assert access.count_visible(adviser.standing) == 1


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_before_and_after_a_failed_send(
    adviser: Member, opened: Any, window: dict[str, Any]
) -> None:
    page = opened(adviser, **window)
    page.goto("/saker/ny/kort/")
    page.locator("details.why summary").first.click()
    found = {"before": (barriers_on(page), overflow(page))}
    page.locator('input[name="urgency"][value="HASTER"]').check()
    press_save(page)
    expect(page.locator("#error-summary")).to_be_focused()
    found["after"] = barriers_on(page), overflow(page)
    assert {name: what for name, what in found.items() if what != ([], 0)} == {}


def test_the_whole_inquiry_about_two_sisters_takes_less_than_three_minutes(
    adviser: Member, page: Page
) -> None:
    """Counted and not measured: each letter and each press at an ordinary pace."""
    page.goto("/saker/ny/")
    fill_in(page)
    page.locator('textarea[name="narrative"]').fill(NOTE)
    done = {"checked": 0, "chosen": 0, "letters": 0}
    for topic in reversed(TOPICS):
        if topic is not DONE:
            page.locator(f'button[value="to-{topic.name}"]').click()
        expect(page.locator(f'input[name="at"][value="{topic.name}"]')).to_have_count(1)
        found = page.evaluate(ANSWERED)
        done = {name: done[name] + found[name] for name in done}
    page.locator('button[value="to-done"]').click()
    press_next(page)
    expect(page.get_by_role("heading", name="Se over svarene")).to_be_visible()
    assert (barriers_on(page), overflow(page)) == ([], 0)
    press_save(page)
    assert told_by(adviser).narrative == NOTE
    # A list is opened and chosen from; the way to the form, one more person, three pages on, a look at the
    # answers and save are seven more.
    clicks = done["checked"] + 2 * done["chosen"] + 7
    assert (clicks, done["letters"]) == (27, len(NOTE) + len("3.6.2026"))
    assert clicks * SECONDS_A_CLICK + done["letters"] * SECONDS_A_LETTER <= MOST_SECONDS
