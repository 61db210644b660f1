"""Two people do something in the same case at the same moment, each pair of things that are done in a lane.

Both have opened the case as it was. One of them is told that it was changed, unless what she does waits for
the other; nothing that was done is lost, and nothing is done twice.
"""

import inspect
import os
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement, pairwise

import pytest
from django.db import connection

from advisory.errors import Declined, Refused
from advisory.services.memberships import start_membership
from audit.models import Entry
from audit.verify import verify
from cases import seal
from cases.errors import ChangedMeanwhile, Refusal
from cases.lane_errors import AlreadyAsked
from cases.models import Event, Inquiry, StatusChange
from cases.models.inquiry import Part
from cases.services import answers, claims, hand_over, messages, steps, taking_back
from cases.status import Status
from tests.cases.lane_acts import ACTS, CAST, NOW, Stage, at, cast, stage
from tests.cases.snapshots import at_once
from tests.factories import SUITE, Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
SERVICES = (hand_over, answers, taking_back, steps, claims, messages)
PARTS = 4
READ = ("case.read", "case.listed")
TOLD = (Refusal, Refused, Declined)
# Said to the second of two: the case is another now or, where the first was done a moment before, the
# post that she asks was asked already.
TOO_LATE = (ChangedMeanwhile, AlreadyAsked)
WHOLE = bool(os.environ.get("FRITTVALG_EVERY_PAIR"))


@dataclass(frozen=True)
class Count:
    lanes: int
    events: int
    steps: int
    entries: int

    @classmethod
    def of(cls, made: Stage) -> "Count":
        return cls(
            Inquiry.unscoped.filter(case=made.case_id).count(),
            Event.unscoped.filter(case=made.case_id).count(),
            StatusChange.objects.filter(inquiry__case=made.case_id).count(),
            Entry.objects.filter(chain=made.case_id).exclude(verb__in=READ).count(),
        )

    def __sub__(self, other: "Count") -> "Count":
        return Count(*(a - b for a, b in zip(self.all(), other.all(), strict=True)))

    def __add__(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(self.all(), other.all(), strict=True)))

    def all(self) -> tuple[int, int, int, int]:
        return self.lanes, self.events, self.steps, self.entries


@pytest.fixture
def people() -> dict[str, Member]:
    return cast()


def stands(made: Stage) -> None:
    found = seal.whole(made.case_id)
    assert found is not None
    seal.must_hold(found)
    open_ones = [lane for lane in found.inquiries if lane.status != Status.CLOSED]
    assert [lane.part for lane in open_ones].count(Part.LEAD) == bool(open_ones)
    assert all(lane.next_post_id and lane.next_due_at for lane in open_ones)


def test_every_service_of_a_lane_is_in_the_table() -> None:
    there = {act.service for act in ACTS.values()}
    for module in SERVICES:
        for name, one in inspect.getmembers(module, inspect.isfunction):
            if one.__module__ == module.__name__ and "revision" in inspect.signature(one).parameters:
                assert name.startswith("_") or one in there, f"{module.__name__}.{name}"


def pairs() -> list[tuple[str, str]]:
    """All of them where two can write at once, what is like another with that one and itself alone.

    On SQLite, which lets one in after the other, each act with itself and with the next. With
    FRITTVALG_EVERY_PAIR=1 all of them on both.
    """
    if WHOLE:
        return list(combinations_with_replacement(ACTS, 2))
    if connection.vendor != "postgresql":
        names = [name for name, act in ACTS.items() if not act.like]
        return [*zip(names, names, strict=True), *pairwise(names)]
    return [
        (one, other)
        for one, other in combinations_with_replacement(ACTS, 2)
        if one == other
        or not (ACTS[one].like or ACTS[other].like)
        or one == ACTS[other].like
        or other == ACTS[one].like
    ]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_pair(people: dict[str, Member], part: int) -> None:
    for one, other in pairs()[part::PARTS]:
        try:
            pair(people, one, other)
        except BaseException as error:
            error.add_note(f"{one} and {other}")
            raise
    assert verify().flaws == []


# By act, for all parts: what it adds where nobody else does anything.
_alone: dict[str, Count] = {}


def adds(people: dict[str, Member], name: str) -> Count:
    if name not in _alone:
        act = ACTS[name]
        made = stage(people, act.needs)
        with at(NOW):
            before, opened = Count.of(made), act.opens(made)
            act.does(made, opened)
            _alone[name] = Count.of(made) - before
        stands(made)
        comes_back(people)
    return _alone[name]


def pair(people: dict[str, Member], one: str, other: str) -> None:
    alone = {name: adds(people, name) for name in (one, other)}
    acts = [ACTS[one], ACTS[other]]
    made = stage(people, acts[0].needs | acts[1].needs)
    with at(NOW):
        opened = [act.opens(made) for act in acts]
        before = Count.of(made)
        said = at_once(
            *(lambda act=act, seen=seen: act.does(made, seen) for act, seen in zip(acts, opened, strict=True))
        )
        went = [answer is not False and not isinstance(answer, Exception) for answer in said]
        for answer in said:
            if isinstance(answer, Exception) and not isinstance(answer, TOLD):
                raise answer
        assert any(went), said
        if not any(act.waits for act in acts):
            assert went.count(True) == 1, said
            assert isinstance(said[went.index(False)], TOO_LATE), said
        done = [alone[name] for name, there in zip((one, other), went, strict=True) if there]
        total = done[0] if len(done) == 1 else done[0] + done[1]
        assert Count.of(made) - before == total
        stands(made)
    comes_back(people)


def comes_back(people: dict[str, Member]) -> None:
    """Whoever left her post holds it again."""
    account = people["colleague"].account
    assert account is not None
    if not account.memberships.filter(ends_at=None).exists():
        role, _key = CAST["colleague"]
        post = people["colleague"].post
        assert post is not None
        with at(NOW):
            start_membership(actor=SUITE, account=account, post=post, role=role)


ROUNDS = 5
# In whatever order these are done, each of them can be.
EIGHT = ("ask for advice", "accept", "extend", "claim", "let go", "triage", "note", "reply")


def test_eight_that_write_at_once_all_come_to_it_and_nothing_is_lost(people: dict[str, Member]) -> None:
    """Whoever is told that the case was changed looks again and does it then."""
    needs = frozenset().union(*(ACTS[name].needs for name in EIGHT))
    for _round in range(ROUNDS):
        made = stage(people, needs)
        with at(NOW):
            before = Count.of(made)
            revision = made.opened("adviser").revision
            said = at_once(*(partial(until_done, made, name) for name in EIGHT))
            assert [one for one in said if isinstance(one, Exception)] == []
            added = Count.of(made) - before
            # Whoever accepts has taken it too, which is an entry of its own.
            assert (added.lanes, added.steps, added.entries) == (1, 2, len(EIGHT) + 1)
            assert made.opened("adviser").revision == revision + len(EIGHT)
            stands(made)
    assert verify().flaws == []


def until_done(made: Stage, name: str) -> int:
    """How often she was told to look again."""
    act = ACTS[name]
    for tries in range(100):
        seen = act.opens(made)
        try:
            act.does(made, seen)
        except ChangedMeanwhile:
            continue
        return tries
    raise AssertionError(f"{name} never came to it")
