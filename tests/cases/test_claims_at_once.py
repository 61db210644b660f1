"""Two colleagues take a case at the same moment: one has it, the other is told, and nothing is half done."""

from typing import Any

import pytest
from django.utils import translation

from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from cases.errors import ChangedMeanwhile, Refusal
from cases.lane_errors import ClaimedAlready
from cases.models import Case, Inquiry
from cases.models.event import EventKind
from cases.services.claims import claim
from tests import factories
from tests.cases.snapshots import at_once
from tests.cases.test_hand_over import lane_at
from tests.factories import Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
ROUNDS = 3


def must_be_one_claim(case: Case, winner: Member) -> None:
    """The row, what happened and the trail say the same, and the case holds together."""
    lane = Inquiry.unscoped.get(case=case)
    assert lane.claimed_by_id == winner.standing.account_id
    opened = access.open_case(winner.standing, case.pk)
    claimed = [one for one in opened.events.all() if one.facts.kind == EventKind.CLAIMED]
    assert [one.by_id for one in claimed] == [lane.claimed_by_id]
    written = Entry.objects.filter(chain=case.pk, verb=Verb.LANE_CLAIMED)
    assert [entry.actor for entry in written] == [lane.claimed_by_id]


def test_one_wins_and_the_other_is_told(adviser: Member, colleague: Member) -> None:
    both = adviser, colleague
    for _round in range(ROUNDS):
        case = factories.log_case(adviser)
        standings = [one.standing for one in both]
        opened = [access.case_to_change(standing, case.pk) for standing in standings]

        def takes(number: int, opened: Any = opened, standings: Any = standings) -> Any:
            mine = opened[number]
            lane = lane_at(mine, adviser.post)

            def do() -> Refusal | None:
                try:
                    claim(standing=standings[number], case=mine, lane=lane, revision=mine.revision)
                except Refusal as refusal:
                    return refusal
                return None

            return do

        given = at_once(takes(0), takes(1))
        assert all(one is None or isinstance(one, Refusal) for one in given), given
        assert given.count(None) == 1, given
        must_be_one_claim(case, both[given.index(None)])
    assert verify().flaws == []


def test_so_it_is_by_the_page(adviser: Member, colleague: Member) -> None:
    both = adviser, colleague
    case = factories.log_case(adviser)
    for one in both:
        one.client.cookies["language"] = "en"

    def clicks(who: Member) -> Any:
        return lambda: who.client.post(f"/saker/{case.pk}/ta/", {"revision": "1"}, follow=True)

    pages = [page.content.decode() for page in at_once(*map(clicks, both))]
    won = ["You have taken the case." in page for page in pages]
    assert sorted(won) == [False, True]
    told = pages[won.index(False)]
    with translation.override("en"):
        assert any(str(one.sentence) in told for one in (ChangedMeanwhile, ClaimedAlready))
    must_be_one_claim(case, both[won.index(True)])
