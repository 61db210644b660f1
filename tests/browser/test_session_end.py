"""The end of a session in a real browser: a warning, what was typed kept, and nothing left to go back to."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response, Route, expect

from advisory import session_records
from advisory.models import StoredSession
from advisory.sessions import digest_of, end_sessions
from tests import factories
from tests.browser.conftest import SHAPES_OF_A_STATE, Opened, _cookie, session_of
from tests.browser.looks import barriers_on
from tests.browser.test_sign_in import complaints_of
from tests.factories import Member
from tests.plugin_ci import CHROMIUM_ARGUMENTS, WAIT_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "/saker/ny/?at=done"
TOLD = "Eleven er redd for ferien."
SIGN_IN = 'name="login"'


def session_in(page: Page) -> StoredSession:
    (value,) = [one["value"] for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    return StoredSession.objects.get(pk=digest_of(value))


def pass_by(page: Page, seconds: int) -> None:
    """So long nobody does anything: in the server's record, and on the page's clock."""
    row = session_in(page)
    held = session_records.opened(row)
    columns = session_records.used(row.pk, began=held.began, at=held.used - timedelta(seconds=seconds))
    StoredSession.objects.filter(pk=row.pk).update(**columns)
    page.clock.fast_forward(seconds * 1000)


def tells_of_a_person(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith(reverse("session_time"))


@pytest.fixture
def five_minutes(settings: Any) -> None:
    settings.SESSION_IDLE_AGE = 300


def signed_in_again(page: Page, member: Member) -> None:
    url = str(page.evaluate("location.origin"))
    page.context.add_cookies([_cookie(url, settings.SESSION_COOKIE_NAME, session_of(member))])


@pytest.mark.usefixtures("five_minutes")
@pytest.mark.parametrize(("width", "scheme"), SHAPES_OF_A_STATE)
def test_a_warning_and_what_was_typed_is_there_again(
    adviser: Member, opened: Opened, width: int, scheme: str
) -> None:
    # Without motion: while the warning fades in, its colours are not those that it has.
    look: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": "reduce"}
    page = opened(adviser, viewport={"width": width, "height": 800}, **look)
    page.clock.install()
    complaints = complaints_of(page)
    page.goto(NEW)
    warning = page.locator("#session-warning")
    note = page.locator('textarea[name="narrative"]')
    note.fill(TOLD)
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    expect(warning).to_be_hidden()

    pass_by(page, 250)
    expect(warning).to_be_visible()
    expect(warning.locator("button:visible")).to_be_focused()
    expect(warning.locator('[data-typed="kept"]')).to_be_visible()
    assert barriers_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    before = session_in(page).expires_at
    with page.expect_response(tells_of_a_person) as told:
        page.keyboard.press("Enter")
    assert told.value.status == 200
    expect(warning).to_be_hidden()
    assert session_in(page).expires_at > before
    expect(note).to_have_value(TOLD)

    pass_by(page, 100)
    with page.expect_response(tells_of_a_person) as told:
        note.press("End")
    assert told.value.status == 200

    assert complaints == []
    pass_by(page, 301)
    expect(page.locator("[data-ended]")).to_be_visible()
    assert TOLD not in page.content()
    signed_in_again(page, adviser)
    page.reload()
    expect(page.locator('textarea[name="narrative"]')).to_have_value(TOLD)
    at_rest(page)


def kept(route: Route) -> None:
    """The answer without our word that it must not be kept, for some browsers do not mind it."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "cache-control"}
    route.fulfill(response=answer, headers=headers)


def at_rest(page: Page) -> None:
    """Nothing is asked of the server any more, so that no late answer meets a database being emptied."""
    page.wait_for_load_state("networkidle")


class Shown:
    """What stands on the screen, asked of the browser itself.

    Playwright's locators wait for a page to load, and lose sight of one that came from memory.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.browser = page.context.new_cdp_session(page)

    def html(self) -> str:
        told = self.browser.send("Runtime.evaluate", {"expression": "document.documentElement.outerHTML"})
        return str(told["result"].get("value", ""))

    def goes_back_to(self, words: str) -> str:
        """As by the button; the page's source, once it is another one and holds the words."""
        leave = "document.documentElement.dataset.goneFrom = ''; setTimeout(() => history.back(), 0)"
        self.browser.send("Runtime.evaluate", {"expression": leave})
        for _turn in range(WAIT_MS // 100):
            # In between the page's requests are answered.
            self.page.wait_for_timeout(100)
            html = self.html()
            if "data-gone-from" not in html and words in html:
                return html
        raise AssertionError(f"the page gone back to does not show {words!r}: {html:.2000}")


def test_nothing_is_left_to_go_back_to(
    adviser: Member, browser: Browser, chromium: str, live_server: Any
) -> None:
    """With the memory for pages gone back to that tests usually do without."""
    case = factories.log_case(adviser, narrative=TOLD)
    assert adviser.account is not None
    other = browser.browser_type.launch(
        executable_path=chromium,
        args=CHROMIUM_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        context = other.new_context(base_url=live_server.url)
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([_cookie(live_server.url, settings.SESSION_COOKIE_NAME, session_of(adviser))])
        context.route("**/saker/**", kept)
        page = context.new_page()
        shown = Shown(page)
        page.goto(f"/saker/{case.pk}/")
        expect(page.get_by_text(TOLD)).to_be_visible()
        page.goto("/saker/")
        shown.goes_back_to(TOLD)

        page.locator(f'header form[action="{reverse("account_logout")}"] button').click()
        expect(page.locator("input[name=login]")).to_be_visible()
        assert TOLD not in shown.goes_back_to(SIGN_IN)
        at_rest(page)
        assert TOLD not in shown.html()

        signed_in_again(page, adviser)
        page.goto(f"/saker/{case.pk}/")
        expect(page.get_by_text(TOLD)).to_be_visible()
        page.goto("/saker/")
        end_sessions(adviser.account.pk)
        assert TOLD not in shown.goes_back_to(SIGN_IN)
        at_rest(page)
        assert TOLD not in shown.html()
    finally:
        other.close()
