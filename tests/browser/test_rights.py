"""Rights, workload and a case seen in part, in a real browser: no barrier and nothing too wide."""

from typing import Any

import pytest

from tests import factories
from tests.browser.test_trail import barriers_on, overflow
from tests.cases.test_field_views import asked
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_barrier_on_any_page(cast: dict[str, Member], opened: Any, width: int, scheme: str) -> None:
    adviser, representative = cast["adviser"], cast["representative"]
    case = factories.log_case(adviser)
    asked(case, representative)
    shape = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    found = {}
    for who, address in (
        ("representative", "/rettigheter/"),
        ("leader", "/belastning/"),
        ("representative", f"/saker/{case.pk}/"),
        ("representative", f"/saker/{case.pk}/endre/"),
    ):
        page = opened(cast[who], **shape)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found[who, address] = barriers_on(page), overflow(page)
    assert {place: what for place, what in found.items() if what != ([], 0)} == {}
