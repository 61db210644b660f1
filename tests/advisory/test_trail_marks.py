"""What counts as unusual reading: each limit reached exactly is not marked, one more is."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from advisory.review_limits import LIMITS, Unusual
from advisory.services.trail_marks import fullest, marks
from advisory.weeks import OSLO, Week
from audit.review import Happened
from audit.verbs import Verb

HER = uuid.uuid4()
# A Tuesday in winter: Oslo is an hour ahead of UTC.
NOON = datetime(2026, 11, 24, 12, tzinfo=OSLO)


def happened(
    verb: Verb, at: datetime, *, case: uuid.UUID | None = None, fields: tuple[str, ...] = ()
) -> Happened:
    happened.number += 1  # type: ignore[attr-defined]
    return Happened(HER, happened.number, at.astimezone(UTC), verb.value, HER, "", case, (), fields)  # type: ignore[attr-defined]


happened.number = 0  # type: ignore[attr-defined]


def opened(
    number: int, *, every: timedelta = timedelta(seconds=20), start: datetime = NOON
) -> list[Happened]:
    return [happened(Verb.CASE_READ, start + every * one, case=uuid.uuid4()) for one in range(number)]


def found(entries: list[Happened], zone: ZoneInfo = OSLO) -> list[Unusual]:
    return [mark.kind for mark in marks(entries, zone)]


def test_a_quiet_day_has_no_mark() -> None:
    assert found(opened(5)) == []
    assert found([]) == []


def test_as_many_cases_as_the_limit_are_not_marked_and_one_more_is() -> None:
    most = LIMITS[Unusual.MANY_CASES].most
    assert found(opened(most)) == []
    (mark,) = marks(opened(most + 1), OSLO)
    assert mark.kind is Unusual.MANY_CASES
    assert str(most + 1) in mark.sentence
    assert "24.11. 12:00" in mark.sentence


def test_the_same_case_again_and_again_is_one_case() -> None:
    case = uuid.uuid4()
    assert (
        found([happened(Verb.CASE_READ, NOON + timedelta(seconds=one), case=case) for one in range(60)]) == []
    )


def test_the_same_cases_over_a_longer_time_are_not_marked() -> None:
    assert found(opened(60, every=timedelta(seconds=31))) == []
    assert found(opened(60, every=timedelta(seconds=30))) == [Unusual.MANY_CASES]


def test_the_ten_minutes_may_lie_anywhere() -> None:
    spread = opened(15, every=timedelta(minutes=2), start=NOON - timedelta(hours=2))
    assert found(spread + opened(21)) == [Unusual.MANY_CASES]


@pytest.mark.parametrize(("pages", "marked"), [(30, []), (31, [Unusual.MANY_LISTS])])
def test_pages_of_the_list(pages: int, marked: list[Unusual]) -> None:
    assert LIMITS[Unusual.MANY_LISTS].most == 30
    assert (
        found([happened(Verb.CASES_LISTED, NOON + timedelta(minutes=one)) for one in range(pages)]) == marked
    )


@pytest.mark.parametrize(
    ("hour", "minute", "marked"),
    [(6, 0, []), (5, 59, [Unusual.NIGHT]), (21, 59, []), (22, 0, [Unusual.NIGHT]), (0, 0, [Unusual.NIGHT])],
)
def test_night_begins_at_22_and_ends_at_06(hour: int, minute: int, marked: list[Unusual]) -> None:
    assert found([happened(Verb.CASE_READ, NOON.replace(hour=hour, minute=minute))]) == marked


def test_an_embassys_night_is_by_its_own_clock() -> None:
    """Twenty in Oslo is midnight in Islamabad, and three in the night in Oslo is seven there."""
    islamabad = ZoneInfo("Asia/Karachi")
    evening, early = (happened(Verb.CASE_READ, NOON.replace(hour=hour)) for hour in (20, 3))
    assert (found([evening]), found([evening], islamabad)) == ([], [Unusual.NIGHT])
    assert (found([early]), found([early], islamabad)) == ([Unusual.NIGHT], [])


@pytest.mark.parametrize(
    ("day", "marked"), [(27, []), (28, [Unusual.WEEKEND]), (29, [Unusual.WEEKEND]), (30, [])]
)
def test_saturday_and_sunday(day: int, marked: list[Unusual]) -> None:
    assert found([happened(Verb.CASES_LISTED, NOON.replace(day=day))]) == marked


def test_a_saturday_night_is_told_once() -> None:
    assert found([happened(Verb.CASE_READ, NOON.replace(day=28, hour=23))]) == [Unusual.NIGHT]


def test_changing_or_signing_in_at_night_is_no_reading() -> None:
    at = NOON.replace(hour=23)
    assert found([happened(Verb.SIGNED_IN, at), happened(Verb.CASE_CHANGED, at, case=uuid.uuid4())]) == []


@pytest.mark.parametrize(("tries", "marked"), [(2, []), (3, [Unusual.REFUSED])])
def test_tries_at_cases_that_are_not_hers(tries: int, marked: list[Unusual]) -> None:
    entries = [
        happened(Verb.ACCESS_REFUSED, NOON + timedelta(days=one), case=uuid.uuid4(), fields=("case",))
        for one in range(tries)
    ]
    assert found(entries) == marked


def test_a_page_that_is_not_for_her_is_no_case() -> None:
    assert found([happened(Verb.ACCESS_REFUSED, NOON, fields=("page",)) for _ in range(9)]) == []


@pytest.mark.parametrize(("tries", "marked"), [(10, []), (11, [Unusual.SIGN_IN])])
def test_refused_sign_ins(tries: int, marked: list[Unusual]) -> None:
    entries = [happened(Verb.SIGN_IN_REFUSED, NOON + timedelta(minutes=one)) for one in range(tries)]
    assert found(entries) == marked


def test_the_fullest_stretch_counts_its_ends() -> None:
    step = timedelta(minutes=10)
    seen: list[tuple[datetime, object]] = [
        (NOON, 1),
        (NOON + step, 2),
        (NOON + step * 2 + timedelta(seconds=1), 3),
    ]
    assert fullest(seen, step).number == 2
    assert fullest(seen, step).since == NOON


def test_every_limit_says_why() -> None:
    assert set(LIMITS) == set(Unusual)
    assert all(str(limit.why) for limit in LIMITS.values())


@pytest.mark.parametrize(
    ("name", "monday"),
    [("2026-01", "2025-12-29"), ("2020-53", "2020-12-28"), ("2026-48", "2026-11-23")],
)
def test_a_week_has_its_name(name: str, monday: str) -> None:
    week = Week.named(name)
    assert week is not None
    assert str(week.monday) == monday
    assert week.name == name


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-00", "2026-54", "2021-53", "0000-01", "1999-01", "x" * 5000, "٢٠٢٦-٠١"]
)
def test_what_is_no_week(text: str) -> None:
    assert Week.named(text) is None


def test_a_week_in_which_the_clocks_change_is_an_hour_longer() -> None:
    week = Week.named("2026-43")
    assert week is not None
    assert (week.end.astimezone(UTC) - week.start.astimezone(UTC)) == timedelta(days=7, hours=1)
