"""Two cases are linked in a real browser: a code told, asked by, agreed to; no barrier on any page of it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import NARROW_AND_DARK, WIDE_AND_LIGHT
from tests.browser.looks import barriers_on, overflow
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_code_is_told_and_two_cases_are_linked(adviser: Member, embassy: Member, opened: Any) -> None:
    case, other = factories.log_case(adviser), factories.log_case(embassy)
    hers, theirs = opened(adviser, **NARROW_AND_DARK), opened(embassy, **WIDE_AND_LIGHT)
    hers.goto(f"/saker/{case.pk}/")
    hers.get_by_role("link", name="Samme forhold hos andre").click()
    hers.get_by_role("button", name="Lag en kode").click()
    code = hers.locator(".matter-code").inner_text()
    assert code not in hers.url + hers.title()
    assert (barriers_on(hers), overflow(hers)) == ([], 0)
    theirs.goto(f"/saker/{other.pk}/sammen/")
    theirs.get_by_label("Koden du fikk").fill(code[:-1])
    theirs.get_by_role("button", name="Spør den andre siden").click()
    expect(theirs.locator("#error-summary")).to_be_focused()
    assert (barriers_on(theirs), overflow(theirs)) == ([], 0)
    theirs.get_by_label("Koden du fikk").fill(code.lower().replace("-", " "))
    theirs.keyboard.press("Enter")
    expect(theirs.get_by_text("Det har ikke svart ennå")).to_be_visible()
    hers.goto("/saker/")
    hers.get_by_role("link", name="Noen som har fått koden din").click()
    assert (barriers_on(hers), overflow(hers)) == ([], 0)
    hers.get_by_role("button", name="Ja, koble de to sakene").click()
    hers.locator("summary", has_text="Koble fra").click()
    expect(hers.get_by_role("button", name="Ja, koble sakene fra hverandre")).to_be_visible()
    assert (barriers_on(hers), overflow(hers)) == ([], 0)
    theirs.goto(f"/saker/{other.pk}/")
    expect(theirs.get_by_text("Et annet arbeidssted arbeider med samme forhold")).to_be_visible()
    assert (barriers_on(theirs), overflow(theirs)) == ([], 0)
