"""Work figures and a question to the statistics in a real browser: no barrier, nothing too wide."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.models import CountedYear
from cases.models.facts import PersonFacts
from tests import factories
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_hand_over import found_on
from tests.cases.statistics.register import case_of, write
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_asked_and_work_figures_are_read(coordinator: Member, opened: Any) -> None:
    """Narrow and light for the question, wide and dark for the figures."""
    CountedYear.objects.get_or_create(year=2008)
    factories.log_case(coordinator, persons=(PersonFacts(),))
    write([case_of("KT", date(2008, 3, 3)), case_of("MR", date(2008, 9, 9), sexes=("K", "M"))] * 6)
    narrow = {"viewport": {"width": 360, "height": 900}, "color_scheme": "light"}
    hers = opened(coordinator, java_script_enabled=False, **narrow)
    hers.goto("/statistikk/sporsmal/")
    hers.get_by_label("Personer", exact=True).check()
    hers.get_by_label("Rader").select_option("Kjønn")
    hers.get_by_label("Kolonner").select_option("Tiltak")
    hers.get_by_label("Fra og med år").select_option("2008")
    hers.get_by_label("Til og med år").select_option("2008")
    hers.get_by_role("button", name="Tell").click()
    expect(hers.locator("#error-summary")).to_contain_text("«Personer» kan telles etter: Ordning")
    hers.get_by_label("Kolonner").select_option("Ordning")
    hers.get_by_role("button", name="Tell").click()
    expect(hers.get_by_role("table")).to_contain_text("Kvinner")
    expect(hers).to_have_url(re.compile(r"/statistikk/sporsmal/\?svar=[\w-]+$"))

    scripted = opened(coordinator, **narrow)
    scripted.goto("/statistikk/sporsmal/")
    scripted.get_by_label("Fra og med år").select_option("2008")
    scripted.get_by_label("Til og med år").select_option("2008")
    scripted.get_by_role("button", name="Tell").click()
    expect(scripted.get_by_role("table")).to_be_visible()
    assert (barriers_on(scripted), overflow(scripted)) == ([], 0)
    assert found_on(scripted, "/statistikk/arbeid/2008/") == {}
    wide = opened(coordinator, viewport={"width": 1280, "height": 900}, color_scheme="dark")
    assert found_on(wide, "/statistikk/arbeid/", "/statistikk/arbeid/2008/", "/saker/mangler/") == {}
    expect(wide.get_by_role("heading", name="Kjønn (1)")).to_be_visible()
