"""How long one waits before the next try: plain arithmetic over counts and moments, no database.

A **place** is what tries come from: a browser that the account has signed in from, or else an address.
Places that are new to an account also share its count over all of them, `everybody`. A place that has to
wait is given a **turn**, and keeps it: nobody else's tries take or prolong it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Growth:
    """No wait before `free` failures; then `first`, doubled with each one more, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def after(self, failures: int) -> timedelta:
        beyond = failures - self.free
        # Bounded before it is raised: a count of thousands must not become a huge number.
        return NONE if beyond < 0 else min(self.longest, self.first * 2 ** min(beyond, 30))


@dataclass(frozen=True, slots=True)
class Limits:
    """`bound`: nobody is told to wait longer. `apart`: turns of new places lie so far from each other."""

    place: Growth
    everybody: Growth
    bound: timedelta
    apart: timedelta
    forgotten: timedelta


@dataclass(slots=True)
class Count:
    """`seen_at`: the last try or the last turn given; `turn_at`: when the turn comes, for everybody the next
    that is to be given."""

    failures: int = 0
    seen_at: datetime | None = None
    turn_at: datetime | None = None

    def forget(self, *, after: timedelta, now: datetime) -> None:
        if self.seen_at is not None and self.seen_at + after <= now:
            self.failures, self.seen_at, self.turn_at = 0, None, None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the try may be made; if not, how long to wait, and whether a turn was given just now."""

    wait: timedelta = NONE
    given: bool = False

    @property
    def may(self) -> bool:
        return self.wait <= NONE


def ask(limits: Limits, place: Count, everybody: Count | None, *, now: datetime) -> Answer:
    """May a try be made from this place? One that may is counted at once, as if it had failed.

    `everybody` is None for a browser that the account knows. Changes the counts.
    """
    shared = [] if everybody is None else [everybody]
    for count in (place, *shared):
        count.forget(after=limits.forgotten, now=now)
    given = place.turn_at is None
    if place.turn_at is None:
        turn = max(now, (place.seen_at or now) + limits.place.after(place.failures))
        if everybody is not None:
            delay = limits.everybody.after(everybody.failures)
            if delay > NONE:
                turn = max(turn, now + delay, everybody.turn_at or now)
                if turn > now + limits.bound:
                    # Faster than turns are given out; nobody is kept waiting for one that far away.
                    return Answer(wait=limits.bound)
                everybody.turn_at = turn + limits.apart
                everybody.seen_at = now
        place.turn_at, place.seen_at = turn, place.seen_at if turn <= now else now
    if place.turn_at > now:
        return Answer(wait=place.turn_at - now, given=given)
    for count in (place, *shared):
        count.failures += 1
        count.seen_at = now
    place.turn_at = None
    return Answer()


def give_back(place: Count, everybody: Count | None, *, right: bool, now: datetime) -> None:
    """Take back a try that `ask` let through: it was right, or could not be made after all.

    A right one also forgives the place its failures; never those that others made from elsewhere.
    """
    place.failures = 0 if right else max(0, place.failures - 1)
    place.turn_at = now
    if everybody is not None:
        everybody.failures = max(0, everybody.failures - 1)
