"""From what was done to the follow-up, in a real browser: no barrier on any page, and without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases import access
from cases.models import Case, Inquiry
from cases.services.actions import act
from cases.services.inquiries import close_inquiry
from cases.services.safe_contact import agree_contact
from cases.services.tasks import plan_task
from tests import factories
from tests.browser.test_trail import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at_hand(who: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(who.standing, case.pk)
    return found, found.inquiries.all()[0]


def worked_on(who: Member) -> Case:
    """With something done, something planned, and a safe contact."""
    case, today = factories.log_case(who), timezone.localdate()
    found, lane = at_hand(who, case)
    act(standing=who.standing, case=found, lane=lane, action="POLM", agency="POD", day=today)
    found, lane = at_hand(who, case)
    text = "Helsesykepleier, i storefri."
    agree_contact(standing=who.standing, case=found, inquiry=lane, seen=None, text=text)
    found, lane = at_hand(who, case)
    day = today + timedelta(days=7)
    plan_task(standing=who.standing, case=found, lane=lane, text="Ring helsesykepleier.", day=day)
    return case


def ended(who: Member) -> Case:
    case = factories.log_case(who)
    found, lane = at_hand(who, case)
    close_inquiry(standing=who.standing, case=found, inquiry=lane, revision=found.revision, outcome="UTL")
    return case


def test_no_barrier_on_any_page(adviser: Member, opened: Any) -> None:
    case, closed = worked_on(adviser), ended(adviser)
    addresses = [f"/saker/{case.pk}/{part}" for part in PARTS] + [
        f"/saker/{closed.pk}/{part}" for part in AFTER
    ]
    found = {}
    for width, scheme in ((360, "light"), (1280, "dark")):
        page = opened(adviser, viewport={"width": width, "height": 900}, color_scheme=scheme)
        for address in ("/oppgaver/", *addresses):
            page.goto(address)
            found[width, address] = barriers_on(page), overflow(page)
    assert {address: what for address, what in found.items() if what != ([], 0)} == {}


PARTS = ("", "tiltak/", "oppgave/", "oppgave/slutt/", "avslutt/", "forlop/")
AFTER = ("", "oppfolging/", "forlop/")


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
