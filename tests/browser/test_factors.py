"""A new account's first sign-in, in a real browser: by a passkey (a virtual one), and by an app's codes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from advisory.models import Account
from advisory.roles import Role
from advisory.services.accounts import create_account
from advisory.services.memberships import start_membership
from tests import factories
from tests.browser.looks import barriers_on
from tests.browser.test_sign_in import PASSWORD, complaints_of, type_in
from tests.plugin_ci import WAIT_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def newcomer(reference: None) -> Account:
    """An adviser with a password and no second factor yet."""
    account = create_account(
        actor=factories.SUITE, name="Ny Rådgiver", email="ny@example.invalid", password=PASSWORD
    )
    start_membership(
        actor=factories.SUITE, account=account, post=factories.post("sandaker"), role=Role.ADVISER
    )
    return account


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Nobody yet. At `localhost`, for a browser makes no passkey for a bare number."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=address, locale="nb-NO", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def with_passkeys(page: Page) -> None:
    """A machine whose owner shows her finger each time."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def at(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(f"^https?://[^/]+{re.escape(reverse(name))}$"))
    assert barriers_on(page) == []


def quiet(complaints: list[str]) -> bool:
    """Whether the browser complained of nothing; that signing out emptied it is no complaint."""
    return [one for one in complaints if not one.startswith("Clear-Site-Data")] == []


def first_step(page: Page, account: Account) -> None:
    page.goto(reverse("account_login"))
    type_in(page, account.email, PASSWORD)


def codes_shown(page: Page) -> list[str]:
    """Her recovery codes, which are there once."""
    at(page, "codes_new")
    found: list[str] = page.locator(".factor-codes code").all_text_contents()
    assert len(found) == 10
    page.reload()
    expect(page.locator(".factor-codes")).to_have_count(0)
    return found


def sign_out(page: Page) -> None:
    page.locator(f'form[action="{reverse("account_logout")}"] button').click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_a_passkey_from_the_first_sign_in_on(newcomer: Account, visitor: Page) -> None:
    page = visitor
    complaints = complaints_of(page)
    with_passkeys(page)
    first_step(page, newcomer)
    at(page, "factors")
    page.goto(reverse("case_list"))
    at(page, "factors")

    page.get_by_role("link", name="Legg til en passnøkkel").click()
    at(page, "passkey_add")
    page.locator("input[name=name]").fill("Min telefon")
    page.get_by_role("button", name="Lag en passnøkkel").click()
    codes_shown(page)
    page.goto(reverse("factors"))
    expect(page.locator(".factor")).to_contain_text("Min telefon")

    sign_out(page)
    page.get_by_role("button", name="Logg inn med passnøkkel").click()
    at(page, "start")
    expect(page.locator(".site-person")).to_have_text(newcomer.name)

    # With the password first, the passkey is the second step.
    sign_out(page)
    first_step(page, newcomer)
    at(page, "mfa_authenticate")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    at(page, "start")
    assert quiet(complaints)


def test_an_app_from_the_first_sign_in_on(newcomer: Account, visitor: Page) -> None:
    page = visitor
    complaints = complaints_of(page)
    first_step(page, newcomer)
    page.get_by_role("link", name="Sett opp en app").click()
    at(page, "app_add")
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    code, button = page.locator("input[name=code]"), page.get_by_role("button", name="Gå videre")

    code.fill("000 000" if factories.code_now(secret) != "000000" else "000001")
    button.click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert barriers_on(page) == []
    assert page.locator(".factor-secret").inner_text().replace(" ", "") == secret
    code.fill(factories.code_now(secret))
    button.click()
    kept = codes_shown(page)
    page.goto(reverse("case_list"))
    at(page, "case_list")

    # Her telephone is lost: one of the codes that she kept.
    sign_out(page)
    first_step(page, newcomer)
    at(page, "mfa_authenticate")
    code.fill(kept[3].upper())
    button.click()
    at(page, "start")
    assert quiet(complaints)
