"""The page of a case says who works on each part of it, who stands in, and what awaits whom by when."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import access
from cases.models import Case
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry
from cases.sharing import How
from tests import factories
from tests.cases.test_cover import taken
from tests.cases.test_hand_over import answered, sent
from tests.cases.typing_in import only_lane
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member, coordinator: Member) -> Case:
    return factories.log_case(adviser)


def rows(who: Member, case: Case) -> dict[str, list[str]]:
    """By post: part, status, what is next, by when, who, and who if she cannot."""
    who.client.cookies["language"] = "en"
    page = who.client.get(f"/saker/{case.pk}/").content.decode()
    table = page.partition('id="lanes"')[2].partition("</table>")[0]
    found = {}
    for row in re.findall(r"<tr role=\"row\">(<th scope=\"row\".*?)</tr>", table):
        post, *told, part, status, _received = (
            html.unescape(re.sub("<.*?>", "", cell)) for cell in re.split("</t[dh]>", row)[:-1]
        )
        found[post] = [part, status, *told]
    return found


def name(who: Member) -> str:
    assert who.post is not None
    return who.post.name


def test_whose_turn_it_is_who_has_it_and_who_if_she_cannot(adviser: Member, case: Case) -> None:
    part, status, waits, by_when, owner, deputy = rows(adviser, case)[name(adviser)]
    assert (part, status, waits) == ("Leads", "Received", "Look at it")
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", by_when)
    assert (owner, deputy) == ("Nobody has taken it yet: Adviser", "Coordinator of the competence team")
    taken(adviser, case)
    assert rows(adviser, case)[name(adviser)][4] == "Adviser"
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        factories.signed_in_anew(adviser)
        assert rows(adviser, case)[name(adviser)][3].endswith(" Overdue")


def test_several_that_hold_the_post_are_there_for_each_other(
    adviser: Member, colleague: Member, case: Case
) -> None:
    assert rows(adviser, case)[name(adviser)][4:] == [
        "Nobody has taken it yet: Adviser, Colleague",
        "Each for the others",
    ]
    taken(colleague, case)
    assert rows(adviser, case)[name(adviser)][4:] == ["Colleague", "Adviser"]


def test_who_asked_is_told_who_has_not_answered(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    found = rows(adviser, case)[name(embassy)]
    assert found[:3] == ["Asked", "Asked, not answered", "Waits for an answer"]
    assert found[4] == "Embassy"
    answered(embassy, case, accept)
    assert rows(adviser, case)[name(embassy)][2] == "Work on it"


def test_an_agency_reads_that_there_is_somebody_and_not_who(
    adviser: Member, representative: Member, case: Case
) -> None:
    assert representative.post is not None
    factories.ask(case, representative.post)
    taken(adviser, case)
    assert rows(adviser, case)[name(representative)][4] == "Nobody has taken it yet: Representative"
    shown = rows(representative, case)
    assert shown[name(representative)][4] == "Nobody has taken it yet: Representative"
    assert shown[name(adviser)][4:] == [
        "Somebody at the post has taken it",
        "Coordinator of the competence team",
    ]


def test_a_part_that_is_closed_awaits_nobody(adviser: Member, case: Case) -> None:
    opened = access.case_to_change(adviser.standing, case.pk)
    lane = only_lane(opened)
    close_inquiry(
        standing=adviser.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="LOST"
    )
    assert rows(adviser, case)[name(adviser)][2:] == ["–"] * 4


def test_more_posts_cost_no_more_queries_to_cover(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            rows(adviser, case)
        return len(found)

    rows(adviser, case)
    before = cost()
    for post in (embassy.post, elsewhere.post):
        sent(adviser, case, post, How.ADVISE)
    # Posts that asked are loaded once there are any.
    assert cost() <= before + 1
