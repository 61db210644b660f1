"""A part of a page that is put in its place by a script: what is typed, the focus and the way back stay."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page, expect

from advisory.models import StoredSession
from cases.models import Case, Draft, Inquiry
from cases.status import Status
from tests import factories
from tests.browser.looks import barriers_on
from tests.browser.test_recording import NEW, choose, press_next
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PERSONS = f"{NEW}?at=persons"
STATUS = "#main > [role=status]"


def marked(page: Page) -> None:
    """What a new page does not have."""
    page.evaluate("window.marked = document.querySelector('h1')")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("Boolean(window.marked) && window.marked.isConnected"))


def watched(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    return said


def test_a_person_more_and_one_less_without_a_new_page(adviser: Member, page: Page) -> None:
    said = watched(page)
    page.goto(PERSONS)
    marked(page)
    before = page.evaluate("history.length")
    choose(page, "person-1-sex", "K")
    page.locator('button[value="add-person"]').click()
    expect(page.locator("#person-2")).to_be_focused()
    assert is_same(page)
    expect(page.locator(STATUS)).to_contain_text("2 person")
    expect(page.locator('[name="person-1-sex"][value="K"]')).to_be_checked()
    choose(page, "person-2-sex", "M")
    assert barriers_on(page) == []
    # The draft is kept with both.
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    assert Draft.objects.count() == 1
    page.locator('button[value="remove-person-1"]').click()
    expect(page.locator("#persons")).to_be_focused()
    expect(page.locator("#person-2")).to_have_count(0)
    expect(page.locator('[name="person-1-sex"][value="M"]')).to_be_checked()
    assert (is_same(page), page.evaluate("history.length"), said) == (True, before, [])
    # Sent as a whole, with its mistakes: a page of its own, as ever.
    press_next(page)
    expect(page.locator("#error-summary")).to_be_focused()
    assert not is_same(page)
    # There too.
    marked(page)
    page.locator('button[value="add-person"]').click()
    expect(page.locator("#person-2")).to_be_focused()
    assert is_same(page)
    assert said == []


def test_a_case_is_taken_and_let_go_in_the_queue(adviser: Member, page: Page) -> None:
    case = factories.log_case(adviser)
    said = watched(page)
    page.goto(reverse("queue_list"))
    marked(page)
    page.locator(f'form[action="{reverse("case_claim", args=[case.pk])}"] button').click()
    expect(page.locator(".site-messages")).to_have_text("Du har tatt saken.")
    expect(page.locator(STATUS)).to_have_text("Du har tatt saken.")
    link = page.locator(f'#queues a[href="{reverse("case", args=[case.pk])}"]')
    expect(link).to_be_focused()
    assert Inquiry.unscoped.get(case=case).claimed_by_id == adviser.standing.account_id
    assert barriers_on(page) == []
    page.locator(f'form[action="{reverse("case_let_go", args=[case.pk])}"] button').click()
    expect(page.locator(STATUS)).not_to_have_text("Du har tatt saken.")
    expect(link).to_be_focused()
    assert (is_same(page), said) == (True, [])


def test_how_a_case_stands_comes_back_with_what_is_missing_or_leads_to_the_case_anew(
    adviser: Member, page: Page
) -> None:
    case = factories.log_case(adviser)
    page.goto(reverse("case", args=[case.pk]))
    marked(page)
    form = page.locator("#status-form")
    page.locator("details:has(#status-form) > summary").click()
    form.locator("button").click()
    expect(form.locator("[data-field=validation]")).to_be_visible()
    expect(form.locator('input[value="VURD"]')).to_be_focused()
    assert is_same(page)
    expect(page.locator(STATUS)).not_to_be_empty()
    assert barriers_on(page) == []
    form.locator('input[value="AKTIV"]').check()
    form.locator("button").click()
    expect(page.locator(".site-messages")).to_be_visible()
    assert not is_same(page)
    assert Inquiry.unscoped.get(case=case).status == Status.ACTIVE


def test_whoever_is_signed_out_meanwhile_comes_to_the_log_in_page(adviser: Member, page: Page) -> None:
    page.goto(PERSONS)
    StoredSession.objects.all().delete()
    page.locator('button[value="add-person"]').click()
    page.wait_for_url(f"**{reverse('account_login')}**")
    expect(page.locator("input[name=password]")).to_be_visible()


def test_an_error_is_seen_as_a_page(adviser: Member, page: Page, settings: Any) -> None:
    page.goto(PERSONS)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    page.locator('button[value="add-person"]').click()
    expect(page.locator("h1")).not_to_have_text("Ny henvendelse")
    expect(page.locator("main")).to_be_visible()
    assert Case.unscoped.count() == 0


def test_without_network_all_stays(adviser: Member, page: Page) -> None:
    page.goto(PERSONS)
    marked(page)
    choose(page, "person-1-sex", "K")
    page.context.set_offline(True)
    add = page.locator('button[value="add-person"]')
    add.click()
    expect(page.locator("#line")).to_contain_text("nettverk")
    expect(add).to_be_focused()
    expect(page.locator('[name="person-1-sex"][value="K"]')).to_be_checked()
    page.context.set_offline(False)
    expect(page.locator("#line")).to_contain_text("virker igjen")
    add.click()
    expect(page.locator("#person-2")).to_be_focused()
    # The notice outlives the part in which it stood.
    assert is_same(page)
    expect(page.locator("#line")).to_be_attached()


@pytest.mark.parametrize(
    "attempt",
    [
        "document.querySelector('h1').innerHTML = '<b>x</b>'",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
        "trustedTypes.createPolicy('parts', { createHTML: (text) => text })",
        "trustedTypes.createPolicy('default', { createHTML: (text) => text })",
    ],
)
def test_nothing_else_makes_markup_from_text(page: Page, attempt: str) -> None:
    page.goto(PERSONS)
    with pytest.raises(Error):
        page.evaluate(f"() => {{ {attempt} }}")
