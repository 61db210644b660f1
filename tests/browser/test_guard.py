"""The identity guard in a real browser: it marks while one types, and saving works as well without it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, Draft
from tests.browser.test_recording import NEW, fill_in, overflow, press_save, told_by, violations
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = 'textarea[name="narrative"]'
LIVE = '[data-check-of="id_narrative"]'
LIKELY = "I dag ringte Amina fra skolen."
CERTAIN = "Skriv til kari@eksempel.org i dag."


def refused(page: Page, text: str) -> None:
    page.goto(NEW)
    fill_in(page)
    page.locator(FIELD).fill(text)
    press_save(page)
    expect(page.locator("#error-summary")).to_be_visible()


def test_it_marks_while_one_types_and_stores_nothing(page: Page) -> None:
    page.route("**/utkast/**", lambda route: route.abort())
    page.goto(NEW)
    page.locator(FIELD).press_sequentially(f"{LIKELY} {CERTAIN}")
    live = page.locator(LIVE)
    expect(live.locator("mark")).to_have_text(["Amina", "kari@eksempel.org"])
    status = live.locator("[data-check-status]")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_contain_text("2")
    live.get_by_role("button").first.click()
    expect(page.locator(FIELD)).to_have_value(f"I dag ringte eleven fra skolen. {CERTAIN}")
    expect(page.locator(FIELD)).to_be_focused()
    expect(live.locator("mark")).to_have_text(["kari@eksempel.org"])
    page.locator(FIELD).fill("")
    expect(live.locator("mark")).to_have_count(0)
    expect(status).to_be_empty()
    assert not Case.unscoped.exists()
    assert not Draft.objects.exists()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_scripts_a_button_puts_the_neutral_word(adviser: Member, no_js_page: Page) -> None:
    refused(no_js_page, CERTAIN)
    no_js_page.locator('button[name="narrative-neutral"]').click()
    expect(no_js_page.locator(FIELD)).to_have_value("Skriv til kontakten i dag.")
    assert not Case.unscoped.exists()
    press_save(no_js_page)
    assert told_by(adviser).narrative == "Skriv til kontakten i dag."


def test_without_scripts_a_reason_keeps_what_is_likely(adviser: Member, no_js_page: Page) -> None:
    refused(no_js_page, LIKELY)
    expect(no_js_page.locator(FIELD)).to_have_value(LIKELY)
    no_js_page.locator('select[name="narrative-because"]').select_option(index=1)
    press_save(no_js_page)
    assert told_by(adviser).narrative == LIKELY


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_barrier_while_typing_or_after_a_refused_save(
    opened: Any, adviser: Member, width: int, scheme: str
) -> None:
    page = opened(adviser, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(NEW)
    page.locator(FIELD).fill(f"{LIKELY} {CERTAIN}")
    expect(page.locator(f"{LIVE} mark")).to_have_count(2)
    found = {"while typing": (violations(page), overflow(page))}
    for name, text in (("stopped", CERTAIN), ("asked", LIKELY)):
        refused(page, text)
        found[name] = violations(page), overflow(page)
    assert {name: what for name, what in found.items() if what != ([], 0)} == {}
