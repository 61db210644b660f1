"""The published series and an edition with its charts in a real browser: no barrier, nothing too wide."""

from typing import Any

import pytest
from playwright.sync_api import expect

from advisory.roles import Role
from cases.models import CountedYear
from cases.services.edition_steps import make_draft
from cases.statistics.tables import TABLES
from tests import factories
from tests.browser.conftest import WINDOWS
from tests.browser.test_hand_over import found_on
from tests.cases.statistics.register import write, year_2008

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = ("T01", "T03", "T11", "T15")


def test_series_and_edition_have_no_barrier(reference: None, opened: Any) -> None:
    CountedYear.objects.get_or_create(year=2008)
    write(year_2008())
    officer = factories.member("officer", Role.STATISTICS, factories.post("kontor"))
    others = [name for name in TABLES if name not in DRAWN]
    number = make_draft(standing=officer.standing, year=2008, reason="x", left_out=others)
    addresses = ("/statistikk/serier/", f"/statistikk/utgaver/{number}/")
    for window in WINDOWS:
        assert found_on(opened(officer, **window), *addresses, f"{addresses[1]}?tegn=T03") == {}
    page = opened(officer, java_script_enabled=False)
    page.goto("/statistikk/2008/")
    page.get_by_role("link", name="Publiserte serier").click()
    # Its name is followed by what it shows.
    drawing = page.get_by_role("img", name="Søylediagram: Saker hos Kompetanseteamet Saker")
    expect(drawing).to_be_visible()
    expect(page.get_by_text("motsier hverandre")).to_be_visible()
    page.goto(addresses[1])
    # Small multiples by scheme, and over what is rounded a line.
    expect(page.locator("#T11-3-chart-title")).to_have_count(1)
    assert page.locator("svg .chart-range").count() > 0
    # A table by category as lying bars, each row's name beside them.
    page.get_by_role("link", name="Vis som diagram – Saker etter hovedbekymring").click()
    lying = page.get_by_role("img", name="Søylediagram: Saker etter hovedbekymring")
    expect(lying).to_be_visible()
    expect(lying.locator("tspan", has_text="Frykt for tvangsekteskap")).to_be_visible()
