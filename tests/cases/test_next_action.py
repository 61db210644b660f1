"""Who must act next, and by when: for every turn of a lane, and never nobody while it is open."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import deadlines
from cases.calendar import Hours
from cases.models import Case, Event, Inquiry
from cases.models.event import EventKind
from cases.models.facts import EventFacts
from cases.models.inquiry import Answer
from cases.next_action import NextAction, What, next_action
from cases.services import lane_clock
from cases.status import OPEN, Status

SCHOOL, EMBASSY, TEAM = (uuid.UUID(int=number) for number in (1, 2, 3))
# A Monday at eight in Oslo; due times of an ordinary matter.
MONDAY = datetime(2026, 6, 8, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASE = Case()


@pytest.fixture(autouse=True)
def _everybody_in_oslo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Posts that stand in no table work in Norway."""
    monkeypatch.setattr(lane_clock, "hours_at", lambda post_id: Hours())


def lane(post: uuid.UUID = SCHOOL, status: Status = Status.ACTIVE, **columns: Any) -> Inquiry:
    return Inquiry(case=CASE, post_id=post, status=status, created_at=MONDAY, **columns)


def event(of: Inquiry, kind: EventKind, at: datetime, *, post: uuid.UUID | None = None, **more: Any) -> Event:
    return Event(
        case=CASE, lane=of, post_id=post or of.post_id, at=at, facts=EventFacts(kind=kind.value), **more
    )


def due(action: NextAction | None) -> datetime:
    assert action is not None
    return lane_clock.due_of(action, "ORD")


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (Status.RECEIVED, What.ASSESS),
        (Status.TRIAGED, What.WORK),
        (Status.ACTIVE, What.WORK),
        (Status.WAITING, What.WORK),
        (Status.REOPENED, What.WORK),
        (Status.ADVISED, What.CLOSE),
    ],
)
def test_what_a_status_asks_of_the_post_itself(status: Status, what: What) -> None:
    assert next_action(lane(status=status), []) == NextAction(SCHOOL, what, MONDAY)


def test_a_closed_lane_awaits_nobody() -> None:
    assert next_action(lane(status=Status.CLOSED), []) is None


def test_who_was_asked_answers_then_claims_then_looks() -> None:
    asked = lane(TEAM, Status.RECEIVED, asked_by_id=SCHOOL, answer=Answer.UNANSWERED)
    assert next_action(asked, []) == NextAction(TEAM, What.ANSWER, MONDAY)
    asked.answer, asked.answered_at = Answer.ACCEPTED, MONDAY + HOUR
    assert next_action(asked, []) == NextAction(TEAM, What.CLAIM, MONDAY + HOUR)
    asked.claimed_by_id = uuid.uuid4()
    claimed = event(asked, EventKind.CLAIMED, MONDAY + 2 * HOUR)
    assert next_action(asked, [claimed]) == NextAction(TEAM, What.ASSESS, MONDAY + 2 * HOUR)


def test_the_turn_begins_anew_with_what_the_post_does_and_with_nothing_else() -> None:
    own = lane()
    later = MONDAY + 3 * HOUR
    assert due(next_action(own, [event(own, EventKind.ACTION, later)])) > due(next_action(own, []))
    for other in (
        event(own, EventKind.NOTE, later, post=TEAM),
        event(lane(TEAM), EventKind.ACTION, later),
        event(own, EventKind.EXTENDED, later),
    ):
        assert next_action(own, [other]) == next_action(own, [])


def test_a_question_awaits_the_other_post_and_stops_the_askers_clock() -> None:
    own, theirs = lane(), lane(EMBASSY, asked_by_id=SCHOOL, answer=Answer.ACCEPTED, answered_at=MONDAY)
    asked = MONDAY + DAY
    question = event(theirs, EventKind.QUESTION, asked, post=SCHOOL)
    assert next_action(theirs, [question]) == NextAction(EMBASSY, What.REPLY, asked)
    waiting = next_action(own, [question])
    assert waiting is not None
    assert (waiting.post_id, waiting.what, waiting.since) == (EMBASSY, What.WAIT_REPLY, asked)
    assert waiting.paused is not None
    full = deadlines.minutes_for("ORD", "WORK").minutes
    # A working day of the ten was used.
    assert lane_clock.left_of(*waiting.paused, "ORD") == full - 465
    before = due(next_action(own, []))
    answered = event(theirs, EventKind.REPLY, asked + 7 * DAY, refers_to=question)
    after = due(next_action(own, [question, answered]))
    assert after == before + 7 * DAY


