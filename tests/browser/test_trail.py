"""The review of reading in a real browser: no barrier, nothing too wide, and by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.looks import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REVIEW = "/sporing/"


@pytest.fixture
def case_id(adviser: Member, elsewhere: Member) -> str:
    """A case that was listed and opened, and at which a stranger was refused."""
    case = factories.log_case(adviser)
    for address in ("/saker/", f"/saker/{case.pk}/"):
        adviser.client.get(address, headers={"user-agent": "Mozilla/5.0 " + "x" * 200})
    for _ in range(3):
        elsewhere.client.get(f"/saker/{case.pk}/")
    typed = {"login": "nobody@example.invalid", "password": "something else altogether"}
    factories.Member("nobody").client.post("/konto/logg-inn", typed)
    return str(case.pk)


@pytest.mark.parametrize("window", WINDOWS)
def test_no_barrier_on_any_page(
    cast: dict[str, Member], case_id: str, opened: Any, window: dict[str, Any]
) -> None:
    adviser, privacy = cast["adviser"], cast["privacy"]
    assert adviser.account is not None
    officer, owner = opened(privacy, **window), opened(adviser, **window)
    found = {}
    for page, address in (
        (officer, REVIEW),
        (officer, f"{REVIEW}?uke=2020-10"),
        (officer, f"{REVIEW}konto/{adviser.account.pk}/"),
        (officer, f"{REVIEW}sak/{case_id}/"),
        (owner, f"/saker/{case_id}/innsyn/"),
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found[address] = barriers_on(page), overflow(page)
    assert {address: what for address, what in found.items() if what != ([], 0)} == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_start_to_where_it_came_from_by_keyboard(
    privacy: Member, case_id: str, opened: Any, scripts: bool
) -> None:
    page = opened(privacy, java_script_enabled=scripts)
    page.goto("/")
    review = f"{page.url.rstrip('/')}{REVIEW}"
    page.locator(f'main a[href="{REVIEW}"]').first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(review)
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details table").first).to_be_visible()
    page.locator(".trail-readers a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("td.agent").first).to_be_visible()
    page.locator(f'a[href$="/sak/{case_id}/"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#entries")).to_be_visible()
