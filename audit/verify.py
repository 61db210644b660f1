"""Reads the whole trail and says what is wrong with it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from audit import chain as links
from audit.checks import changes_are_logged, no_other_triggers, trail_is_append_only
from audit.expected import anchored_flaws, missing_chains
from audit.gathered import gathered_flaws
from audit.keyring import keyring
from audit.models import ChainHead, Entry, StartMark, Summary
from audit.reading import UNREADABLE, OneByOne, all_at_once
from audit.summaries import summary_flaws
from audit.witness import FileWitness
from audit.witnessed import Comparison
from audit.witnessing import witnesses


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    chains: int
    flaws: list[links.Flaw]
    # What is wrong with the triggers: without them nothing more may come into the trail, whole as it is.
    unprotected: list[str] = field(default_factory=list)
    # What is wrong with the witnesses; how the trail compares with them is among the flaws.
    witness: list[str] = field(default_factory=list)


TABLES = (Entry, ChainHead, StartMark, Summary)


class TrailMissing(Exception):
    """A table of the trail is not there."""


def verify(*, checkpoints: bool = False) -> Verdict:
    """Check every entry, head, chain that must be there and anchored record, and the trail's triggers;
    with `checkpoints` also what the witnesses saw.

    Raises TrailMissing, WitnessError where no witness is named.
    """
    gone = {model._meta.db_table for model in TABLES} - set(connection.introspection.table_names())
    if gone:
        raise TrailMissing(f"No table {' and no table '.join(sorted(gone))}.")
    books = witnesses()[0] if checkpoints else []
    try:
        verdict = _read(all_at_once, books)
    except UNREADABLE:
        # PostgreSQL's columns hold their own kind alone: there it is another fault, and is told as it is.
        if connection.vendor != "sqlite":
            raise
        reader = OneByOne()
        verdict = _read(reader, books)
        first = {flaw.chain: flaw for flaw in reversed(reader.flaws)}
        # What follows an entry that cannot be read is broken only because of it.
        verdict.flaws[:] = [*first.values(), *(flaw for flaw in verdict.flaws if flaw.chain not in first)]
    databases = [connection.alias]
    problems = [
        *trail_is_append_only(None, databases=databases),
        *changes_are_logged(None, databases=databases),
        *no_other_triggers(None, databases=databases),
    ]
    verdict.unprotected.extend(problem.msg for problem in problems)
    return verdict


def _read(rows: Callable[[Any], Iterator[Any]], books: list[FileWitness]) -> Verdict:
    # Before the trail: what the witness saw is there by then.
    witnessed = Comparison(books)
    with _one_moment():
        return _compared(rows, witnessed)


@contextmanager
def _one_moment() -> Iterator[None]:
    """The trail as it stood when the first row was asked for, whatever is appended meanwhile."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not Django's own, which would keep every writer out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _compared(rows: Callable[[Any], Iterator[Any]], witnessed: Comparison) -> Verdict:
    heads = {row.chain: row.head() for row in rows(ChainHead.objects.all())}
    starts = {row.chain: row.head() for row in rows(StartMark.objects.all())}
    for start in starts.values():
        if links.is_sealed(start, keyring(), purpose=links.START_PURPOSE):
            witnessed.trimmed(start)
    counted = 0

    def entries() -> Iterator[links.Link]:
        nonlocal counted
        for entry in rows(Entry.objects.order_by("chain", "number")):
            counted += 1
            link = entry.link()
            witnessed.see(link)
            yield link

    found = list(links.flaws(entries(), heads, keyring(), starts=starts))
    broken = {flaw.chain for flaw in found}
    for chain in missing_chains(set(heads)):
        if chain not in broken:
            found.append(links.Flaw(chain, 1, "the whole chain is missing"))
    found = _first([*found, *witnessed.flaws()])
    found += gathered_flaws()
    found += summary_flaws(starts)
    found += anchored_flaws()
    return Verdict(counted, len(heads), found, witness=witnessed.witness_problems())


def _first(flaws: list[links.Flaw]) -> list[links.Flaw]:
    """Of each chain the flaw that comes first, whether the chain itself shows it or the witness."""
    first: dict[uuid.UUID | str, links.Flaw] = {}
    for flaw in flaws:
        known = first.setdefault(flaw.chain, flaw)
        if isinstance(flaw.number, int) and isinstance(known.number, int) and flaw.number < known.number:
            first[flaw.chain] = flaw
    return list(first.values())
