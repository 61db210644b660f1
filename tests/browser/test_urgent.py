"""The urgent hour in a real browser: at once with a script, without one on the next page, no barriers."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models.facts import CaseFacts, PersonFacts
from cases.services.journeys import tell_journey
from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHILD = (PersonFacts(sex="K", age_group="16-17", background="PK", whereabouts="REI"),)
ACUTE = CaseFacts(concern="TVE_FR", focus_country="PK", urgency="AKUTT")


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_on_any_page(adviser: Member, opened: Any, window: dict[str, Any]) -> None:
    case = factories.log_case(adviser, case=ACUTE, persons=CHILD)
    lane = case.inquiries.get()
    facts = {"result": "JA", "country": "PK", "year": "2026", "week": "26"}
    tell_journey(standing=adviser.standing, case=case, inquiry=lane, seen=None, facts=facts)
    page = opened(adviser, **window)
    found = {}
    parts = ("", "vurdering/", "reise/", "sjekkliste/", "kontakt/", "avslutt/")
    for address in ("/saker/", "/reiser/", *(f"/saker/{case.pk}/{part}" for part in parts)):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found[address] = barriers_on(page), overflow(page)
    page.goto("/saker/ny/")
    page.locator("input[name=urgency][value=AKUTT]").check()
    found["/saker/ny/"] = barriers_on(page), overflow(page)
    assert {address: what for address, what in found.items() if what != ([], 0)} == {}


def test_the_moment_it_is_chosen_what_to_do_stands_at_the_top(page: Page) -> None:
    page.goto("/saker/ny/")
    panel, told = page.locator("#urgent"), page.locator("[data-urgent-told] a")
    expect(panel).to_be_hidden()
    expect(told).to_be_hidden()
    page.locator("input[name=urgency][value=AKUTT]").check()
    expect(panel).to_be_visible()
    expect(panel.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    # Said beside the answer, and one key away.
    told.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_in_viewport()
    expect(panel.get_by_text("Ambassaden i Islamabad")).to_be_hidden()
    page.locator("select[name=focus_country]").select_option("PK")
    expect(panel.get_by_text("Ambassaden i Islamabad")).to_be_visible()
    page.locator("select[name=focus_country]").select_option("SO")
    expect(panel.get_by_text("Ambassaden i Islamabad")).to_be_hidden()
    expect(panel.get_by_text("Ambassaden i Nairobi")).to_be_visible()
    page.locator("input[name=urgency][value=ORD]").check()
    expect(panel).to_be_hidden()
    expect(told).to_be_hidden()


def test_without_a_script_from_the_first_answer_to_the_closed_case(adviser: Member, no_js_page: Page) -> None:
    page = no_js_page
    case = factories.log_case(adviser, case=ACUTE, persons=CHILD)
    page.goto("/saker/")
    urgent = page.locator("section.urgent")
    urgent.get_by_role("link", name="saken opprettet").click()
    expect(page.locator("section.urgent").get_by_role("link", name="112")).to_be_visible()
    page.get_by_role("link", name="Avslutt saken").click()
    page.get_by_label("Trygg situasjon").check()
    page.get_by_role("button", name="Avslutt saken").click()
    expect(page.locator("#error-summary")).to_contain_text("før begge pliktene er vurdert")
    page.get_by_role("link", name="Vurder pliktene").click()
    for name in ("AVVERGE", "OPPLYSE"):
        page.locator(f"input[name={name}][value=JA]").check()
    page.get_by_role("button", name="Registrer vurderingen").click()
    expect(page.get_by_text("Vurderingen er registrert.")).to_be_visible()
    page.get_by_role("link", name="Avslutt saken").click()
    page.get_by_label("Trygg situasjon").check()
    page.get_by_role("button", name="Avslutt saken").click()
    expect(page.locator(f'form[action="/saker/{case.pk}/gjenapne/"]')).to_be_visible()
