"""Joining, in a real browser: invited by an administrator, a letter, a password, a passkey, at her list."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from advisory.services.outbox import send_due
from tests.browser.looks import barriers_on
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# One that opens by finger, in the telephone itself.
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSWORD = "vidda blåser gjennom sju notater"


@pytest.fixture
def stranger(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """The browser of somebody who has never been here, on a telephone."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800})
    yield context
    context.close()


def test_from_the_invitation_to_her_list(
    administrator: Member, opened: Any, stranger: BrowserContext, live_server: Any, settings: Any
) -> None:
    settings.SITE_ADDRESS = live_server.url
    office = opened(administrator)
    office.goto("/styring/")
    looked_at(office)
    office.locator("main a[href='/styring/ny/']").click()
    looked_at(office)
    office.locator("#id_name").fill("Åse Ny")
    office.locator("#id_email").fill("ase.ny@example.invalid")
    office.locator("#id_place").select_option(label="Rud videregående skole")
    office.locator("main button").click()
    expect(office.locator("h1")).to_have_text("Åse Ny")
    looked_at(office)
    for address in ("/styring/poster/", "/konto/", "/konto/passord"):
        office.goto(address)
        looked_at(office)

    assert [one.sent for one in send_due()] == [True]
    (link,) = re.findall(r"https?://\S+", str(mail.outbox[-1].body))
    page = stranger.new_page()
    page.goto(link)
    looked_at(page)
    field = page.locator("#id_password")
    field.fill("passord passord passord")
    page.locator("#id_again").fill("passord passord passord")
    page.locator("main button[type=submit]").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#id_password_error")).to_be_visible()
    expect(field).to_have_value("")
    looked_at(page)
    field.fill(PASSWORD)
    page.locator(".password-shown").click()
    expect(field).to_have_attribute("type", "text")
    page.locator("#id_again").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile("/konto/faktorer/$"))

    telephone = stranger.new_cdp_session(page)
    telephone.send("WebAuthn.enable")
    telephone.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
    page.locator("main a[href='/konto/faktorer/nokkel']").click()
    page.locator("form[data-passkey] button").click()
    expect(page).to_have_url(re.compile("/konto/faktorer/koder$"))
    expect(page.locator(".factor-codes li").first).to_be_visible()
    page.locator("main a.ds-button").click()
    expect(page).to_have_url(re.compile("/hjelp/forste/$"))
    looked_at(page)
    page.locator("main a.ds-button").click()
    expect(page.locator(".site-name")).to_have_attribute("aria-current", "page")
    looked_at(page)
    expect(page.locator(".site-person")).to_have_text("Åse Ny")

    page.goto(link)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#id_password")).to_have_count(0)
    looked_at(page)


def looked_at(page: Page) -> None:
    """No barrier, and nothing that makes the page wider than its window."""
    assert barriers_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
