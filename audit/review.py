"""Reading the trail for people: one week of it, one actor's part of a week, all about one case.

Plain ids, verbs and times; whose they are is for the layer above, and so is recording who asked.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet

from audit.models import Entry
from audit.verbs import Verb

# What the review counts reading by.
READING = (Verb.CASE_READ, Verb.CASES_LISTED)
# Tried, and not let in, is told to the privacy officer; to a case's own people only who did see it.
ABOUT = (Verb.TRAIL_READ,)
TRIED = (Verb.ACCESS_REFUSED, Verb.SEAL_BROKEN)

# The place of an entry in the order newest first: its time, and its own key where two share one.
Place = tuple[datetime, uuid.UUID, int]


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry without its seals."""

    chain: uuid.UUID
    number: int
    at: datetime
    verb: str
    actor: uuid.UUID
    job: str
    subject: uuid.UUID | None
    objects: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def place(self) -> Place:
        return self.at, self.chain, self.number


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of entries, newest first, and where the next begins."""

    entries: list[Entry]
    after: Place | None


def between(start: datetime, end: datetime, *, verbs: Iterable[Verb] | None = None) -> Iterator[Happened]:
    """Everything from `start` until before `end`, oldest first. One query, by the index on time."""
    found = Entry.objects.filter(at__gte=start, at__lt=end)
    if verbs is not None:
        found = found.filter(verb__in=[verb.value for verb in verbs])
    columns = ("chain", "number", "at", "verb", "actor", "job", "subject", "objects_named", "fields")
    for row in found.order_by("at", "chain", "number").values(*columns).iterator(5000):
        objects, fields = row.pop("objects_named").split(), row.pop("fields").split()
        yield Happened(**row, objects=tuple(objects), fields=tuple(fields))


def of_actor(
    actor: uuid.UUID, start: datetime, end: datetime, *, after: Place | None = None, size: int
) -> Sheet:
    """What one actor did in that time, newest first. One query."""
    found = Entry.objects.filter(actor=actor, at__gte=start, at__lt=end)
    return _sheet([found], after, size)


def how_often(actor: uuid.UUID, verb: Verb, *, since: datetime) -> int:
    """How many entries of this verb stand on the actor's own chain since then. One query."""
    return Entry.objects.filter(chain=actor, verb=verb.value, at__gt=since).count()


def of_case(case: uuid.UUID, *, after: Place | None = None, size: int, tried: bool = False) -> Sheet:
    """The case's own chain, the lists that showed it, and who looked here; newest first. Four queries.

    A list names its cases in a text, which no index helps with, so only entries since the case's
    first one are looked through; a case without a chain was in no list. `tried` adds who was refused.
    """
    first = Entry.objects.filter(chain=case).order_by("number").values_list("at", flat=True).first()
    about = ABOUT + TRIED if tried else ABOUT
    sources = [
        Entry.objects.filter(chain=case),
        Entry.objects.filter(subject=case, verb__in=[verb.value for verb in about]).exclude(chain=case),
    ]
    if first is not None:
        listed = Entry.objects.filter(verb=Verb.CASES_LISTED.value, at__gte=first)
        sources.append(listed.filter(objects_named__contains=str(case)))
    return _sheet(sources, after, size)


def _sheet(sources: list[QuerySet[Entry]], after: Place | None, size: int) -> Sheet:
    """The newest of all sources past `after`; each is asked for one more than a page."""
    newest = [
        list(_past(source, after).order_by("-at", "-chain", "-number")[: size + 1]) for source in sources
    ]
    found = list(islice(merge(*newest, key=_place, reverse=True), size + 1))
    return Sheet(found[:size], _place(found[size - 1]) if len(found) > size else None)


def _past(source: QuerySet[Entry], after: Place | None) -> QuerySet[Entry]:
    if after is None:
        return source
    at, chain, number = after
    same_time = Q(at=at) & (Q(chain__lt=chain) | Q(chain=chain, number__lt=number))
    # The first condition is what the index on time understands.
    return source.filter(Q(at__lt=at) | same_time, at__lte=at)


def _place(entry: Entry) -> Place:
    return entry.at, entry.chain, entry.number
