"""Binds the change log to the trail: what came since the last time is summed up in one sealed entry.

On PostgreSQL a row may show later than one with a higher number, or its number stay unused. So an entry names
the numbers that were not there (gaps), and a later one those of them that came after all (late).
"""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit import record
from audit.actor import HOUSE, job
from audit.chain import Flaw
from audit.models import ChainHead, Change, Entry
from audit.verbs import Verb

# No transaction lasts this long, so what is not there by then does not come.
OVERLAP = timedelta(minutes=10)
GATHERER = job("witness")
NONE = "-"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one entry says."""

    entry: int
    at: datetime
    first: int
    last: int
    digest: str
    gaps: frozenset[int]
    late: frozenset[int]

    @classmethod
    def of(cls, entry: Entry) -> "Gathered":
        """Raises ValueError for an entry that says something else."""
        first, last, digest, gaps, late = entry.fields.split(" ")
        return cls(entry.number, entry.at, int(first), int(last), digest, _numbers(gaps), _numbers(late))


def gather() -> bool:
    """Sum up what the change log holds beyond the last time; whether there was anything."""
    with transaction.atomic():
        # One at a time: the next entry of the house's chain is this one.
        ChainHead.objects.select_for_update().filter(chain=HOUSE).first()
        before = [Gathered.of(entry) for entry in _entries(since=timezone.now() - OVERLAP)]
        last = before[-1].last if before else 0
        awaited = {id_ for one in before for id_ in one.gaps} - {id_ for one in before for id_ in one.late}
        late = list(Change.objects.filter(pk__in=awaited).order_by("pk")) if awaited else []
        fresh = list(Change.objects.filter(pk__gt=last).order_by("pk"))
        if not late and not fresh:
            return False
        end = fresh[-1].pk if fresh else last
        gaps = set(range(last + 1, end + 1)) - {row.pk for row in fresh}
        total = hashlib.sha256()
        for row in [*late, *fresh]:
            total.update(_said(row))
        said = [str(last + 1), str(end), total.hexdigest(), _ranges(gaps), _ranges(row.pk for row in late)]
        record.write(Verb.CHANGES_GATHERED, actor=GATHERER, chain=HOUSE, fields=said)
    return True


def gathered_flaws() -> Iterator[Flaw]:
    """For every entry whose part of the change log is not what it was."""
    try:
        entries = [Gathered.of(entry) for entry in _entries()]
    except ValueError:
        # The entry was altered, which its own chain tells.
        return
    if not entries:
        return
    ends = [one.last for one in entries]
    claimed = {id_: place for place, one in enumerate(entries) for id_ in one.late}
    totals = [hashlib.sha256() for _ in entries]
    smuggled: dict[int, int] = {}
    for row in Change.objects.filter(pk__lte=ends[-1]).order_by("pk").iterator(chunk_size=5000):
        place = claimed.get(row.pk)
        if place is None:
            place = bisect_left(ends, row.pk)
            if row.pk in entries[place].gaps:
                if entries[-1].at - entries[place].at > OVERLAP:
                    smuggled.setdefault(place, row.pk)
                continue
        totals[place].update(_said(row))
    for place, one in enumerate(entries):
        if place in smuggled:
            yield Flaw(HOUSE, one.entry, f"change {smuggled[place]} was put into the change log afterwards")
        elif totals[place].hexdigest() != one.digest:
            what = f"changes {one.first} to {one.last} of the change log were altered or removed"
            yield Flaw(HOUSE, one.entry, what)


def trimmable(number: int) -> tuple[int, int | None]:
    """(how far the house's chain may go at most, up to which row the change log then goes with it).

    Where one entry stays that claims a row of an earlier one's part as come late, the earlier one stays too.
    """
    found = Entry.objects.filter(chain=HOUSE, verb=Verb.CHANGES_GATHERED)
    while entry := found.filter(number__lte=number).order_by("-number").first():
        gone, staying = Gathered.of(entry), found.filter(number__gt=number).order_by("number")
        near = [*staying[:1], *staying.filter(at__lte=entry.at + 2 * OVERLAP)]
        if all(id_ > gone.last for one in near for id_ in Gathered.of(one).late):
            return number, gone.last
        number = gone.entry - 1
    return number, None


def _entries(*, since: datetime | None = None) -> Iterable[Entry]:
    """All, or those since a moment and one before it, in order."""
    found = Entry.objects.filter(chain=HOUSE, verb=Verb.CHANGES_GATHERED)
    if since is None:
        return found.order_by("number").iterator(chunk_size=1000)
    recent: list[Entry] = []
    for entry in found.order_by("-number").iterator(chunk_size=20):
        recent.append(entry)
        if entry.at < since:
            break
    return reversed(recent)


def _said(row: Change) -> bytes:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([row.pk, at, row.relation, row.what, row.rows]).encode() + b"\n"


def _ranges(numbers: Iterable[int]) -> str:
    """As 3,7-9; a dash for none."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{one}-{two}" if two > one else str(one) for one, two in spans) or NONE


def _numbers(text: str) -> frozenset[int]:
    found: set[int] = set()
    for span in text.split(",") if text != NONE else []:
        first, _dash, last = span.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)
