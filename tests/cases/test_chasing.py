"""Who is told when of what is overdue: the steps, as data."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.calendar import DAY, Hours, due_after
from cases.chasing import MOST, STEPS, Whom, may_be_due, steps_due, told_by
from cases.deadlines import Urgency

NORWAY = Hours()
DUE = datetime(2030, 9, 3, 6, tzinfo=UTC)


def test_each_urgency_has_steps_that_begin_when_it_falls_due_and_end_with_the_coordinator() -> None:
    assert STEPS.keys() == set(Urgency)
    for steps in STEPS.values():
        assert steps[0].after == 0
        assert Whom.AWAITED in steps[0].told
        assert [step.after for step in steps] == sorted({step.after for step in steps})
        assert steps[-1].told == frozenset(Whom)
        # Nobody who was told is left out later.
        assert all(one.told <= two.told for one, two in zip(steps, steps[1:], strict=False))


def test_of_what_is_acute_everybody_hears_at_once_at_night_too() -> None:
    night = datetime(2030, 12, 24, 23, tzinfo=UTC)
    assert steps_due(NORWAY, "AKUTT", night, night - timedelta(seconds=1)) == 0
    assert steps_due(NORWAY, "AKUTT", night, night) == 1
    assert told_by("AKUTT", 0, 1) == frozenset(Whom)
    assert steps_due(NORWAY, "AKUTT", night, night + timedelta(hours=1)) == 3


def test_an_ordinary_one_is_chased_in_working_time() -> None:
    friday = datetime(2030, 9, 6, 13, 45, tzinfo=UTC)
    assert steps_due(NORWAY, "ORD", friday, friday) == 1
    assert steps_due(NORWAY, "ORD", friday, friday + timedelta(days=2)) == 1
    assert steps_due(NORWAY, "ORD", friday, due_after(NORWAY, friday, DAY)) == 2
    assert told_by("ORD", 0, 1) == {Whom.AWAITED}
    assert told_by("ORD", 1, 2) == {Whom.AWAITED, Whom.ASKER}


def test_steps_that_no_job_took_are_taken_together() -> None:
    assert told_by("ORD", 0, 3) == frozenset(Whom)
    assert told_by("ORD", 3, 3) == frozenset()


@given(
    st.sampled_from(Urgency),
    st.integers(0, MOST),
    st.timedeltas(timedelta(days=-1), timedelta(days=30)),
)
def test_no_case_is_left_unopened_of_which_a_step_has_come(
    urgency: Urgency, chased: int, since: timedelta
) -> None:
    now = DUE + since
    if steps_due(NORWAY, urgency, DUE, now) > chased:
        assert may_be_due(DUE, chased, now)


@pytest.mark.parametrize("urgency", Urgency)
def test_more_steps_come_with_time_and_then_no_more(urgency: Urgency) -> None:
    come = [steps_due(NORWAY, urgency, DUE, DUE + timedelta(hours=hour)) for hour in range(0, 24 * 21, 3)]
    assert come == sorted(come)
    assert come[-1] == len(STEPS[urgency])
    assert not may_be_due(DUE, MOST, DUE + timedelta(days=400))
