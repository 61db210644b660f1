"""A case is named, found by its name and printed without it, in a real browser; no barrier on any page."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import NARROW_AND_DARK
from tests.browser.looks import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LABEL = "Kallenavnet ditt på saken"


def test_a_case_is_named_by_keyboard_found_and_printed_without_its_name(adviser: Member, opened: Any) -> None:
    case = factories.log_case(adviser)
    page = opened(adviser, **NARROW_AND_DARK)
    page.goto(f"/saker/{case.pk}/")
    page.get_by_text("Gi saken et kallenavn som bare du ser").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kallenavn/")
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.get_by_role("textbox", name=LABEL).fill("Amina")
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.get_by_role("textbox", name=LABEL).fill("fjell" * 8)
    page.keyboard.press("Enter")
    expect(page.get_by_text("fjell" * 8).first).to_be_visible()
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.get_by_text("Endre kallenavnet ditt på saken").click()
    page.get_by_role("textbox", name=LABEL).fill("Nordlys")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du ser kallenavnet her")).to_be_visible()
    assert "Nordlys" not in page.url + page.title()
    for address in (f"/saker/{case.pk}/", "/saker/", "/oppgaver/"):
        page.goto(address)
        expect(page.get_by_text("Nordlys").first).to_be_visible()
        page.emulate_media(media="print")
        assert not [one for one in page.get_by_text("Nordlys").all() if one.is_visible()]
        page.emulate_media(media="screen")
        assert (barriers_on(page), overflow(page)) == ([], 0)
    page.goto("/sok/")
    page.get_by_role("textbox", name=LABEL).fill("nord")
    page.keyboard.press("Enter")
    expect(page.locator("main table").get_by_text("Nordlys")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/sok/\?svar=[\w-]+#cases$"))
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.locator("main table a").click()
    page.get_by_text("Endre kallenavnet ditt på saken").click()
    page.get_by_role("button", name="Fjern kallenavnet").click()
    expect(page.get_by_text("Du har ikke noe kallenavn på saken lenger.")).to_be_visible()
    expect(page.get_by_text("Nordlys")).to_have_count(0)
