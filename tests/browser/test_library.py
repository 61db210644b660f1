"""The team's library in a real browser, without scripts: looked through, written, put into a message."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.looks import barriers_on, overflow
from tests.browser.test_hand_over import found_on
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_piece_is_written_found_and_put_into_a_message(
    adviser: Member, coordinator: Member, opened: Any
) -> None:
    """Narrow and light for who writes, wide and dark for who reads; no barrier on any page."""
    theirs = opened(coordinator, viewport={"width": 360, "height": 900}, color_scheme="light")
    assert found_on(theirs, "/rad/", "/rad/ny/") == {}
    theirs.get_by_role("button", name="Legg det i biblioteket").click()
    expect(theirs.locator("#error-summary")).to_be_focused()
    assert (barriers_on(theirs), overflow(theirs)) == ([], 0)
    theirs.get_by_label("Tittel").fill("Møte før en reise")
    theirs.get_by_label("Tekst").fill("Snakk med henne alene, og avtal et kodeord.")
    theirs.get_by_label("Frykt for tvangsekteskap").check()
    theirs.get_by_label("Jeg har lest det en gang til").check()
    theirs.get_by_role("button", name="Legg det i biblioteket").click()
    expect(theirs.get_by_text("Rådet er i biblioteket.")).to_be_visible()
    theirs.get_by_role("link", name="Endre «Møte før en reise»").click()
    assert (barriers_on(theirs), overflow(theirs)) == ([], 0)

    case = factories.log_case(adviser)
    wide = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
    hers = opened(adviser, java_script_enabled=False, **wide)
    hers.goto("/rad/")
    hers.get_by_label("Ord du leter etter").fill("mote koden")
    hers.get_by_role("button", name="Søk").click()
    expect(hers.get_by_text("Ingenting passer.")).to_be_visible()
    hers.get_by_label("Ord du leter etter").fill("mote kode")
    hers.get_by_role("button", name="Søk").click()
    expect(hers).to_have_url(re.compile(r"/rad/\?svar=[\w-]+$"))
    hers.get_by_text("Les rådet").click()
    expect(hers.get_by_text("avtal et kodeord")).to_be_visible()
    hers.goto(f"/saker/{case.pk}/")
    hers.get_by_role("button", name="Råd for saker som denne").click()
    expect(hers.get_by_role("heading", name="Møte før en reise")).to_be_visible()
    hers.goto(f"/saker/{case.pk}/melding/")
    hers.get_by_label("Tekst", exact=True).fill("Hei.")
    hers.get_by_label("Fra rådbiblioteket").select_option("Møte før en reise")
    hers.get_by_role("button", name="Sett det inn i teksten").click()
    expect(hers.get_by_label("Tekst", exact=True)).to_have_value(
        "Hei.\n\nSnakk med henne alene, og avtal et kodeord."
    )
    scripted = opened(adviser, **wide)
    assert found_on(scripted, "/rad/", f"/saker/{case.pk}/melding/") == {}
