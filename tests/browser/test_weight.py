"""What a browser loads on each of the first pages that none before it did: from the log-in to an inquiry."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests import factories
from tests.benchmarks.slow_line import Weight, serving
from tests.config.test_weight import PAGE_BYTES
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "fjell fjord foss vidde"
FIRST_VISIT_BYTES = 120_000
# By role, after her first page; a coordinator's has more on it than anybody's.
PAGES = {
    "adviser": ["case_new", "case_list", "queue_list", "journeys", "library"],
    "coordinator": ["coordination", "workload", "routing_rules"],
}


@pytest.fixture
def as_in_production(live_server: Any) -> Iterator[str]:
    """Static files packed and named by content, so that a browser keeps them; the test's own database."""
    with serving() as url:
        yield url


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("role", PAGES)
def test_each_page_loads_little_that_none_before_it_did(
    cast: dict[str, Member], browser: Browser, as_in_production: str, role: str, scripts: bool
) -> None:
    who = cast[role]
    assert who.account is not None
    factories.give_password(who, PASSWORD)
    factories.log_case(cast["adviser"])
    factories.log_case(cast["adviser"], case=factories.case_facts(urgency="AKUTT"))
    page = browser.new_context(base_url=as_in_production, java_script_enabled=scripts).new_page()
    weight = Weight(page.context.new_cdp_session(page))

    def loaded() -> int:
        """The whole of what came for the page that is shown, once nothing more comes."""
        page.wait_for_load_state("networkidle")
        return weight.since()

    page.goto(reverse("account_login"))
    first = loaded()
    page.locator("input[name=login]").fill(who.account.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("input[name=code]").wait_for()
    later = {"code": loaded()}
    page.locator("input[name=code]").fill(factories.code_now())
    page.locator("form:has(input[name=code]) button").click()
    page.locator(".site-person").wait_for()
    later["start"] = loaded()
    for name in PAGES[role]:
        page.goto(reverse(name))
        later[name] = loaded()
    page.context.close()
    assert 40_000 < first <= FIRST_VISIT_BYTES
    assert {name: size for name, size in later.items() if not 1_000 < size <= PAGE_BYTES} == {}
