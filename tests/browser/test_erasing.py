"""Holding back the erasing of a case in a browser: without scripts, by keyboard, and as axe sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case
from cases.services.erasure import mark_case
from tests import factories
from tests.browser.conftest import Opened
from tests.browser.looks import barriers_on
from tests.cases.erasing import after, closed_case
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNTIL = f"{timezone.localdate() + timedelta(days=300):%d.%m.%Y}"


@pytest.fixture
def case(adviser: Member) -> Case:
    """Marked, so that every page of it has something to say."""
    made = closed_case(adviser)
    mark_case(actor=factories.SUITE, case_id=made.pk, now=after(24))
    return made


def test_without_scripts_a_mistake_comes_back_and_then_it_is_held(no_js_page: Page, case: Case) -> None:
    page = no_js_page
    page.goto("/saker/")
    page.get_by_role("region", name="Slettes snart").get_by_role("link").click()
    page.get_by_role("link", name="Utsett slettingen", exact=True).click()
    page.get_by_role("textbox", name="Utsett til").fill("31.02.2027")
    page.get_by_role("button", name="Utsett").click()
    expect(page.locator("#id_until_error")).to_be_visible()
    page.get_by_role("textbox", name="Utsett til").fill(UNTIL)
    page.get_by_role("radio", name="Et tilsyn").check()
    page.get_by_role("button", name="Utsett").click()
    expect(page.get_by_text(f"Slettingen er utsatt til {UNTIL}: Et tilsyn.")).to_be_visible()
    page.get_by_role("button", name="Opphev utsettelsen").click()
    expect(page.get_by_text("Slettingen av saken er ikke lenger utsatt.")).to_be_visible()


def test_by_keyboard_alone(page: Page, case: Case) -> None:
    page.goto(f"/saker/{case.pk}/hold/")
    page.get_by_role("textbox", name="Utsett til").focus()
    page.keyboard.type(UNTIL)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Slettingen er utsatt til {UNTIL}: Et tilsyn.")).to_be_visible()


@pytest.mark.parametrize("shown", [("nb", 360), ("nn", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_runs_out(
    opened: Opened, adviser: Member, privacy: Member, case: Case, shown: tuple[str, int]
) -> None:
    language, width = shown
    size = {"width": width, "height": 800}
    hers = opened(adviser, language=language, viewport=size)
    officers = opened(privacy, language=language, viewport=size)
    for page, address in (
        (hers, "/saker/"),
        (hers, f"/saker/{case.pk}/"),
        (hers, f"/saker/{case.pk}/hold/"),
        (officers, "/sporing/frister/"),
    ):
        page.goto(address)
        assert barriers_on(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    # The button of an empty form: each error beside its field and in the summary.
    officers.locator('form:has(input[value="hold"]) button').click()
    assert barriers_on(officers) == []
    assert officers.locator("#error-summary a").count() == 3
