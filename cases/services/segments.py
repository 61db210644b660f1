"""Packed columns are made from the rows, year by year, where something was changed since they were.

Readers go on meanwhile: columns count once the index names them, and a case is read from its rows until its
mark is taken away, which is after that. Cases that are to be erased stay out, and so in no later backup.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from advisory.sealing.errors import SealError
from advisory.sealing.uses import before_epoch
from audit import record
from audit.actor import SEGMENTS, Actor
from audit.verbs import Verb
from cases.models import Case, Segment
from cases.statistics import rows
from cases.statistics.packed import index as indices
from cases.statistics.packed import stale
from cases.statistics.packed.answers import Answers
from cases.statistics.packed.asked import asked
from cases.statistics.packed.crossed import are_kept
from cases.statistics.packed.crossing import cross_tables
from cases.statistics.packed.index import Index, Year
from cases.statistics.packed.layout import NAMES as COLUMNS
from cases.statistics.packed.layout import packed
from cases.statistics.packed.making import made
from cases.statistics.packed.stored import Stored

CONTENT = "cases.Segment.content"
BATCH = 500
Tell = Callable[[str], None]


class MadeMeanwhile(Exception):
    """Another run made columns anew while this one did."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`number` of the index; the years that were made; those that did not hold before, and whether the index
    did not; how many cases are in the columns now that were not, and how many are read from their rows."""

    number: int
    made: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    lost: bool = False
    taken_in: int = 0
    left: int = 0


def make(
    *,
    actor: Actor,
    everything: bool = False,
    recount: bool = False,
    answers: bool = True,
    tell: Tell = lambda said: None,
) -> Outcome:
    """Make anew what was changed since, or does not hold; `recount` compares all the rest with the rows.

    Without `answers` nothing is kept of what the tables ask, and it is counted from the columns.
    Raises MadeMeanwhile, and SealError when a row does not open.
    """
    began, today = timezone.now(), timezone.localdate()
    number = indices.stands_at()
    index, lost = _index()
    waiting = stale.uncounted()
    stays = {case for case, _since, _revision, to_be_erased in waiting if to_be_erased}
    years = dict(index.years) if index else {}
    broken = stale.broken(years, tell if recount else None)
    wanted = stale.wanted(years, waiting, stays, today) | set(broken)
    if index is None or everything:
        wanted = stale.all_years(today)
    answered = not answers or all(year.answers for year in years.values())
    crossed = all(are_kept(year) for year in years.values())
    coming = [one for one in waiting if one[0] not in stays]
    if index and not wanted and not coming and answered and crossed:
        return Outcome(number, broken=broken, left=len(waiting))
    for year in sorted(wanted):
        tell(f"{year} …")
        years[year] = _store(year, today, stays)
    years = _with_cross_tables(years)
    if answers:
        years = _with_answers(years, today, tell)
    _replace(Index(number + 1, began, years), actor=actor, made=sorted(wanted), broken=broken)
    _take_marks(coming)
    return Outcome(number + 1, sorted(wanted), broken, lost, len(coming), len(stays))


def forget() -> None:
    """Take all columns away, within the caller's transaction: from now on rows are read."""
    Segment.objects.all().delete()


def forget_older(than: datetime) -> None:
    """Take all away if they may still hold what the cases said at that time."""
    index, _lost = _index()
    if index is None or index.made_at <= than:
        forget()


def forget_under_older(epoch: int) -> None:
    """Take all away if something of them is sealed under an epoch before this one."""
    if before_epoch(CONTENT, epoch).exists():
        forget()


def _index() -> tuple[Index | None, bool]:
    """(the index, whether there is one that does not hold)."""
    try:
        return indices.current(), False
    except SealError:
        return None, True


def _store(year: int, today: date, stays: Collection[rows.Id]) -> Year:
    """The columns of a year as rows that no index names yet."""
    found = made(year, today, stays)
    named = _rows({name: packed(column) for name, column in found.columns.items()})
    return Year(named, found.asked, found.newest, found.erased, found.spans, found.later)


def _rows(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Each stored as a row; which one it is."""
    named = {name: Segment(content=content) for name, content in contents.items()}
    Segment.objects.bulk_create(named.values())
    return {name: row.pk.hex for name, row in named.items()}


def _with_cross_tables(years: Mapping[int, Year]) -> dict[int, Year]:
    """Each year with the cross tables that are kept of it, counted from its columns where it has none yet."""
    found, stored = dict(years), Stored(years)
    for number, said in years.items():
        if not are_kept(said):
            columns = {name: row for name, row in said.columns.items() if name in COLUMNS}
            stored.fetch((number, name) for name in columns)
            tables = cross_tables(number, {name: stored.column(number, name) for name in columns})
            found[number] = replace(said, columns=columns | _rows(tables))
    return found


def _with_answers(years: dict[int, Year], today: date, tell: Tell) -> dict[int, Year]:
    """Each year with what the tables ask of it, where that is not kept yet."""
    if not years:
        return years
    tell("what the tables ask …")
    given, seen = asked(years, today)
    found = dict(years)
    for number, answers in given.items():
        row = Segment(content=Answers.dump(answers))
        row.save(force_insert=True)
        found[number] = replace(found[number], answers=row.pk.hex, places=seen)
    return found


def _replace(index: Index, *, actor: Actor, made: Sequence[int], broken: Sequence[int]) -> None:
    """From now on this index counts, and nothing that it does not name is left."""
    with transaction.atomic():
        if (record.anchored(SEGMENTS, lock=True) or 0) != index.number - 1:
            raise MadeMeanwhile
        # The row of the index has the id of its chain.
        Segment.objects.exclude(pk__in=index.rows()).delete()
        Segment(pk=SEGMENTS, content=index.dump()).save(force_insert=True)
        said = [f"year-{year}" for year in made] + [f"broken-{year}" for year in broken]
        record.write(Verb.SEGMENTS_MADE, actor=actor, chain=SEGMENTS, fields=said, revision=index.number)


def _take_marks(cases: stale.Waiting) -> None:
    """Of the cases that are in the columns now, unless they were changed meanwhile."""
    as_bytes = rows.as_bytes()
    in_order = sorted(cases, key=lambda one: one[2])
    for revision, of_revision in groupby(in_order, key=lambda one: one[2]):
        ids = [uuid.UUID(bytes=as_bytes(case)) for case, *_rest in of_revision]
        for first in range(0, len(ids), BATCH):
            those = Case.unscoped.filter(pk__in=ids[first : first + BATCH], revision=revision)
            those.filter(marked_at=None).update(uncounted_from=None)


__all__ = ["MadeMeanwhile", "Outcome", "forget", "forget_older", "make"]
