"""How long one waits: what holds for any order of tries, and what a day of guessing comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.throttling import LIMITS
from advisory.turns import NONE, Count, Growth, ask, give_back

BEGIN = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
KINDS = st.sampled_from(sorted(LIMITS))
# Which of a few places tries, and how long after the one before.
TRIES = st.lists(st.tuples(st.integers(0, 6), st.floats(0, 90)), max_size=120)


class Account:
    """One account as those see it who try to get in: places by name, known ones on their own."""

    def __init__(self, kind: str) -> None:
        self.limits = LIMITS[kind]
        self.everybody = Count()
        self.places: dict[str, Count] = {}

    def ask(self, place: str, now: datetime, *, known: bool = False) -> timedelta:
        count = self.places.setdefault(place, Count())
        return ask(self.limits, count, None if known else self.everybody, now=now).wait

    def guesses(self, span: timedelta, every: timedelta, *, places: int, known: bool = False) -> int:
        """How many tries are let through to one who tries that often, from so many places in turn."""
        let = 0
        for number in range(span // every):
            let += not self.ask(f"stranger {number % places}", BEGIN + number * every, known=known)
        return let


def test_the_wait_doubles_up_to_its_bound() -> None:
    grown = Growth(free=5, first=SECOND, longest=timedelta(seconds=60))

    waits = [grown.after(failures) // SECOND for failures in (0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 10_000)]

    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(KINDS, TRIES)
def test_nobody_is_told_to_wait_longer_than_the_bound(kind: str, tries: list[tuple[int, float]]) -> None:
    account, now = Account(kind), BEGIN
    for place, later in tries:
        now += timedelta(seconds=later)
        assert account.ask(f"place {place}", now, known=place == 0) <= account.limits.bound


@given(KINDS, TRIES, TRIES)
def test_who_was_given_a_turn_gets_it_whatever_others_do(
    kind: str, before: list[tuple[int, float]], meanwhile: list[tuple[int, float]]
) -> None:
    account, now = Account(kind), BEGIN
    for place, later in before:
        now += timedelta(seconds=later)
        account.ask(f"place {place}", now)
    wait = account.ask("hers", now)
    if account.places["hers"].turn_at is None:
        return
    turn = now + wait
    for place, later in meanwhile:
        now = min(now + timedelta(seconds=later), turn)
        account.ask(f"place {place}", now)

    assert account.ask("hers", turn) == NONE


@given(KINDS, TRIES)
def test_what_others_do_is_nothing_to_a_browser_that_is_known(
    kind: str, tries: list[tuple[int, float]]
) -> None:
    account, now = Account(kind), BEGIN
    for place, later in tries:
        now += timedelta(seconds=later)
        account.ask(f"place {place}", now)

    assert account.ask("hers", now, known=True) == NONE


@given(KINDS, TRIES)
def test_tries_that_were_right_leave_nothing(kind: str, tries: list[tuple[int, float]]) -> None:
    account, now = Account(kind), BEGIN
    for place, later in tries:
        now += timedelta(seconds=later)
        if not account.ask(f"place {place}", now):
            give_back(account.places[f"place {place}"], account.everybody, right=True, now=now)

    assert account.everybody.failures == 0
    assert all(count.failures == 0 for count in account.places.values())


def test_one_bad_password_a_second_from_ever_new_addresses_keeps_nobody_out_longer_than_a_minute() -> None:
    """At every moment of two hours she would get her turn within the bound, and take it."""
    account = Account("password")
    for number in range(2 * 60 * 60):
        now = BEGIN + number * SECOND
        account.ask(f"stranger {number}", now)
        if number % 601 == 0:
            wait = account.ask(f"hers {number}", now)
            assert not wait or account.places[f"hers {number}"].turn_at is not None
            assert wait <= timedelta(seconds=60)
    # And it is slow for them: who never comes back for a turn is never looked at.
    assert account.everybody.failures < 30


@pytest.mark.parametrize(
    ("places", "known", "most"),
    # All new places together, and a browser that is known.
    [(1, False, 101), (500, False, 101), (1, True, 103)],
)
def test_a_day_of_guessing_codes_finds_none(places: int, known: bool, most: int) -> None:
    guesses = Account("factor").guesses(DAY, 5 * SECOND, places=places, known=known)

    assert most - 3 <= guesses <= most
    # Six digits, and at most three codes that hold at one time.
    assert guesses * 3 / 1_000_000 < 1 / 3_000


def test_one_address_gets_a_password_a_minute() -> None:
    hour = Account("password").guesses(timedelta(hours=1), SECOND, places=1)

    assert 60 <= hour <= 5 + 6 + 60


def test_however_many_addresses_get_two_passwords_a_second() -> None:
    minutes = Account("password").guesses(timedelta(minutes=5), SECOND / 25, places=3000)

    assert 2 * 60 <= minutes <= 10 + 2 * 300


def test_pausing_gains_nobody_more_codes() -> None:
    """Counts are forgotten after a day, so stopping for a while and beginning anew is no way round."""
    for pause in (timedelta(hours=1), timedelta(hours=6), timedelta(hours=23)):
        account, now, let = Account("factor"), BEGIN, 0
        while now < BEGIN + 10 * DAY:
            wait = account.ask("stranger", now)
            let += not wait
            now += wait if wait else SECOND
            if let % 8 == 0:
                now += pause
        assert let <= 10 * 101


def test_what_could_not_be_looked_at_was_not_made() -> None:
    account = Account("password")
    for number in range(40):
        now = BEGIN + number * SECOND / 100
        assert account.ask("hers", now) == NONE
        give_back(account.places["hers"], account.everybody, right=False, now=now)
