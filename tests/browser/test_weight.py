"""What a browser loads on each of the first pages that none before it did: from the log-in to an inquiry."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests import factories
from tests.benchmarks.slow_line import CAME, serving
from tests.config.test_weight import PAGE_BYTES
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "fjell fjord foss vidde"
FIRST_VISIT_BYTES = 120_000
# The whole of what came for the page that is shown, once nothing more comes.
LOADED = f"() => ({CAME})()"


@pytest.fixture
def as_in_production(live_server: Any) -> Iterator[str]:
    """Static files packed and named by content, so that a browser keeps them; the test's own database."""
    with serving() as url:
        yield url


def loaded(page: Page) -> int:
    page.wait_for_load_state("networkidle")
    return int(page.evaluate(LOADED))


def test_each_page_loads_little_that_none_before_it_did(
    adviser: Member, browser: Browser, as_in_production: str
) -> None:
    assert adviser.account is not None
    factories.give_password(adviser, PASSWORD)
    factories.log_case(adviser)
    page = browser.new_context(base_url=as_in_production).new_page()
    page.goto(reverse("account_login"))
    first = loaded(page)
    page.locator("input[name=login]").fill(adviser.account.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("input[name=code]").wait_for()
    later = {"code": loaded(page)}
    page.locator("input[name=code]").fill(factories.code_now())
    page.locator("form:has(input[name=code]) button").click()
    page.locator(".site-person").wait_for()
    later["start"] = loaded(page)
    for name in ("case_new", "case_list", "queue_list", "journeys", "library"):
        page.goto(reverse(name))
        later[name] = loaded(page)
    page.context.close()
    assert 60_000 < first <= FIRST_VISIT_BYTES
    assert {name: size for name, size in later.items() if not 1_000 < size <= PAGE_BYTES} == {}
