"""The full inquiry of the holiday journey, by mouse and by keyboard alone: every press counted, none timed.

At 40 words a minute, five letters a word, a second and a half for each thing that is found and pressed, and
with what the pages take on an embassy's line.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opened
from tests.browser.test_quick_log import NOTE
from tests.browser.test_recording import press_enter, press_next, tab_to, told_by
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_SECONDS = 3 * 60
SECONDS_A_KEY = 60 / 200
SECONDS_A_PRESS = 1.5
# What dev.py bench holds a page to on a line of 256 kbit/s: four pages, a look at them, and the case.
SECONDS_OF_PAGES = 6 * 3.0
# Page by page; of a list, the letters by which one comes to the answer.
PAGES: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        ("urgency", "HASTER", ""),
        ("kind", "SAK", ""),
        ("concern", "TVE_FR", ""),
        ("circumstances", "REISE", ""),
        ("focus_country", "PK", "pak"),
    ),
    (
        ("person-1-sex", "K", ""),
        ("person-1-age_group", "16-17", ""),
        ("person-1-background", "PK", "pak"),
        ("person-1-whereabouts", "REI", ""),
    ),
    (("asker", "SELV", "den"), ("channel", "OPPM", "")),
    (("actions", "RAD", ""), ("actions", "SAMT", "")),
)
# Real ones alone: a script's own are not trusted. A key that is held down is one.
COUNTED = """() => {
  addEventListener("keydown", (event) => event.isTrusted && !event.repeat && pressed("key"), true);
  addEventListener("pointerdown", (event) => event.isTrusted && pressed("mouse"), true);
}"""


@pytest.fixture
def counted(opened: Opened, adviser: Member) -> tuple[Page, list[str]]:
    """Her page, and what she has pressed so far on any page of it."""
    page = opened(adviser)
    pressed: list[str] = []
    # Playwright takes no function that is built in.
    page.context.expose_function("pressed", lambda what: pressed.append(what))  # noqa: PLW0108
    page.add_init_script(f"({COUNTED})()")
    return page, pressed


def answer(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'input[name="{name}"][value="{value}"]')


def is_as_told(adviser: Member) -> None:
    told = told_by(adviser)
    assert told.narrative == NOTE
    assert (told.case.concern, told.case.focus_country, told.case.urgency) == ("TVE_FR", "PK", "HASTER")
    assert (told.inquiry.asker, told.inquiry.channel) == ("SELV", "OPPM")
    assert told.inquiry.actions == {"RAD", "SAMT"}
    (person,) = told.persons
    assert (person.sex, person.background, person.whereabouts) == ("K", "PK", "REI")


def test_by_mouse(adviser: Member, counted: tuple[Page, list[str]]) -> None:
    page, pressed = counted
    page.goto("/saker/")
    page.get_by_role("link", name="Ny henvendelse", exact=True).first.click()
    lists = 0
    for answers in PAGES:
        if lists:
            press_next(page)
        for name, value, letters in answers:
            if letters:
                # Opened and chosen from, which the browser draws itself and no page sees.
                page.locator(f'select[name="{name}"]').select_option(value)
                lists += 2
            else:
                answer(page, name, value).click()
    note = page.locator('textarea[name="narrative"]')
    note.click()
    note.press_sequentially(NOTE)
    press_next(page)
    expect(page.get_by_role("heading", name="Se over svarene")).to_be_visible()
    page.get_by_role("button", name="Lagre henvendelsen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sak opprettet")
    is_as_told(adviser)
    presses = pressed.count("mouse") + lists
    # The way there, ten answers, three pages on, the note, the look at them, and save; three lists.
    assert presses == 17 + 6
    assert seconds(len(NOTE), presses) <= MOST_SECONDS


def test_by_keyboard_alone(adviser: Member, counted: tuple[Page, list[str]]) -> None:
    """Each Tab and each arrow is a key, and each question something to be found."""
    page, pressed = counted
    page.goto("/saker/ny/")
    for number, answers in enumerate(PAGES):
        if number:
            # In a list Enter would open it: by the button.
            tab_to(page, "step", value="next")
            press_enter(page)
        for name, value, letters in answers:
            if page.evaluate("document.activeElement.name") != name:
                tab_to(page, name)
            if letters:
                page.keyboard.type(letters)
            else:
                goes_to(page, value)
    tab_to(page, "narrative")
    page.keyboard.insert_text(NOTE)
    # In the note Enter is a new line: on to the button.
    for value in ("next", "save"):
        tab_to(page, "step", value=value)
        press_enter(page)
    page.wait_for_url("**/saker/*-*/")
    is_as_told(adviser)
    keys, questions = pressed.count("key") + len(NOTE), sum(map(len, PAGES)) + 3
    assert pressed.count("mouse") == 0
    assert pressed.count("key") > questions
    assert seconds(keys, questions) <= MOST_SECONDS


def goes_to(page: Page, value: str) -> None:
    """From where Tab leads in a group of answers to the wanted one: by arrows, or Tab where several fit."""
    for _press in range(40):
        now = page.evaluate("[document.activeElement.value, document.activeElement.type]")
        if now[0] == value:
            break
        page.keyboard.press("ArrowDown" if now[1] == "radio" else "Tab")
    if not page.evaluate("document.activeElement.checked"):
        page.keyboard.press("Space")


def seconds(keys: int, presses: int) -> float:
    return keys * SECONDS_A_KEY + presses * SECONDS_A_PRESS + SECONDS_OF_PAGES
