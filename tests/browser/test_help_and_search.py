"""The help and the search in a real browser: no barrier, and nothing of a search in an address."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_hand_over import found_on
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_and_no_trace(adviser: Member, opened: Any, window: dict[str, Any]) -> None:
    case = factories.log_case(adviser)
    page = opened(adviser, **window)
    assert found_on(page, "/hjelp/", "/hjelp/forste/", "/hjelp/registreres/", "/sok/") == {}
    page.get_by_label("Hovedbekymring").select_option("Frykt for tvangsekteskap")
    page.get_by_role("button", name="Søk", exact=True).click()
    expect(page.get_by_role("heading", name="1 sak")).to_be_visible()
    # On a telephone the answer is far below the questions.
    expect(page.get_by_role("heading", name="1 sak")).to_be_focused()
    expect(page.get_by_role("heading", name="1 sak")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/sok/\?svar=[\w-]+#cases$"))
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.get_by_label("Saksnummer").fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ingen sak passer.")).to_be_visible()
    assert (barriers_on(page), overflow(page)) == ([], 0)
    page.get_by_role("link", name="Begynn på nytt").click()
    page.get_by_label("Saksnummer").fill(str(case.pk))
    page.keyboard.press("Enter")
    page.locator("main table a").click()
    page.wait_for_url(f"**/saker/{case.pk}/")
