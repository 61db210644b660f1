"""By when: by urgency and by what is awaited, round the clock what is acute, and a clock that pauses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.calendar import DAY, Hours, due_after
from cases.deadlines import DEADLINES, Clock, Deadline, Urgency, clock_of, due, left, minutes_for
from cases.services.reference import FOLDER, read

NORWAY = Hours()
AWAITED = ("ANSWER", "ASSESS", "WORK", "REPLY", "FOLLOW_UP", "CLAIM", "WAIT_REPLY", "DO_TASK", "CLOSE")
BY_HASTE = (Urgency.ACUTE, Urgency.HASTENS, Urgency.ORDINARY, Urgency.INFORMATION)


def test_each_urgency_of_the_list_has_a_deadline_for_each_thing_awaited() -> None:
    listed = {row["code"] for row in read(FOLDER, "codes") if row["field"] == "hastegrad"}
    assert listed | {""} == set(Urgency) == {urgency for urgency, _ in DEADLINES}
    for urgency in Urgency:
        for what in AWAITED:
            assert minutes_for(urgency, what).minutes > 0
    with pytest.raises(KeyError):
        minutes_for("ORD", "SLEEP")
    with pytest.raises(KeyError):
        minutes_for("SOON", "ANSWER")


@pytest.mark.parametrize("what", AWAITED)
def test_what_hastens_more_is_due_earlier_wherever_it_starts(what: str) -> None:
    start = datetime(2026, 9, 1, 6, tzinfo=UTC)
    for hour in range(24 * 7):
        begun = start + timedelta(hours=hour)
        when = [due(NORWAY, begun, minutes_for(urgency, what)) for urgency in BY_HASTE]
        assert when == sorted(when)
        # Where nobody has said, it is not left for longer than an ordinary one.
        assert due(NORWAY, begun, minutes_for("", what)) <= when[2]


def test_what_is_acute_is_due_at_night_and_on_a_holiday() -> None:
    eve = datetime(2026, 12, 24, 22, tzinfo=UTC)
    assert due(NORWAY, eve, minutes_for("AKUTT", "ANSWER")) == eve + timedelta(hours=1)
    assert due(NORWAY, eve, minutes_for("HASTER", "ANSWER")) == datetime(2026, 12, 28, 11, tzinfo=UTC)
    assert {one.clock for (urgency, _), one in DEADLINES.items() if urgency != "AKUTT"} == {Clock.WORKING}
    assert clock_of("AKUTT") is Clock.ROUND
    assert clock_of("") is clock_of("HASTER") is Clock.WORKING


# Bounds of Hypothesis have no zone.
FIRST, LAST = datetime(2026, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001


@given(
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.sampled_from(sorted(DEADLINES.items())),
    st.floats(0, 0.99),
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_a_clock_that_stood_still_runs_on_with_what_was_left(
    start: datetime, row: tuple[tuple[str, str], Deadline], share: float, pause: timedelta
) -> None:
    (urgency, _), deadline = row
    clock = clock_of(urgency)
    due_at = due(NORWAY, start, deadline)
    used = int(deadline.minutes * share)
    asked_at = due(NORWAY, start, Deadline(used, clock))
    remains = left(NORWAY, asked_at, due_at, clock)
    assert remains == deadline.minutes - used
    # Answered at once it is due as it was; answered later, by as much later as was worked meanwhile.
    assert due(NORWAY, asked_at, Deadline(remains, clock)) == due_at
    assert due(NORWAY, asked_at + pause, Deadline(remains, clock)) >= due_at


def test_nothing_is_left_of_what_is_overdue() -> None:
    now = datetime(2026, 9, 1, 10, tzinfo=UTC)
    for clock in Clock:
        assert left(NORWAY, now, now - timedelta(days=3), clock) == 0
    assert left(NORWAY, now, due_after(NORWAY, now, DAY), Clock.WORKING) == DAY
