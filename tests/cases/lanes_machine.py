"""Lanes of a few cases at a few posts, worked on in whatever order: what must be so after every step.

Run by tests/cases/test_lanes_machine.py for a few hundred steps and by the benchmarks for ten thousand, each
example in a transaction that is undone.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from advisory.services.accounts import deactivate_account, reactivate_account
from advisory.services.deputies import call_off, name_deputy
from advisory.services.memberships import end_membership, start_membership
from audit import chain as links
from audit.keyring import keyring
from audit.models import ChainHead, Entry
from audit.verify import verify
from cases import codebook, gate, seal
from cases.errors import DutiesNotAssessed, NotClosed
from cases.lane_errors import StillAsking, TakenOver
from cases.models import Inquiry
from cases.models.inquiry import Answer, Part
from cases.schemes import scheme_of
from cases.services import messages
from cases.services.access_ends import expire_access, over
from cases.services.addressees import addressees
from cases.services.answers import accept, decline, pass_on
from cases.services.assessments import assess
from cases.services.claims import claim, let_go
from cases.services.cover import cover_of
from cases.services.hand_over import SPANS, ask
from cases.services.inquiries import close_inquiry, log_inquiry, reopen_inquiry
from cases.services.passing_on import pass_on_post
from cases.services.steps import may_say, take_step
from cases.services.taking_back import extend, may_be_extended, take_back
from cases.sharing import Basis, How, Sharing
from cases.statistics.packed import reading
from cases.urgent_hour import DUTIES
from tests import factories
from tests.cases.lane_world import (
    CAST,
    DAY,
    STAY,
    TAKEN,
    Lane,
    Matter,
    StandsIn,
    World,
    cast,
    is_open,
    opened_by,
)
from tests.factories import SUITE, Member

START = datetime(2026, 6, 3, 8, tzinfo=UTC)
MOST_CASES = 4
WHY = gate.ours("Hun reiser i uke 26.")
SAFE = Sharing(basis=Basis.CONSENT, hastens="NEI", harms_siblings="NEI", why=WHY)
# The whole trail is read every so many steps, the chain of the case after each.
WHOLE_TRAIL = 10


class Lanes(RuleBasedStateMachine):
    """`people` are there before it begins; `steps` counts those of all examples."""

    people: ClassVar[dict[str, Member]]
    steps: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.world = World(self.people)
        self.turn = 0

    def teardown(self) -> None:
        try:
            rows = {matter.pk: self.world.rows_of(matter) for matter in self.world.matters}
            for name in CAST:
                self.world.must_see(name, rows)
                for matter in self.world.matters:
                    self.world.must_open(name, matter, rows[matter.pk])
            assert verify().flaws == []
        finally:
            self.clock.stop()
            transaction.savepoint_rollback(self.savepoint)

    # -- cases --

    @precondition(lambda self: len(self.world.matters) < MOST_CASES and self.world.here)
    @rule(data=st.data(), acute=st.booleans())
    def log(self, data: st.DataObject, acute: bool) -> None:
        by = self.one_of(data, sorted(self.world.here))
        key = CAST[by][1]
        plain = factories.told(case=factories.case_facts(urgency="AKUTT" if acute else "ORD"))
        scheme = scheme_of(self.world.posts[key].kind)
        told = replace(plain, inquiry=replace(plain.inquiry, scheme=scheme))
        case, _made = log_inquiry(
            standing=self.world.standing(by),
            held=self.world.held(by, key),
            told=told,
            submission=uuid.uuid4(),
        )
        row = Inquiry.unscoped.get(case=case)
        matter = Matter(case.pk, acute, [Lane(row.pk, key)], set())
        self.world.matters.append(matter)
        self.world.asked(matter, key)
        self.done("log", matter)

    @precondition(lambda self: self.world.any_lane(works))
    @rule(data=st.data(), how=st.sampled_from(How), days=st.sampled_from(SPANS))
    def send(self, data: st.DataObject, how: How, days: int) -> None:
        """Hand over, consult, send to the team: which of them follows from the post that is asked."""
        found = [
            (matter, lane)
            for matter, lane in self.world.workable()
            if self.world.may_be_asked(matter, lane, by=lane.post)
            and (how is How.ADVISE or Inquiry.unscoped.get(pk=lane.pk).part == Part.LEAD)
        ]
        if not found:
            return
        matter, lane = self.one_of(data, found)
        to = self.one_of(data, self.world.may_be_asked(matter, lane, by=lane.post))
        by = self.one_of(data, self.world.holders(lane.post))
        made = ask(
            **opened_by(self.world, by, matter, lane),
            to_post=self.world.posts[to],
            how=how,
            sharing=SAFE,
            submission=uuid.uuid4(),
            days=days,
        )
        self.begun(matter, made, to, lane.post, how)
        self.done(f"send {how.name}", matter)

    @precondition(lambda self: self.world.any_lane(waits))
    @rule(data=st.data())
    def accepts(self, data: st.DataObject) -> None:
        if (found := self.asked(data)) is None:
            return
        matter, lane, by = found
        leader = next(one for one in self.world.rows_of(matter).values() if is_open(one) and leads(one))
        try:
            accept(**opened_by(self.world, by, matter, lane))
        except TakenOver:
            assert lane.how == How.TAKE_OVER
            assert self.world.keys[leader.post_id] != lane.asked_by
            return
        lane.answer, lane.claimed_by = Answer.ACCEPTED, by
        if lane.how == How.TAKE_OVER:
            assert leads(Inquiry.unscoped.get(pk=lane.pk))
        self.done("accept", matter)

    @precondition(lambda self: self.world.any_lane(waits))
    @rule(data=st.data())
    def declines(self, data: st.DataObject) -> None:
        if (found := self.asked(data)) is None:
            return
        matter, lane, by = found
        given = opened_by(self.world, by, matter, lane)
        if self.owes(matter) and len(matter.open_lanes()) == 1:
            with pytest.raises(DutiesNotAssessed):
                decline(**given, reason="KAPASITET", why=WHY)
            return
        decline(**given, reason="KAPASITET", why=WHY)
        self.over(lane, Answer.DECLINED)
        self.done("decline", matter)

    @precondition(lambda self: self.world.any_lane(waits))
    @rule(data=st.data())
    def passes_on(self, data: st.DataObject) -> None:
        if (found := self.asked(data)) is None:
            return
        matter, lane, by = found
        others = self.world.may_be_asked(matter, lane, by=lane.post)
        others = [key for key in others if key != lane.asked_by]
        if not others:
            return
        to = self.one_of(data, others)
        made = pass_on(
            **opened_by(self.world, by, matter, lane),
            to_post=self.world.posts[to],
            why=WHY,
            submission=uuid.uuid4(),
        )
        self.over(lane, Answer.PASSED_ON)
        self.begun(matter, made, to, lane.asked_by, How(lane.how))
        self.done("pass on", matter)

    @precondition(lambda self: self.world.any_lane(was_asked))
    @rule(data=st.data())
    def takes_back(self, data: st.DataObject) -> None:
        found = []
        for matter, lane, by in self.asked_by_somebody():
            row = Inquiry.unscoped.get(pk=lane.pk)
            if lane.answer == Answer.UNANSWERED or (lane.answer == Answer.ACCEPTED and not leads(row)):
                found.append((matter, lane, by))
        if not found:
            return
        matter, lane, by = self.one_of(data, found)
        take_back(**opened_by(self.world, by, matter, lane), why=WHY)
        self.over(lane, Answer.TAKEN_BACK)
        self.done("take back", matter)

    @precondition(lambda self: self.world.any_lane(was_asked))
    @rule(data=st.data(), days=st.integers(1, 60))
    def extends(self, data: st.DataObject, days: int) -> None:
        found = [
            (matter, lane, by)
            for matter, lane, by in self.asked_by_somebody()
            if may_be_extended(Inquiry.unscoped.get(pk=lane.pk))
        ]
        if not found:
            return
        matter, lane, by = self.one_of(data, found)
        until = extend(**opened_by(self.world, by, matter, lane), days=days, why=WHY)
        assert until <= timezone.now() + days * DAY
        self.done("extend", matter)

    @precondition(lambda self: self.people_turn())
    @rule(minutes=st.integers(1, 600))
    def waits(self, minutes: int) -> None:
        self.time.shift(timedelta(minutes=minutes))
        self.ends_in_time()
        self.done("wait", None)

    @precondition(lambda self: self.people_turn() and self.world.matters)
    @rule(days=st.integers(5, 60))
    def days_pass(self, days: int) -> None:
        """The door refuses from the moment on; then the job ends what is over."""
        self.time.shift(timedelta(days=days))
        self.holds_of(self.world.matters)
        self.ends_in_time()
        self.done("days", None)

    # -- work in a lane --

    @precondition(lambda self: self.world.any_lane(works))
    @rule(data=st.data())
    def claims(self, data: st.DataObject) -> None:
        found = [
            (matter, lane, by)
            for matter, lane in self.world.workable()
            for by in self.world.holders(lane.post)
            if lane.claimed_by != by and lane.claimed_by not in self.world.holders(lane.post)
        ]
        if not found:
            return
        matter, lane, by = self.one_of(data, found)
        claim(**opened_by(self.world, by, matter, lane))
        lane.claimed_by = by
        self.done("claim", matter)

    @precondition(lambda self: self.world.any_lane(lambda one: one.claimed_by is not None))
    @rule(data=st.data())
    def releases(self, data: st.DataObject) -> None:
        found = [
            (matter, lane)
            for matter, lane in self.world.workable()
            if lane.claimed_by in self.world.holders(lane.post)
        ]
        if not found:
            return
        matter, lane = self.one_of(data, found)
        let_go(**opened_by(self.world, str(lane.claimed_by), matter, lane))
        lane.claimed_by = None
        self.done("release", matter)

    @precondition(lambda self: self.world.any_lane(works))
    @rule(data=st.data())
    def steps_on(self, data: st.DataObject) -> None:
        found = [
            (matter, lane, status)
            for matter, lane in self.world.workable()
            for status in may_say(Inquiry.unscoped.get(pk=lane.pk))
        ]
        if not found:
            return
        matter, lane, status = self.one_of(data, found)
        by = self.one_of(data, self.world.holders(lane.post))
        take_step(**opened_by(self.world, by, matter, lane), status=status)
        self.done(f"step {status.name}", matter)

    @precondition(lambda self: self.world.any_lane(was_accepted))
    @rule(data=st.data())
    def asks(self, data: st.DataObject) -> None:
        """A question to the post that asked, or to one that was asked and accepted."""
        if (found := self.worker(data)) is None:
            return
        matter, lane, by = found
        given = opened_by(self.world, by, matter, lane)
        others = addressees(given["case"], given["lane"])
        if not others:
            return
        whom = self.one_of(data, sorted(others, key=lambda one: (self.world.keys[one.post.pk], one.lane.pk)))
        made = messages.put_question(**given, to=whom.post.pk, text=WHY)
        matter.lane(made.lane_id).questions[made.pk] = self.world.keys[whom.post.pk]
        self.done("question", matter)

    @precondition(lambda self: self.world.any_lane(lambda one: bool(one.questions)))
    @rule(data=st.data())
    def replies(self, data: st.DataObject) -> None:
        found = [
            (matter, lane, other, question)
            for matter, lane in self.world.workable()
            for other in matter.open_lanes()
            for question, key in other.questions.items()
            if key == lane.post
        ]
        if not found:
            return
        matter, lane, other, question = self.one_of(data, found)
        by = self.one_of(data, self.world.holders(lane.post))
        messages.reply(**opened_by(self.world, by, matter, lane), question=question, text=WHY)
        del other.questions[question]
        self.done("reply", matter)

    @precondition(lambda self: self.world.any_lane(works))
    @rule(data=st.data(), seen_by=st.sampled_from(messages.SeenBy), advises=st.booleans())
    def says(self, data: st.DataObject, seen_by: messages.SeenBy, advises: bool) -> None:
        if (found := self.worker(data)) is None:
            return
        matter, lane, by = found
        say: Callable[..., Any] = messages.advise if advises else messages.note
        say(**opened_by(self.world, by, matter, lane), seen_by=seen_by, text=WHY)
        self.done(say.__name__, matter)

    @precondition(lambda self: any(self.owes(matter) for matter in self.world.matters))
    @rule(data=st.data())
    def assesses(self, data: st.DataObject) -> None:
        owing = [one for one in self.world.workable() if self.owes(one[0])]
        if not owing:
            return
        matter, lane = self.one_of(data, owing)
        by = self.one_of(data, self.world.holders(lane.post))
        given = opened_by(self.world, by, matter, lane)
        assess(
            standing=given["standing"],
            case=given["case"],
            inquiry=given["lane"],
            answers=dict.fromkeys(DUTIES, ("NEI", WHY)),
        )
        matter.is_assessed = True
        self.done("assess", matter)

    @precondition(lambda self: self.world.any_lane(works))
    @rule(data=st.data())
    def closes(self, data: st.DataObject) -> None:
        if (found := self.worker(data)) is None:
            return
        matter, lane, by = found
        given = opened_by(self.world, by, matter, lane)
        row = given["lane"]

        def close() -> None:
            close_inquiry(
                standing=given["standing"],
                case=given["case"],
                inquiry=row,
                revision=given["revision"],
                outcome="RAD",
            )

        if any(
            one.asked_by == lane.post and one.answer == Answer.UNANSWERED and self.is_told(given, one)
            for one in matter.open_lanes()
        ):
            with pytest.raises(StillAsking):
                close()
            return
        if self.owes(matter) and (leads(row) or len(matter.open_lanes()) == 1):
            with pytest.raises(DutiesNotAssessed):
                close()
            return
        close()
        self.over(lane, lane.answer)
        self.done("close", matter)

    @precondition(lambda self: self.world.any_lane(was_closed))
    @rule(data=st.data())
    def opens_again(self, data: st.DataObject) -> None:
        """Any closed lane of a post that may change the case."""
        found = []
        for matter in self.world.matters:
            rows = self.world.rows_of(matter)
            for lane in matter.lanes:
                if (
                    not lane.is_open
                    and self.world.holders(lane.post)
                    and "change" in self.world.given(matter, lane.post, rows)
                ):
                    found.append((matter, lane))
        if not found:
            return
        matter, lane = self.one_of(data, found)
        by = self.one_of(data, self.world.holders(lane.post))
        given = opened_by(self.world, by, matter, lane)
        given["inquiry"] = given.pop("lane")
        if lane.answer not in TAKEN:
            with pytest.raises(NotClosed):
                reopen_inquiry(**given)
            return
        reopen_inquiry(**given)
        lane.is_open = True
        self.done("reopen", matter)

    # -- people --

    @precondition(lambda self: self.people_turn())
    @rule(data=st.data(), days=st.integers(1, 20))
    def deputises(self, data: st.DataObject, days: int) -> None:
        there = {(one.deputy, one.away) for one in self.world.standing_in}
        found = [
            (away, deputy)
            for away in sorted(self.world.here)
            for deputy in sorted(self.world.here)
            if deputy != away
            and self.world.fits(deputy, away)
            and (deputy, away) not in there
            and CAST[deputy][1] != CAST[away][1]
        ]
        if not found:
            return
        away, deputy = self.one_of(data, found)
        key, today = CAST[away][1], timezone.localdate()
        made = name_deputy(
            standing=self.world.standing(away),
            away=self.world.account(away),
            post_id=self.world.posts[key].pk,
            deputy=self.world.account(deputy),
            first=today,
            last=today + timedelta(days=days),
        )
        assert made.ends_at is not None
        self.world.standing_in.append(StandsIn(deputy, away, key, made.ends_at, made.pk))
        self.done("deputise", None)

    @precondition(lambda self: self.people_turn() and self.world.deputyships())
    @rule(data=st.data())
    def comes_back(self, data: st.DataObject) -> None:
        one = self.one_of(data, self.world.deputyships())
        assert call_off(standing=self.world.standing(one.deputy), membership_id=one.membership)
        self.world.standing_in.remove(one)
        self.done("call off", None)

    @precondition(lambda self: self.people_turn() and self.world.here - STAY)
    @rule(data=st.data(), deactivated=st.booleans())
    def leaves(self, data: st.DataObject, deactivated: bool) -> None:
        working = {lane.post for matter in self.world.matters for lane in matter.open_lanes()}
        staff = sorted(self.world.here - STAY)
        name = self.one_of(data, [one for one in staff if CAST[one][1] in working] or staff)
        account = self.world.account(name)
        if deactivated:
            deactivate_account(actor=SUITE, account=account)
            self.world.deactivated.add(name)
            self.world.standing_in = [one for one in self.world.standing_in if one.away != name]
        else:
            own = next(one for one in account.memberships.not_over_at(timezone.now()) if not one.deputy_for)
            end_membership(actor=SUITE, membership=own)
        self.world.leaves(name)
        self.done("deactivate" if deactivated else "leave", None)

    @precondition(lambda self: self.people_turn() and set(CAST) - self.world.here)
    @rule(data=st.data())
    def joins(self, data: st.DataObject) -> None:
        name = self.one_of(data, sorted(set(CAST) - self.world.here))
        role, key = CAST[name]
        account = self.world.account(name)
        if name in self.world.deactivated:
            reactivate_account(actor=SUITE, account=account)
            self.world.deactivated.discard(name)
        start_membership(actor=SUITE, account=account, post=self.world.posts[key], role=role)
        self.world.here.add(name)
        self.done("join", None)

    @precondition(
        lambda self: self.world.any_lane(lambda one: one.is_open and not self.world.own_holders(one.post))
    )
    @rule(data=st.data())
    def passes_a_post_on(self, data: st.DataObject) -> None:
        """The coordinator gives what a post left behind to another one."""
        lanes = {lane.post for matter in self.world.matters for lane in matter.open_lanes()}
        found = [
            (key, to)
            for key in sorted(lanes)
            if not self.world.own_holders(key)
            for to in sorted(self.world.posts)
            if to != key and self.world.own_holders(to) and self.world.scheme(to) == self.world.scheme(key)
        ]
        if not found:
            return
        key, to = self.one_of(data, found)
        passed = pass_on_post(
            standing=self.world.standing("coordinator"),
            from_post=self.world.posts[key],
            to_post=self.world.posts[to],
            reason=WHY,
        )
        moved = [m for m in self.world.matters if any(lane.post == key for lane in m.open_lanes())]
        assert passed.cases >= len(moved)
        assert passed.broken == 0
        self.followed_up_at(key, to)
        for matter in moved:
            for lane in matter.open_lanes():
                if lane.post == key:
                    lane.post, lane.claimed_by = to, None
            for lane in matter.open_lanes():
                if lane.asked_by == key and lane.post != to:
                    lane.asked_by = to
        self.done("pass a post on", None)

    def followed_up_at(self, key: str, to: str) -> None:
        """What is closed and is to be followed up moves as well."""
        for matter in self.world.matters:
            rows = self.world.rows_of(matter)
            for lane in matter.lanes:
                if not lane.is_open and lane.post == key:
                    lane.post = self.world.keys[rows[lane.pk].post_id]
                    assert lane.post in (key, to)

    # -- what must be so --

    def done(self, what: str, matter: Matter | None) -> None:
        """Somebody did this, in one case or so that it may matter to all."""
        self.steps[what] += 1
        if matter is None:
            self.world.people_changed()
        self.time.shift(timedelta(minutes=1))
        self.holds_of(self.world.matters if matter is None else [matter])
        self.counts_once()
        self.turn += 1
        if self.turn % WHOLE_TRAIL == 0:
            assert verify().flaws == []

    def holds_of(self, matters: list[Matter]) -> None:
        rows = {matter.pk: self.world.rows_of(matter) for matter in self.world.matters}
        for matter in matters:
            self.stands(matter)
            assert chain_flaws(matter) == []
        posts = {lane.post for matter in matters for lane in matter.lanes}
        for number, name in enumerate(CAST):
            # Whoever has to do with it, and of all others one in turn.
            if self.world.posts_of(name) & posts or number == self.turn % len(CAST):
                self.world.must_see(name, rows)
        if matters:
            matter = matters[self.turn % len(matters)]
            self.world.must_open(list(CAST)[self.turn % len(CAST)], matter, rows[matter.pk])

    def stands(self, matter: Matter) -> None:
        """The rows of a case are those that were sealed; one open lane leads; each awaits somebody."""
        found = seal.whole(matter.pk)
        assert found is not None
        seal.must_hold(found)
        open_ones = [row for row in found.inquiries if is_open(row)]
        assert {row.pk for row in open_ones} == {lane.pk for lane in matter.open_lanes()}
        assert {row.pk: row.answer for row in found.inquiries} == {one.pk: one.answer for one in matter.lanes}
        assert sum(map(leads, open_ones)) == bool(open_ones)
        assert (found.case.closed_at is None) == bool(open_ones)
        self.world.must_be_given(matter, found)
        now = timezone.now()
        cover = cover_of(open_ones, now)
        for row in open_ones:
            assert row.next_post_id is not None
            assert row.next_due_at is not None
            assert cover[row.pk].is_whole
            lane = matter.lane(row.pk)
            # Whoever is to do something in it can: until its time is over, which the job then ends.
            given = self.world.gives(lane, row)
            assert given, lane
            assert all(until is None or now < until for until in given.values()) or is_over(row)

    def counts_once(self) -> None:
        """Each case is counted once in every scheme that was ever asked, wherever it went since."""
        entries = reading.read(date(2026, 1, 1), timezone.localdate()).entries
        pairs = list(zip(entries["case"].tolist(), entries["scheme"].tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        names = {number: code for code, number in codebook.numbers("ordning").items()}
        assert Counter(names[scheme] for _case, scheme in pairs) == self.world.counted()
        assert len({case for case, _scheme in pairs}) == len(self.world.matters)

    # -- what the rules share --

    def people_turn(self) -> bool:
        """Mostly something happens in a case, and now and then to whoever works on it."""
        return self.turn % 3 == 2

    def one_of(self, data: st.DataObject, found: Any) -> Any:
        return found[data.draw(st.integers(0, len(found) - 1))]

    def asked(self, data: st.DataObject) -> tuple[Matter, Lane, str] | None:
        """A lane that waits for an answer, and somebody who can give it."""
        found = self.world.workable(name="view", answers=[Answer.UNANSWERED])
        if not found:
            return None
        matter, lane = self.one_of(data, found)
        return matter, lane, self.one_of(data, self.world.holders(lane.post))

    def worker(self, data: st.DataObject) -> tuple[Matter, Lane, str] | None:
        found = self.world.workable()
        if not found:
            return None
        matter, lane = self.one_of(data, found)
        return matter, lane, self.one_of(data, self.world.holders(lane.post))

    def asked_by_somebody(self) -> Iterator[tuple[Matter, Lane, str]]:
        """Open lanes that a post asked for which may change the case now, and each who holds that post."""
        for matter in self.world.matters:
            rows = self.world.rows_of(matter)
            for lane in matter.open_lanes():
                if lane.asked_by and "change" in self.world.given(matter, lane.asked_by, rows):
                    for by in self.world.holders(lane.asked_by):
                        yield matter, lane, by

    def begun(self, matter: Matter, made: Inquiry, to: str, asked_by: str | None, how: How) -> None:
        matter.lanes.append(Lane(made.pk, to, asked_by, how.value, Answer.UNANSWERED))
        self.world.asked(matter, to)

    def over(self, lane: Lane, answer: str) -> None:
        lane.answer, lane.is_open = answer, False
        lane.questions.clear()

    def owes(self, matter: Matter) -> bool:
        return matter.is_acute and not matter.is_assessed

    def is_told(self, given: dict[str, Any], lane: Lane) -> bool:
        """Whether the lane is one of those that were handed out."""
        return lane.pk in {row.pk for row in given["case"].inquiries.all()}

    def ends_in_time(self) -> None:
        """What the job does every few minutes."""
        now = timezone.now()
        for one in list(over(now)):
            matter = next(found for found in self.world.matters if found.pk == one.case_id)
            lane = matter.lane(one.lane_id)
            expire_access(actor=SUITE, one=one, now=now)
            self.over(lane, Answer.EXPIRED)
        self.world.standing_in = [one for one in self.world.standing_in if now < one.until]


def works(lane: Lane) -> bool:
    return lane.is_worked_on


def waits(lane: Lane) -> bool:
    return lane.answer == Answer.UNANSWERED


def was_asked(lane: Lane) -> bool:
    return lane.is_open and lane.asked_by is not None


def was_accepted(lane: Lane) -> bool:
    return lane.is_open and lane.answer == Answer.ACCEPTED


def was_closed(lane: Lane) -> bool:
    return not lane.is_open


def leads(row: Inquiry) -> bool:
    return row.part == Part.LEAD


def is_over(row: Inquiry) -> bool:
    """Whether the job ends this lane now."""
    until = row.access_until
    return row.part == Part.CONSULTED and until is not None and until <= timezone.now()


def chain_flaws(matter: Matter) -> list[links.Flaw]:
    entries = Entry.objects.filter(chain=matter.pk).order_by("number")
    heads = {row.chain: row.head() for row in ChainHead.objects.filter(chain=matter.pk)}
    return list(links.flaws((entry.link() for entry in entries), heads, keyring()))


@contextmanager
def a_world() -> Iterator[None]:
    """The cast, in a transaction that is open."""
    with time_machine.travel(START - DAY, tick=False):
        Lanes.people, Lanes.steps = cast(), Counter()
    yield


def run(*, examples: int, steps: int, seed: int = 0) -> Counter[str]:
    """So many lives of a few cases, each of so many steps at most; how often each was taken.

    The same in every run with that seed. Within a transaction, with the cast there (`a_world`).
    """
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        # What failed is printed step by step; to make it shorter would take minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    Lanes.steps = Counter()
    run_state_machine_as_test(seeded(seed)(Lanes), settings=chosen)
    return Lanes.steps
