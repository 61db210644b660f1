"""Working time: due times across summer time, Easter, 17 May, Eid in Islamabad and Friday in Amman."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import calendar
from cases.calendar import DAY, Hours, due_after, hours_of, is_working, is_working_day, working_minutes
from cases.services.reference import FOLDER, read

EMBASSIES = {row["key"]: row for row in read(FOLDER, "embassies")}
NORWAY = hours_of({"kind": "school", "key": "stovner", "county": "Oslo"})


def at(station: str) -> Hours:
    return hours_of({"kind": "embassy", **EMBASSIES[station]})


ALL = [NORWAY, *map(at, EMBASSIES)]


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "due"),
    [
        # An ordinary day, over a night and over a weekend.
        (NORWAY, "2026-09-01 09:00", 60, "2026-09-01 10:00"),
        (NORWAY, "2026-09-01 15:00", 60, "2026-09-02 08:15"),
        (NORWAY, "2026-09-04 15:45", DAY, "2026-09-07 15:45"),
        # Asked in the evening, and on a Sunday.
        (NORWAY, "2026-09-01 22:10", 30, "2026-09-02 08:30"),
        (NORWAY, "2026-09-06 12:00", 30, "2026-09-07 08:30"),
        # The clocks go forward on 28 March 2027, Easter Sunday; Maundy Thursday to Easter Monday are free.
        (NORWAY, "2027-03-24 15:15", 60, "2027-03-30 08:30"),
        # They go back on 25 October 2026: a day later is the same time of day, not the same hour of UTC.
        (NORWAY, "2026-10-23 10:00", DAY, "2026-10-26 10:00"),
        # 17 May 2027 is a Monday, and Whit Monday too.
        (NORWAY, "2027-05-14 15:00", 60, "2027-05-18 08:15"),
        # 17 May 2028 is a Wednesday.
        (NORWAY, "2028-05-16 15:45", 1, "2028-05-18 08:01"),
        # New Year's Day on a Friday: the year changes over a long weekend.
        (NORWAY, "2026-12-31 15:30", 30, "2027-01-04 08:15"),
        # Pakistan: Eid-ul-Fitr 2026 was 20 to 22 March (Friday to Sunday), and the 23rd is Pakistan Day.
        (at("islamabad"), "2026-03-19 15:45", 1, "2026-03-24 08:01"),
        # Eid-ul-Adha 2027 is estimated for 17 to 19 May, when Norway is free on the first day alone.
        (at("islamabad"), "2027-05-14 15:30", 30, "2027-05-20 08:15"),
        # Jordan: Friday and Saturday are free, Sunday is a working day.
        (at("amman"), "2026-09-03 15:00", 60, "2026-09-06 08:15"),
        (at("amman"), "2026-09-04 10:00", 10, "2026-09-06 08:10"),
        # Jordan stayed on summer time from October 2022: Thursday to Sunday over what had been the change.
        (at("amman"), "2022-10-27 15:45", 15, "2022-10-30 08:15"),
        # Morocco goes back an hour for Ramadan (7 February 2027, a Sunday) and forward after it (14 March).
        (at("rabat"), "2027-02-05 15:45", 15, "2027-02-08 08:15"),
        (at("rabat"), "2027-03-12 15:45", 15, "2027-03-15 08:15"),
    ],
)
def test_due_times(hours: Hours, start: str, minutes: int, due: str) -> None:
    zone = ZoneInfo(hours.zone)
    begun = datetime.fromisoformat(start).replace(tzinfo=zone)
    found = due_after(hours, begun, minutes)
    assert found.astimezone(zone).replace(tzinfo=None) == datetime.fromisoformat(due)
    assert found.tzinfo is UTC


def test_a_day_lasts_as_long_in_utc_on_both_sides_of_summer_time() -> None:
    before, after = datetime(2026, 10, 23, 6, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert due_after(NORWAY, before, 0) == before
    assert due_after(NORWAY, before, DAY) == before + timedelta(minutes=DAY)
    assert due_after(NORWAY, before, 2 * DAY) == after + timedelta(minutes=DAY)


@pytest.mark.parametrize("hours", ALL, ids=["norway", *EMBASSIES])
@pytest.mark.parametrize("year", [2008, 2024, 2026, 2027])
def test_a_day_is_free_where_the_librarys_calendar_or_the_weekend_says_so(hours: Hours, year: int) -> None:
    free = holidays.country_holidays(hours.country, years=year)
    day = date(year, 1, 1)
    noon = datetime(year, 1, 1, 12, tzinfo=ZoneInfo(hours.zone))
    seen = set()
    while day.year == year:
        works = day.weekday() not in hours.weekend and day not in free
        assert is_working_day(hours, day) is works
        assert is_working(hours, noon) is works
        seen.add(works)
        day += timedelta(days=1)
        noon += timedelta(days=1)
    assert seen == {True, False}


def test_what_the_list_of_embassies_names_is_known() -> None:
    supported = holidays.list_supported_countries()
    for row in EMBASSIES.values():
        assert row["time_zone"] in available_timezones()
        assert row["country"] in supported
        assert set(row["weekend"].split()) <= set(calendar.DAYS)
    assert at("amman").weekend == {4, 5}
    assert at("ankara") == Hours("Europe/Istanbul", "TR")


def test_a_country_the_package_does_not_know_has_its_weekend_alone() -> None:
    nowhere = Hours(country="XX")
    assert is_working_day(nowhere, date(2027, 5, 17))
    assert not is_working_day(nowhere, date(2027, 5, 16))


def test_hours_that_never_come_are_refused() -> None:
    with pytest.raises(ValueError, match="no working time"):
        Hours(weekend=frozenset(range(7)))
    with pytest.raises(ValueError, match="no working time"):
        Hours(opens=Hours().closes)
    with pytest.raises(ValueError, match="before its start"):
        due_after(NORWAY, datetime(2026, 9, 1, tzinfo=UTC), -1)
    with pytest.raises(ValueError, match="time zone"):
        due_after(NORWAY, datetime(2026, 9, 1), 1)  # noqa: DTZ001  # what is refused
    with pytest.raises(ValueError, match="not in tuple"):
        hours_of({"weekend": "fri caturday"})


def test_a_year_is_worked_out_once() -> None:
    calendar._year.cache_clear()
    for minute in range(200):
        due_after(NORWAY, datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minute), 10 * DAY)
    assert calendar._year.cache_info().misses == 1


# Bounds of Hypothesis have no zone.
FIRST, LAST = datetime(2007, 12, 1), datetime(2031, 2, 1)  # noqa: DTZ001
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
spans = st.integers(min_value=0, max_value=300 * DAY)
whose = st.sampled_from(ALL)


@given(whose, moments, spans)
def test_it_is_due_within_working_time_after_so_many_minutes(
    hours: Hours, start: datetime, minutes: int
) -> None:
    due = due_after(hours, start, minutes)
    assert due >= start
    assert is_working(hours, due)
    assert working_minutes(hours, start, due) == minutes
    # A moment less would not do.
    assert minutes == 0 or working_minutes(hours, start, due - timedelta(microseconds=1)) == minutes - 1


@given(whose, moments, spans, spans)
def test_what_is_left_after_a_while_is_due_as_all_at_once(
    hours: Hours, start: datetime, first: int, second: int
) -> None:
    assert due_after(hours, due_after(hours, start, first), second) == due_after(hours, start, first + second)


@given(whose, moments, st.timedeltas(timedelta(0), timedelta(days=40)), spans, spans)
def test_what_begins_later_or_takes_longer_is_not_due_earlier(
    hours: Hours, start: datetime, later: timedelta, first: int, second: int
) -> None:
    less, more = sorted((first, second))
    assert due_after(hours, start, less) <= due_after(hours, start + later, more)


@given(
    whose,
    moments,
    st.timedeltas(timedelta(0), timedelta(days=800)),
    st.timedeltas(timedelta(0), timedelta(days=90)),
)
def test_minutes_worked_add_up(hours: Hours, start: datetime, one: timedelta, two: timedelta) -> None:
    between, end = start + one, start + one + two
    parts = working_minutes(hours, start, between) + working_minutes(hours, between, end)
    # Each part is whole minutes, so one may be lost at the seam.
    assert 0 <= working_minutes(hours, start, end) - parts <= 1
    assert working_minutes(hours, end, start) == 0 or one + two == timedelta(0)
