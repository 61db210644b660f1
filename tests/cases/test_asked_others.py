"""The page of the posts that one has asked: how each stands there, and what was written to it."""

import pytest

from cases.models.event import SeenBy
from cases.services.answers import accept, decline
from cases.services.messages import advise
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import SAFE, answered, closed, lane_at, sent
from tests.cases.test_messages import said
from tests.factories import Member

pytestmark = pytest.mark.django_db


def test_where_posts_were_asked_it_says_how_each_stands_and_what_was_written_to_it(
    adviser: Member, embassy: Member, coordinator: Member
) -> None:
    case = factories.log_case(adviser)
    sent(adviser, case, embassy.post, How.ADVISE)
    wrote = SAFE.why

    def shown() -> str:
        adviser.client.cookies["language"] = "en"
        return adviser.client.get(f"/saker/{case.pk}/spurt/").content.decode()

    assert "Has not answered yet." in shown()
    assert wrote in shown()
    answered(embassy, case, accept)
    assert "Works on the case." in shown()
    said(embassy, case, advise, seen_by=SeenBy.LANE, text="Reis ikke.")
    assert "Advice given." in shown()
    assert "Works on the case." not in shown()
    closed(embassy, case)
    assert "Closed." in shown()
    assert wrote in shown()
    assert 'value="back' not in shown()
    data = {"do": f"back {lane_at(case, embassy.post).pk}", "revision": "9"}
    assert adviser.client.post(f"/saker/{case.pk}/spurt/", data).status_code == 302
    # What came to nothing is no post that was asked any more.
    sent(adviser, case, coordinator.post, How.ADVISE)
    assert coordinator.post is not None
    assert coordinator.post.name in shown()
    answered(coordinator, case, decline, reason="FEIL", why="Ikke vårt.")
    assert coordinator.post.name not in shown()


def test_it_is_read_by_the_post_that_wrote_it_alone(
    adviser: Member, embassy: Member, coordinator: Member
) -> None:
    """Not even by another post that works on the case, which asks one of its own."""
    case = factories.log_case(adviser)
    for post in (embassy.post, coordinator.post):
        sent(adviser, case, post, How.ADVISE)
    answered(coordinator, case, accept)
    address = f"/saker/{case.pk}/spurt/"
    assert SAFE.why in adviser.client.get(address).content.decode()
    assert SAFE.why not in coordinator.client.get(address).content.decode()
