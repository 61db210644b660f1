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
from tests.browser.conftest import WAIT_MS, Opened, _cookie, session_of
from tests.browser.test_sign_in import barriers_on, complaints_of
from tests.factories import Member
from tests.plugin_ci import CHROMIUM_ARGUMENTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "/saker/ny/"
TOLD = "Eleven er redd for ferien."


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
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
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


def back(page: Page) -> None:
    """As the button does: Playwright's own way waits for a page to load, and one in memory is loaded."""
    page.evaluate("document.documentElement.dataset.left = 'yes'; setTimeout(() => history.back(), 0)")
    expect(page.locator("html:not([data-left])")).to_be_attached()


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
        page.goto(f"/saker/{case.pk}/")
        expect(page.get_by_text(TOLD)).to_be_visible()
        page.goto("/saker/")
        back(page)
        expect(page.get_by_text(TOLD)).to_be_visible()

        page.locator(f'header form[action="{reverse("account_logout")}"] button').click()
        expect(page.locator("input[name=login]")).to_be_visible()
        back(page)
        expect(page.locator("input[name=login]")).to_be_visible()
        at_rest(page)
        assert TOLD not in page.content()

        signed_in_again(page, adviser)
        page.goto(f"/saker/{case.pk}/")
        expect(page.get_by_text(TOLD)).to_be_visible()
        page.goto("/saker/")
        end_sessions(adviser.account.pk)
        back(page)
        expect(page.locator("input[name=login]")).to_be_visible()
        at_rest(page)
        assert TOLD not in page.content()
    finally:
        other.close()
