"""A line that breaks and a system that is shut, in a real browser: what is typed stays, nothing is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cases import access
from cases.models import Case, Draft
from tests import factories
from tests.browser.conftest import SHAPES_OF_A_STATE, Opened
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_recording import NEW, goes_on, press_save, told_by
from tests.browser.test_session_end import at_rest
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, MORE = "Redd for sommeren.", " Ringer på onsdag."
# The browser would keep pages, or what was typed, in one of these.
KEPT = """async () => [
  localStorage.length + sessionStorage.length,
  (await caches.keys()).length,
  (await indexedDB.databases()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""
REGISTER = (
    "navigator.serviceWorker.register('/static/frittvalg/line.js').then(() => 'let in', () => 'refused')"
)


@pytest.fixture
def shut_or_open(tmp_path: Path, settings: Any) -> Any:
    settings.HOME = tmp_path
    return lambda what: call_command("maintenance", what, verbosity=0)


def notice_in(page: Page) -> Locator:
    return page.locator("#line")


def note_of(page: Page) -> Locator:
    return page.locator('textarea[name="narrative"]')


@pytest.mark.parametrize(("width", "scheme"), SHAPES_OF_A_STATE)
def test_without_network_what_is_typed_stays_and_is_saved_later(
    adviser: Member, opened: Opened, width: int, scheme: str
) -> None:
    page = opened(adviser, viewport={"width": width, "height": 800}, color_scheme=scheme)
    goes_on(page, adviser)
    before = page.url
    expect(notice_in(page)).to_be_empty()
    page.context.set_offline(True)
    note_of(page).press("End")
    note_of(page).press_sequentially(MORE)
    expect(notice_in(page)).to_contain_text("nettverk")
    # Beside what is being typed, and said to who does not see it.
    expect(page.locator('.form-row:has(textarea[name="narrative"]) #line')).to_be_visible()
    expect(notice_in(page)).to_have_attribute("aria-live", "polite")
    assert (barriers_on(page), overflow(page)) == ([], 0)

    press_save(page)
    page.get_by_role("link", name="Våre saker", exact=True).click()
    expect(notice_in(page)).to_be_in_viewport()
    assert page.url == before
    expect(note_of(page)).to_have_value(FIRST + MORE)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]

    page.context.set_offline(False)
    expect(notice_in(page)).to_contain_text("virker igjen")
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    assert (barriers_on(page), overflow(page)) == ([], 0)
    press_save(page)
    page.wait_for_url("**/saker/*-*/")
    assert told_by(adviser).narrative == FIRST + MORE
    assert not Draft.objects.exists()


def test_while_it_is_shut_nothing_typed_into_a_form_without_a_draft_is_lost(
    adviser: Member, page: Page, shut_or_open: Any
) -> None:
    """Somebody begins, thinks for half a minute, and sends: only then does the page learn that it is shut."""
    case = factories.log_case(adviser)
    page.clock.install()
    page.goto(f"/saker/{case.pk}/endre/")
    note_of(page).fill(FIRST)
    at_rest(page)
    shut_or_open("on")
    page.clock.fast_forward(25_000)
    press_save(page)
    expect(notice_in(page)).to_contain_text("svarer ikke")
    expect(note_of(page)).to_have_value(FIRST)

    shut_or_open("off")
    page.clock.fast_forward(6_000)
    expect(notice_in(page)).to_contain_text("virker igjen")
    press_save(page)
    page.wait_for_url(f"**/saker/{case.pk}/")
    assert told_by(adviser).narrative == FIRST


def test_no_worker_is_let_in_that_could_keep_a_page(page: Page) -> None:
    page.goto(NEW)
    assert page.evaluate(REGISTER) == "refused"
    assert page.evaluate(KEPT) == [0, 0, 0, 0]


def test_without_scripts_nothing_is_otherwise(adviser: Member, no_js_page: Page) -> None:
    goes_on(no_js_page, adviser)
    expect(notice_in(no_js_page)).to_be_empty()
    press_save(no_js_page)
    assert access.count_visible(adviser.standing) == 1
    assert Case.unscoped.count() == 1


def test_the_page_of_maintenance_has_no_barrier(adviser: Member, opened: Opened, shut_or_open: Any) -> None:
    shut_or_open("on")
    for width, scheme in SHAPES_OF_A_STATE:
        page = opened(adviser, viewport={"width": width, "height": 800}, color_scheme=scheme)
        answer = page.goto(reverse("case_list"))
        assert answer is not None
        assert answer.status == 503
        assert (barriers_on(page), overflow(page)) == ([], 0)
        expect(page.locator('a[href="tel:112"]').first).to_be_visible()
