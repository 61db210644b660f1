"""Deputies, emergencies, who is shut out and what is left, in a browser: without scripts, as axe sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from advisory.models import Membership
from advisory.services.memberships import end_membership
from cases.services.glass import break_glass
from cases.services.keeping_out import keep_out_by_id
from tests import factories
from tests.browser.conftest import Opened
from tests.browser.looks import barriers_on
from tests.factories import SUITE, Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_scripts_a_deputy_is_named_and_an_emergency_opened_and_ended(
    opened: Opened, adviser: Member, elsewhere: Member, embassy: Member
) -> None:
    case = factories.log_case(adviser)
    today = timezone.localdate()
    assert elsewhere.account is not None
    hers = opened(adviser, java_script_enabled=False)
    hers.goto("/saker/")
    hers.get_by_role("link", name="Fravær").click()
    hers.get_by_role("textbox", name="E-postadressen").fill(elsewhere.account.email)
    hers.get_by_role("textbox", name="Borte fra").fill(f"{today:%d.%m.%Y}")
    hers.get_by_role("button", name="Utpek").click()
    expect(hers.locator("#id_last_error")).to_be_visible()
    hers.get_by_role("textbox", name="Til", exact=True).fill(f"{today + timedelta(days=9):%d.%m.%Y}")
    hers.get_by_role("button", name="Utpek").click()
    expect(hers.get_by_role("button", name="Avlys: Elsewhere for Adviser")).to_be_visible()
    other = opened(embassy, java_script_enabled=False)
    other.goto("/saker/")
    other.get_by_role("link", name="Åpne en sak i en nødsituasjon").click()
    other.get_by_role("textbox", name="Saksnummer").fill(str(case.pk))
    other.get_by_role("textbox", name="Hva er nødsituasjonen?").fill("Flyet går i kveld.")
    other.get_by_role("button", name="Åpne saken").click()
    expect(other.get_by_text("Eleven er redd")).to_be_visible()
    hers.goto("/saker/")
    hers.get_by_role("region", name="Åpnet i en nødsituasjon").get_by_role("link").click()
    hers.get_by_role("button", name="Avslutt lesingen nå").click()
    expect(hers.get_by_text("Nødåpningen er avsluttet.")).to_be_visible()
    other.reload()
    expect(other.get_by_text("Eleven er redd")).to_have_count(0)


@pytest.mark.parametrize("shown", [("nb", 360), ("nn", 1280)])
def test_axe_finds_nothing_and_nothing_runs_out(
    opened: Opened, cast: dict[str, Member], shown: tuple[str, int]
) -> None:
    language, width = shown
    case = factories.log_case(cast["adviser"])
    factories.log_case(cast["elsewhere"])
    break_glass(standing=cast["embassy"].standing, case_id=case.pk, reason="Flyet går i kveld.")
    away, coordinator = cast["elsewhere"].account, cast["coordinator"]
    assert away is not None
    keep_out_by_id(standing=coordinator.standing, case_id=case.pk, account_id=away.pk, reason="En tante.")
    end_membership(actor=SUITE, membership=Membership.objects.get(account=away))
    for name, addresses in {
        "adviser": ("/saker/", f"/saker/{case.pk}/", f"/saker/{case.pk}/sperr/", "/konto/fravaer/"),
        "embassy": ("/saker/nod/",),
        "coordinator": ("/saker/", "/fordeling/", "/konto/fravaer/andre/"),
        "privacy": ("/sporing/nod/",),
    }.items():
        page = opened(cast[name], language=language, viewport={"width": width, "height": 800})
        for address in addresses:
            page.goto(address)
            assert barriers_on(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
