"""Signing in with a real browser, which sends headers of its own that no test client sends."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from advisory.roles import Role
from tests import factories
from tests.browser.conftest import SHAPES_OF_A_STATE
from tests.browser.looks import barriers_on
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "fjell fjord foss vidde"
Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """visit(path, **context options): a page in the browser of somebody who is not signed in."""
    contexts: list[BrowserContext] = []

    def go(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()


def type_in(page: Page, login: str, password: str) -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_in_and_out_by_password(adviser: Member, visit: Visit, scripts: bool) -> None:
    factories.give_password(adviser, PASSWORD)
    assert adviser.account is not None
    page = visit(reverse("account_login"), java_script_enabled=scripts)

    type_in(page, adviser.account.email, "en helt annen ting")
    expect(page.locator("#error-summary")).to_be_visible()
    if scripts:
        expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("input[name=login]")).to_have_value(adviser.account.email)

    type_in(page, adviser.account.email, PASSWORD)
    page.locator("input[name=code]").fill(factories.code_now())
    page.locator("form:has(input[name=code]) button").click()
    expect(page.locator(".site-person")).to_have_text(adviser.account.name)

    page.locator(f'form[action="{reverse("account_logout")}"] button').click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_language_is_changed_by_a_button(reference: None, visit: Visit) -> None:
    page = visit(reverse("account_login"), locale="nb-NO")
    expect(page.locator("html")).to_have_attribute("lang", "nb")

    page.locator("button[value=nn]").click()

    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page).to_have_url(re.compile(reverse("account_login") + "$"))


def test_become_a_made_up_person(reference: None, visit: Visit, settings: Any) -> None:
    settings.DEMO = True
    demo = factories.member("demo", Role.ADVISER, factories.post("sandaker"), is_demo=True)
    assert demo.account is not None
    page = visit(reverse("demo_sign_in"))

    page.locator(f'button[value="{demo.account.pk}"]').click()

    expect(page.locator(".site-person")).to_have_text(demo.account.name)


def test_no_barrier_and_no_complaint(reference: None, visit: Visit, settings: Any) -> None:
    settings.DEMO = True
    factories.member("demo", Role.ADVISER, factories.post("sandaker"), is_demo=True)
    for width, scheme in SHAPES_OF_A_STATE:
        page = visit("/", viewport={"width": width, "height": 800}, color_scheme=scheme)
        complaints = complaints_of(page)
        for path in (reverse("demo_sign_in"), reverse("account_login")):
            page.goto(path)
            assert barriers_on(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.fonts.check('16px Inter')")
        page.locator("main button[type=submit]").click()
        expect(page.locator("#error-summary")).to_be_focused()
        assert barriers_on(page) == []
        assert complaints == []


def test_the_page_that_says_wait_has_no_barrier(reference: None, visit: Visit) -> None:
    page = visit(reverse("account_login"), viewport={"width": 320, "height": 800}, java_script_enabled=True)
    for _time in range(5):
        type_in(page, "nobody@example.invalid", "en helt annen ting")

    expect(page.locator("input[name=login]")).to_have_value("nobody@example.invalid")
    expect(page.locator("input[name=password]")).to_have_value("")
    expect(page.locator("main strong")).to_be_visible()
    assert barriers_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def complaints_of(page: Page) -> list[str]:
    """Grows with what the browser's console says: a style or script that the policy refused, a lost file.

    What was fetched ahead for later pages, and is not there yet when this one is left, is no loss.
    """
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("requestfailed", lambda one: found.append(one.url) if one.failure != "net::ERR_ABORTED" else None)
    return found
