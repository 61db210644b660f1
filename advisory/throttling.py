"""How many wrong passwords and codes an account takes, so that guessing is slow and nobody is locked out.

Every try is counted before it is looked at and taken back when it was right, so that fifty at once are no
more than one after the other. SECURITY.md says what is counted and why, turns.py how long one waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from advisory.devices import place_of
from advisory.models import Account, Tries
from advisory.sealing.lookup import login_digest, try_tags
from advisory.turns import Answer, Count, Growth, Limits, ask, give_back

Kind = Literal["password", "factor", "matter"]
# Whoever tries these has signed in: counted for her account, whichever browser she sits at.
OF_ACCOUNT: frozenset[Kind] = frozenset({"matter"})

LIMITS: dict[str, Limits] = {
    # Nobody waits longer than a minute. New places get two turns a second, twice what one bad password a
    # second takes, so that somebody who is that stubborn keeps nobody out.
    "password": Limits(
        place=Growth(free=5, first=timedelta(seconds=1), longest=timedelta(seconds=60)),
        everybody=Growth(free=10, first=timedelta(seconds=1), longest=timedelta(seconds=30)),
        bound=timedelta(seconds=60),
        apart=timedelta(seconds=0.5),
        forgotten=timedelta(hours=1),
    ),
    # Whoever guesses codes has the password already. From all new places together a hundred guesses a day,
    # from a browser that is known as many: with three codes good at a time one in three thousand.
    "factor": Limits(
        place=Growth(free=3, first=timedelta(seconds=30), longest=timedelta(minutes=15)),
        everybody=Growth(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15)),
        bound=timedelta(minutes=15),
        apart=timedelta(minutes=15),
        forgotten=timedelta(hours=24),
    ),
    # Codes of 55 bits by which a case is found that somebody told of: some thirty wrong ones a day.
    "matter": Limits(
        place=Growth(free=5, first=timedelta(seconds=30), longest=timedelta(hours=1)),
        everybody=Growth(free=5, first=timedelta(seconds=30), longest=timedelta(hours=1)),
        bound=timedelta(hours=1),
        apart=timedelta(hours=1),
        forgotten=timedelta(hours=24),
    ),
}


class Wait(Exception):
    """Not now: the try was neither looked at nor counted. `seconds`: whole ones, at least 1.

    `told` is true once a turn, for the trail: whoever comes too early again adds nothing to it.
    """

    def __init__(self, seconds: int, *, told: bool) -> None:
        super().__init__("Wait")
        self.seconds = seconds
        self.told = told


@dataclass(frozen=True, slots=True)
class _Counted:
    """A try that was let through: whose counts it stands in."""

    kind: Kind
    place: str
    everybody: str | None

    @property
    def tags(self) -> list[str]:
        return [self.place] if self.everybody is None else [self.place, self.everybody]


def tag_of(account: Account) -> str:
    """The tag of an account that is known: the same as that of the e-mail address, typed at the log-in."""
    return login_digest(account.email)


def must_be_allowed(request: HttpRequest, tag: str, kind: Kind = "password") -> None:
    """Count a try before it is looked at; `succeeded` takes it back, and without that it stays a failure.

    `tag`: the digest of what was typed, or `tag_of(account)`. The same work for any. Raises Wait;
    RuntimeError where a transaction is open, which could take the count with it.
    """
    counted = _counted_at(request, tag, kind)
    now = timezone.now()
    with transaction.atomic(durable=True):
        rows = _locked(counted, now)
        place, everybody = _counts(rows, counted)
        answer = ask(LIMITS[kind], place, everybody, now=now)
        if answer.may or answer.given:
            _store(rows, counted, place, everybody)
    if not answer.may:
        raise Wait(_whole_seconds(answer), told=answer.given)
    _open_in(request)[tag] = counted


def failed(request: HttpRequest, tag: str, kind: Kind) -> None:
    """It was wrong: what was counted stays, whatever else this request does."""
    if tag in _open_in(request) and _open_in(request)[tag].kind == kind:
        del _open_in(request)[tag]


def succeeded(request: HttpRequest, tag: str) -> None:
    """It was right: the try is taken back, and the failures from this place are forgiven."""
    _give_back(request, tag, right=True)


def not_tried(request: HttpRequest, tag: str) -> None:
    """It could not be looked at after all: as if it had not been made."""
    _give_back(request, tag, right=False)


def over(now: datetime) -> QuerySet[Tries]:
    """The counts that say nothing any more, for whoever sweeps them."""
    return Tries.objects.filter(expires_at__lte=now)


def _give_back(request: HttpRequest, tag: str, *, right: bool) -> None:
    counted = _open_in(request).pop(tag, None)
    if counted is None:
        return
    now = timezone.now()
    with transaction.atomic():
        rows = _locked(counted, now)
        place, everybody = _counts(rows, counted)
        give_back(place, everybody, right=right, now=now)
        _store(rows, counted, place, everybody)


def _counted_at(request: HttpRequest, tag: str, kind: Kind) -> _Counted:
    if kind in OF_ACCOUNT:
        return _Counted(kind, try_tags(tag, [f"{kind} account"])[0], None)
    here = place_of(request, tag)
    place, everybody = try_tags(tag, [f"{kind} {here.name}", f"{kind} everybody"])
    return _Counted(kind, place, None if here.known else everybody)


def _locked(counted: _Counted, now: datetime) -> dict[str, Tries]:
    """The rows, made if need be, held until the transaction ends; in one order: nobody waits in a ring."""
    kept = now + LIMITS[counted.kind].forgotten
    tags = sorted(counted.tags)
    Tries.objects.bulk_create([Tries(tag=one, expires_at=kept) for one in tags], ignore_conflicts=True)
    return {row.tag: row for row in Tries.objects.select_for_update().filter(pk__in=tags).order_by("tag")}


def _counts(rows: dict[str, Tries], counted: _Counted) -> tuple[Count, Count | None]:
    found = [Count(row.failures, row.seen_at, row.turn_at) for row in (rows[one] for one in counted.tags)]
    return found[0], (found[1] if len(found) > 1 else None)


def _store(rows: dict[str, Tries], counted: _Counted, *counts: Count | None) -> None:
    kept = LIMITS[counted.kind].forgotten
    for tag, count in zip(counted.tags, (one for one in counts if one is not None), strict=True):
        row = rows[tag]
        row.failures, row.seen_at, row.turn_at = count.failures, count.seen_at, count.turn_at
        row.expires_at = max(moment for moment in (count.seen_at, count.turn_at) if moment) + kept
    Tries.objects.bulk_update(rows.values(), ["failures", "seen_at", "turn_at", "expires_at"])


def _whole_seconds(answer: Answer) -> int:
    """Rounded up: whoever comes back then is not early."""
    return max(1, -(-answer.wait // timedelta(seconds=1)))


def _open_in(request: HttpRequest) -> dict[str, _Counted]:
    """The tries of this request that were let through and not yet judged."""
    found: dict[str, _Counted] = request.__dict__.setdefault("counted_tries", {})
    return found