def test_a_question_back_awaits_the_post_that_asked() -> None:
    own, theirs = lane(), lane(EMBASSY, asked_by_id=SCHOOL, answer=Answer.ACCEPTED, answered_at=MONDAY)
    question = event(theirs, EventKind.QUESTION, MONDAY + HOUR)
    assert next_action(own, [question]) == NextAction(SCHOOL, What.REPLY, MONDAY + HOUR)
    waiting = next_action(theirs, [question])
    assert waiting is not None
    assert (waiting.post_id, waiting.what) == (SCHOOL, What.WAIT_REPLY)


def test_nobody_waits_for_a_lane_that_was_closed_nor_for_nobody() -> None:
    own = lane()
    closed = lane(EMBASSY, Status.CLOSED, asked_by_id=SCHOOL, answer=Answer.ACCEPTED)
    to_closed = event(closed, EventKind.QUESTION, MONDAY + HOUR, post=SCHOOL)
    to_nobody = event(own, EventKind.QUESTION, MONDAY + HOUR)
    assert next_action(own, [to_closed, to_nobody]) == NextAction(SCHOOL, What.WORK, MONDAY)


def test_a_day_that_somebody_named_goes_before_a_deadline() -> None:
    theirs = lane(EMBASSY, asked_by_id=SCHOOL, answer=Answer.ACCEPTED, answered_at=MONDAY)
    early, late = MONDAY + 2 * HOUR, MONDAY + 5 * DAY
    questions = [
        event(theirs, EventKind.QUESTION, MONDAY, post=SCHOOL, due_at=late),
        event(theirs, EventKind.QUESTION, MONDAY + HOUR, post=SCHOOL, due_at=early),
    ]
    assert due(next_action(theirs, questions)) == early


def test_a_task_or_the_work_whichever_is_due_first() -> None:
    own = lane()

    def first(day: datetime, *more: Event) -> NextAction:
        task = event(own, EventKind.TASK, MONDAY, due_at=day)
        done = [event(own, EventKind.DONE, MONDAY, refers_to=task)] if more else []
        found = next_action(own, [task, *done], due)
        assert found is not None
        return found

    assert first(MONDAY + DAY).what == What.DO_TASK
    assert first(MONDAY + 90 * DAY).what == What.WORK
    assert first(MONDAY + DAY, event(own, EventKind.DONE, MONDAY)).what == What.WORK


def test_a_waiting_lane_waits_for_the_day_that_was_promised() -> None:
    own = lane(status=Status.WAITING)
    promised = event(own, EventKind.FOLLOW_UP, MONDAY, due_at=MONDAY + 90 * DAY)
    assert next_action(own, [promised], due) == NextAction(SCHOOL, What.FOLLOW_UP, MONDAY, MONDAY + 90 * DAY)


KINDS = st.sampled_from(list(EventKind))


@given(
    status=st.sampled_from(sorted(OPEN)),
    answer=st.sampled_from(["", *Answer]),
    told=st.lists(
        st.tuples(KINDS, st.sampled_from([SCHOOL, EMBASSY, TEAM]), st.integers(0, 400), st.booleans())
    ),
)
def test_an_open_lane_never_awaits_nobody(
    status: Status, answer: str, told: list[tuple[EventKind, uuid.UUID, int, bool]]
) -> None:
    own = lane(status=status, answer=answer, asked_by_id=TEAM if answer else None)
    theirs = lane(EMBASSY, asked_by_id=SCHOOL, answer=Answer.ACCEPTED)
    events: list[Event] = []
    for number, (kind, post, hours, here) in enumerate(told):
        refers_to = events[number // 2] if number else None
        at = MONDAY + number * timedelta(minutes=1)
        events.append(
            event(
                own if here else theirs,
                kind,
                at,
                post=post,
                refers_to=refers_to,
                due_at=at + hours * HOUR if hours % 3 == 0 else None,
            )
        )
    for urgency in deadlines.Urgency:
        action = next_action(own, events, lambda one, urgency=urgency: lane_clock.due_of(one, urgency))
        assert action is not None
        assert action.post_id in (SCHOOL, EMBASSY, TEAM)
        assert lane_clock.due_of(action, urgency) >= action.since
