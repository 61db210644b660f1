"""The quick way out and the cover, in a real browser: what is left on the screen and to go back to."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import Opened
from tests.browser.test_session_end import at_rest
from tests.browser.test_sign_in import barriers_on
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = "Eleven er redd for ferien."
MINUTE_MS = 60_000


@pytest.fixture
def elsewhere(settings: Any, live_server: Any) -> str:
    """Where the way out leads in these tests, which have no network."""
    settings.LEAVE_TO = f"{live_server.url}{reverse('health_live')}"
    return str(settings.LEAVE_TO)


def press_escape(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


def press_button(page: Page) -> None:
    page.get_by_role("button", name="Forlat siden raskt").click()


@pytest.mark.parametrize(
    ("way", "scripts"), [(press_escape, True), (press_button, True), (press_button, False)]
)
def test_the_quick_way_out_leaves_nothing(
    adviser: Member, opened: Opened, elsewhere: str, way: Any, scripts: bool
) -> None:
    case = factories.log_case(adviser, narrative=TOLD)
    page = opened(adviser, java_script_enabled=scripts)
    page.goto("/saker/")
    page.goto(f"/saker/{case.pk}/")
    expect(page.get_by_text(TOLD)).to_be_visible()

    way(page)
    page.wait_for_url(elsewhere)
    at_rest(page)
    assert TOLD not in page.content()
    # Whoever goes there again is asked to sign in.
    page.goto(f"/saker/{case.pk}/")
    expect(page.locator("input[name=login]")).to_be_visible()
    assert TOLD not in page.content()


def test_without_a_line_whoever_comes_back_is_nobody(adviser: Member, opened: Opened, elsewhere: str) -> None:
    case = factories.log_case(adviser, narrative=TOLD)
    page = opened(adviser)
    page.goto(f"/saker/{case.pk}/")
    expect(page.get_by_text(TOLD)).to_be_visible()
    page.context.set_offline(True)
    press_escape(page)
    expect(page.get_by_text(TOLD)).to_be_hidden()
    page.context.set_offline(False)
    page.goto(f"/saker/{case.pk}/")
    expect(page.locator("input[name=login]")).to_be_visible()
    assert TOLD not in page.content()
    assert "left" not in {cookie["name"] for cookie in page.context.cookies()}


def test_two_escapes_stay(adviser: Member, opened: Opened, elsewhere: str) -> None:
    page = opened(adviser)
    page.goto("/saker/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    at_rest(page)
    assert page.url.endswith("/saker/")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_a_screen_that_nobody_touches_is_covered(
    adviser: Member, opened: Opened, width: int, scheme: str
) -> None:
    page = opened(adviser, viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.clock.install()
    page.goto("/saker/ny/?at=done")
    note = page.locator('textarea[name="narrative"]')
    note.fill(TOLD)
    page.clock.fast_forward(2 * MINUTE_MS)
    expect(note).to_be_visible()
    page.clock.fast_forward(2 * MINUTE_MS)
    expect(page.locator("#cover")).to_be_visible()
    expect(note).to_be_hidden()
    assert barriers_on(page) == []
    page.keyboard.press("Enter")
    expect(note).to_have_value(TOLD)
    expect(note).to_be_visible()
    expect(page.locator("#cover")).to_be_hidden()
    at_rest(page)
