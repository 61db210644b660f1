"""From what was done to the follow-up, in a real browser and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_a_script_from_what_was_done_to_the_follow_up(adviser: Member, no_js_page: Page) -> None:
    page, case = no_js_page, factories.log_case(adviser)
    page.goto(f"/saker/{case.pk}/")
    page.get_by_role("link", name="Registrer et tiltak").click()
    page.locator("select[name=action]").select_option("POLM")
    page.get_by_role("button", name="Registrer", exact=True).click()
    expect(page.locator("section[aria-labelledby=done]")).to_contain_text("Varsel til politiet")
    page.get_by_role("link", name="Planlegg en oppgave").click()
    page.locator("textarea[name=text]").fill("Ring helsesykepleier.")
    page.locator("input[name=day]").fill(f"{timezone.localdate() + timedelta(days=7):%d.%m.%Y}")
    page.get_by_role("button", name="Legg til oppgaven").click()
    page.get_by_role("link", name="Avslutt saken").click()
    page.get_by_label("Trygg situasjon").check()
    page.get_by_label("Etter 3 måneder").uncheck()
    page.get_by_role("button", name="Avslutt saken").click()
    # What was chosen stays, and each thing that is missing has its place or its way there.
    expect(page.locator("#error-summary")).to_contain_text("Skriv hvorfor")
    expect(page.get_by_label("Trygg situasjon")).to_be_checked()
    page.get_by_role("link", name="Si at det er gjort").click()
    page.get_by_label("Den er gjort").check()
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name="Avslutt saken").click()
    page.get_by_label("Trygg situasjon").check()
    page.get_by_role("button", name="Avslutt saken").click()
    expect(page.get_by_text("Saken er avsluttet.")).to_be_visible()
    page.get_by_role("link", name="Si hva som ble av det").first.click()
    page.locator("input[name=reached][value=JA]").check()
    page.locator("input[name=outcome][value=UTL]").check()
    page.locator("input[name=then][value=goes_on]").check()
    page.get_by_role("button", name="Registrer oppfølgingen").click()
    expect(page.get_by_text("Oppfølgingen er registrert, og saken er åpnet igjen.")).to_be_visible()
