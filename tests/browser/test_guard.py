"""The identity guard in a real browser: it marks while one types, and saving works as well without it."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import gate
from cases.models import Case, Draft
from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_recording import NOTE_PAGE, goes_on, press_save, told_by
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = 'textarea[name="narrative"]'
LIVE = '[data-check-of="id_narrative"]'
LIKELY = "I dag ringte Amina fra skolen."
CERTAIN = "Skriv til kari@eksempel.org i dag."


def refused(page: Page, adviser: Member, text: str) -> None:
    goes_on(page, adviser)
    page.locator(FIELD).fill(text)
    press_save(page)
    expect(page.locator("#error-summary")).to_be_visible()


def test_it_marks_while_one_types_and_stores_nothing(page: Page) -> None:
    page.route("**/utkast/**", lambda route: route.abort())
    page.goto(NOTE_PAGE)
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


def test_after_a_failed_save_every_word_is_put_where_one_is(adviser: Member, page: Page) -> None:
    """At once, one after the other, without a page between; blanks before the text move nothing."""
    refused(page, adviser, f"\n  {CERTAIN} 😀 {LIKELY} {CERTAIN}")
    page.evaluate("window.isThis = true")
    live = page.locator(LIVE)
    expect(live.locator("mark")).to_have_text(["kari@eksempel.org", "Amina", "kari@eksempel.org"])
    because = live.locator('select[name="narrative-because"]')
    expect(because).to_be_hidden()
    put = live.locator('button[name="narrative-neutral"], button[type="button"]')
    put.first.click()
    put.last.click()
    expect(live.locator("mark")).to_have_text(["Amina"])
    # What is left may be kept.
    expect(because).to_be_visible()
    put.click()
    neutral = "Skriv til kontakten i dag. 😀 I dag ringte eleven fra skolen. Skriv til kontakten i dag."
    expect(page.locator(FIELD)).to_have_value(f"\n  {neutral}")
    expect(page.locator(FIELD)).to_be_focused()
    expect(live.locator("[data-check-status]")).to_contain_text("Ikke noe mer er funnet")
    expect(page.locator("#id_narrative_error")).to_be_hidden()
    expect(page.locator(FIELD)).to_have_attribute("aria-invalid", "false")
    assert page.evaluate("window.isThis")
    press_save(page)
    assert told_by(adviser).narrative == neutral


def test_a_text_that_is_there_is_looked_at_before_a_key_is_pressed(adviser: Member, page: Page) -> None:
    submission = uuid.uuid4()
    adviser.client.post("/utkast/", {"submission": str(submission), "narrative": CERTAIN})
    page.goto(f"{NOTE_PAGE}&draft={submission}")
    expect(page.locator(f"{LIVE} mark")).to_have_text(["kari@eksempel.org"])
    # The draft that is saved says what stands in the way of more, for as long as it does.
    page.locator(FIELD).press_sequentially(" ")
    status = page.locator("[data-draft-status]")
    expect(status).to_have_text(
        "Utkastet er lagret, bare for deg. Før henvendelsen lagres, må det merkede ut."
    )
    page.locator(LIVE).get_by_role("button").click()
    expect(status).to_have_text("Utkastet er lagret")
    # A page that comes back for another reason.
    page.locator(FIELD).fill(LIKELY)
    page.locator(FIELD).evaluate("field => field.form.submit()")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator(f"{LIVE} mark")).to_have_text(["Amina"])


def test_what_was_kept_is_not_marked_anew_when_the_case_is_changed(adviser: Member, page: Page) -> None:
    case = factories.log_case(adviser, narrative=gate.ours(LIKELY))
    page.goto(f"/saker/{case.pk}/endre/")
    page.locator(FIELD).fill(f"{LIKELY} {CERTAIN}")
    expect(page.locator(f"{LIVE} mark")).to_have_text(["kari@eksempel.org"])
    press_save(page)
    expect(page.locator("#error-summary")).to_be_focused()
    with page.expect_response("**/sjekk/"):
        page.locator(FIELD).press_sequentially(" ")
    expect(page.locator(f"{LIVE} mark")).to_have_text(["kari@eksempel.org"])


def test_without_scripts_a_button_puts_the_neutral_word(adviser: Member, no_js_page: Page) -> None:
    refused(no_js_page, adviser, CERTAIN)
    no_js_page.locator('button[name="narrative-neutral"]').click()
    expect(no_js_page.locator(FIELD)).to_have_value("Skriv til kontakten i dag.")
    # One goes on in the text, and nothing is wrong with it.
    expect(no_js_page.locator(FIELD)).to_be_focused()
    expect(no_js_page.locator(FIELD)).to_be_in_viewport()
    expect(no_js_page.locator("#error-summary")).to_have_count(0)
    assert not Case.unscoped.exists()
    press_save(no_js_page)
    assert told_by(adviser).narrative == "Skriv til kontakten i dag."


def test_without_scripts_a_reason_keeps_what_is_likely(adviser: Member, no_js_page: Page) -> None:
    refused(no_js_page, adviser, LIKELY)
    expect(no_js_page.locator(FIELD)).to_have_value(LIKELY)
    no_js_page.locator('select[name="narrative-because"]').select_option(index=1)
    press_save(no_js_page)
    assert told_by(adviser).narrative == LIKELY


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_while_typing_or_after_a_refused_save(
    opened: Any, adviser: Member, window: dict[str, Any]
) -> None:
    page = opened(adviser, **window)
    page.goto(NOTE_PAGE)
    page.locator(FIELD).fill(f"{LIKELY} {CERTAIN}")
    expect(page.locator(f"{LIVE} mark")).to_have_count(2)
    found = {"while typing": (barriers_on(page), overflow(page))}
    for name, text in (("stopped", CERTAIN), ("asked", LIKELY)):
        refused(page, adviser, text)
        found[name] = barriers_on(page), overflow(page)
    assert {name: what for name, what in found.items() if what != ([], 0)} == {}
