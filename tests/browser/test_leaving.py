"""The quick way out and the cover, in a real browser: what is left on the screen and to go back to."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Error, Page, expect

from advisory.models import StoredSession
from cases.models import Draft
from tests import factories
from tests.browser.conftest import SHAPES_OF_A_STATE, Opened
from tests.browser.looks import barriers_on
from tests.browser.test_session_end import at_rest, signed_in_again
from tests.browser.test_sign_in import type_in
from tests.factories import Member
from tests.plugin_ci import CHROMIUM_ARGUMENTS, WAIT_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = "Eleven er redd for ferien."
MINUTE_MS = 60_000


PASSWORD = "fjell fjord foss vidde"
# What is on the screen at each new image of it: before that nobody sees a page.
EACH_IMAGE = """() => {
  const look = () => {
    const { hidden } = document.documentElement;
    window.painted(JSON.stringify([location.href, document.title, hidden]));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@pytest.fixture
def elsewhere(settings: Any, live_server: Any) -> str:
    """Where the way out leads in these tests, which have no network: to another host than ours."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    settings.LEAVE_TO = f"http://127.0.0.1:{urlsplit(live_server.url).port}{reverse('health_live')}"
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
    # Whoever goes there again is led out again.
    page.goto(f"/saker/{case.pk}/")
    page.wait_for_url(elsewhere)
    assert TOLD not in page.content()
    at_rest(page)


class History:
    """The browser's own list, gone through as by its buttons; Playwright loses sight of pages from memory."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.browser = page.context.new_cdp_session(page)

    def now(self) -> tuple[int, list[dict[str, Any]]]:
        told = self.asked("Page.getNavigationHistory")
        return told["currentIndex"], told["entries"]

    def asked(self, what: str, **named: Any) -> dict[str, Any]:
        """Asked again for as long as there is nobody to ask: between two pages, also once the next is seen.
        What was refused so was not done, and to go to a place twice is to go there."""
        for _turn in range(WAIT_MS // 50):
            try:
                return dict(self.browser.send(what, named))
            except Error as refused:
                if "Not attached" not in refused.message:
                    raise
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the browser does not answer to {what}")

    def goes(self, step: int, to: str) -> None:
        place, entries = self.now()
        wanted = place + step
        self.asked("Page.navigateToHistoryEntry", entryId=entries[wanted]["id"])
        for _turn in range(WAIT_MS // 50):
            self.page.wait_for_timeout(50)
            place, entries = self.now()
            if place == wanted and entries[place]["url"] == to:
                return
        raise AssertionError(f"{entries[wanted]['url']} does not lead to {to}")


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, browser: Browser, chromium: str, live_server: Any
) -> Iterator[Page]:
    """(scripts, memory): somebody's page in a browser with or without scripts and the memory for pages gone
    back to, which tests usually do without."""
    scripts, memory = request.param
    off = ["--disable-back-forward-cache"] if memory else None
    other = browser.browser_type.launch(
        executable_path=chromium, args=CHROMIUM_ARGUMENTS, ignore_default_args=off
    )
    context = other.new_context(base_url=live_server.url, java_script_enabled=scripts, locale="nb-NO")
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    other.close()


@pytest.mark.parametrize(
    ("way", "scripts", "visitor"),
    [
        (press_escape, True, (True, True)),
        (press_button, True, (True, False)),
        (press_button, False, (False, False)),
    ],
    indirect=["visitor"],
)
def test_no_page_of_the_list_comes_back(
    adviser: Member, visitor: Page, elsewhere: str, way: Any, scripts: bool
) -> None:
    """From the log-in page by five pages and out; then all the way back, on again, and in anew.

    Without scripts a page where one signs in does not know that it was gone back to; all others lead out.
    """
    case = factories.log_case(adviser, narrative=TOLD)
    account = factories.give_password(adviser, PASSWORD)
    visitor.goto(reverse("account_login"))
    signed_in_again(visitor, adviser)
    for address in ("/saker/", f"/saker/{case.pk}/", "/oppgaver/", f"/saker/{case.pk}/endre/", "/saker/ny/"):
        visitor.goto(address)
    seen: list[list[Any]] = []
    visitor.expose_function("painted", lambda told: seen.append(json.loads(told)))
    visitor.add_init_script(f"({EACH_IMAGE})()")
    way(visitor)
    visitor.wait_for_url(elsewhere)
    history = History(visitor)
    last = history.now()[0]
    # A blank page and the log-in page come first.
    lowest = 1 if scripts else 2
    seen.clear()
    for _place in range(lowest, last):
        history.goes(-1, elsewhere)
    for _place in range(lowest, last):
        history.goes(+1, elsewhere)
    painted = [one for one in seen if not one[0].startswith(elsewhere)]
    assert [one for one in painted if not one[2] or "Fritt valg" in one[1]] == []
    left = history.now()[1][lowest:]
    assert {one["url"] for one in left} == {elsewhere}
    assert [one["title"] for one in left if "Fritt valg" in one["title"]] == []

    visitor.goto("/")
    type_in(visitor, account.email, PASSWORD)
    visitor.locator("input[name=code]").fill(factories.code_now())
    visitor.locator("form:has(input[name=code]) button").click()
    expect(visitor.locator(".site-person")).to_have_text(account.name)
    visitor.goto(f"/saker/{case.pk}/")
    expect(visitor.get_by_text(TOLD)).to_be_visible()
    at_rest(visitor)


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
    page.wait_for_url(elsewhere)
    assert TOLD not in page.content()
    page.goto("/saker/")
    page.wait_for_url(elsewhere)
    at_rest(page)
    assert "left" not in {cookie["name"] for cookie in page.context.cookies()}


def test_two_escapes_stay(adviser: Member, opened: Opened, elsewhere: str) -> None:
    page = opened(adviser)
    page.goto("/saker/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    at_rest(page)
    assert page.url.endswith("/saker/")


@pytest.mark.parametrize(("width", "scheme"), SHAPES_OF_A_STATE)
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


def test_every_window_goes_where_one_is_left(adviser: Member, opened: Opened, elsewhere: str) -> None:
    case = factories.log_case(adviser, narrative=TOLD)
    page = opened(adviser)
    page.goto("/saker/")
    other = page.context.new_page()
    other.goto(f"/saker/{case.pk}/")
    expect(other.get_by_text(TOLD)).to_be_visible()
    press_escape(page)
    page.wait_for_url(elsewhere)
    other.wait_for_url(elsewhere)
    at_rest(other)


def test_a_window_goes_when_another_finds_that_nobody_is_signed_in(adviser: Member, opened: Opened) -> None:
    case = factories.log_case(adviser, narrative=TOLD)
    page = opened(adviser)
    page.goto(f"/saker/{case.pk}/")
    expect(page.get_by_text(TOLD)).to_be_visible()
    other = page.context.new_page()
    other.goto(reverse("account_logout"))
    other.locator("main form button").click()
    page.wait_for_url("**/konto/logg-inn?*")
    at_rest(page)


def test_what_was_typed_last_is_kept_by_the_way_out(adviser: Member, opened: Opened, elsewhere: str) -> None:
    page = opened(adviser)
    page.goto("/saker/ny/?at=done")
    page.locator('textarea[name="narrative"]').fill(TOLD)
    sessions = StoredSession.objects.count()
    # One request for both: of two under way at once, that for the draft came second now and then.
    with page.expect_request("**/utkast/"):
        press_escape(page)
    page.wait_for_url(elsewhere)
    at_rest(page)
    assert TOLD in Draft.objects.get().content
    assert StoredSession.objects.count() == sessions - 1


def test_the_key_that_leads_out_does_not_uncover_first(
    adviser: Member, opened: Opened, elsewhere: str
) -> None:
    page = opened(adviser)
    page.clock.install()
    page.goto("/saker/")
    page.clock.fast_forward(2 * MINUTE_MS)
    page.clock.fast_forward(2 * MINUTE_MS)
    expect(page.locator("#cover")).to_be_visible()
    for _time in range(2):
        page.keyboard.press("Escape")
        expect(page.locator("#cover")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)


def test_what_a_form_sent_is_not_sent_again_by_going_back(adviser: Member, opened: Opened) -> None:
    """Nor kept by the browser, which keeps it with a page that answers a form."""
    page = opened(adviser)
    page.goto(f"/saker/{factories.log_case(adviser).pk}/melding/")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method) if one.is_navigation_request() else None)
    page.locator('textarea[name="text"]').fill("Fødselsnummer 01010112345")
    page.locator("main form button:visible").filter(has_text="Lagre").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert sent == ["POST", "GET"]
    page.reload()
    expect(page.locator('textarea[name="text"]')).to_have_value("Fødselsnummer 01010112345")
    page.goto("/saker/")
    page.go_back()
    expect(page.locator('textarea[name="text"]')).to_have_value("Fødselsnummer 01010112345")
    assert sent.count("POST") == 1
