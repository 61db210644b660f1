"""What cannot be undone asks once more, on the same page: one press deletes nothing."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from cases.models import Draft
from tests.browser.conftest import Opened
from tests.browser.looks import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_draft_is_deleted_by_two_presses(adviser: Member, opened: Opened, scripts: bool) -> None:
    adviser.client.post("/utkast/", {"submission": str(uuid.uuid4()), "narrative": "Halv setning"})
    page: Page = opened(adviser, java_script_enabled=scripts, viewport={"width": 320, "height": 800})
    page.goto("/saker/")
    sure = page.get_by_role("button", name="Ja, slett utkastet")
    expect(sure).to_be_hidden()
    page.locator("summary", has_text="Slett utkastet").focus()
    page.keyboard.press("Enter")
    expect(sure).to_be_visible()
    assert Draft.objects.count() == 1
    if scripts:
        assert (barriers_on(page), overflow(page)) == ([], 0)
    page.keyboard.press("Tab")
    expect(sure).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".site-messages[role=status]")).to_contain_text("Utkastet er slettet")
    assert not Draft.objects.exists()
