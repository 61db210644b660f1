"""Everything that is sealed under an older key epoch is moved to the newest, beside live traffic.

A batch of cases is read and sealed anew in memory, without any lock; then, in one short transaction, those
that are still what was read are written. The rows themselves are the state: killed at any moment and started
again, it goes on. Marked cases stay behind, so that destroying their epoch takes them out of every backup.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from advisory import reencryption as house
from advisory.models import Epoch
from advisory.sealing.errors import SealError, UnregisteredSeal
from advisory.sealing.keys import LOOK_AGAIN, chest
from advisory.sealing.registry import SEALED, in_use
from advisory.sealing.uses import columns_under_epochs
from audit import anchors, record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases import raw_cases, raw_sql, resealing
from cases.models import Case, CaseGroupPermission, CaseKey, CaseUserPermission, Inquiry, Person
from cases.raw_cases import RawCase
from cases.resealing import Anew
from cases.retention import held

BATCH = 250
# Other processes notice a new epoch after LOOK_AGAIN, and then end the transaction they are in.
GRACE = LOOK_AGAIN + 10
# So often everything is looked through; what is being changed each time is left for the next run.
PASSES = 10


@dataclass(slots=True)
class Progress:
    """Of one pass. `again`: changed while they were moved; `behind`: marked cases, left where they are."""

    seen: int = 0
    cases: int = 0
    rows: int = 0
    again: int = 0
    behind: int = 0
    broken: list[SealError] = field(default_factory=list)
    # Epochs that something other than a marked case is still on.
    stuck: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outcome:
    epoch: int
    cases: int
    rows: int
    behind: int
    broken: list[SealError]
    # Epochs that hold nothing any more but marked cases.
    left: list[int]
    # Something was being changed in every pass: run it again.
    unfinished: bool


def reencrypt(
    *,
    actor: Actor,
    size: int = BATCH,
    grace: float = GRACE,
    tell: Callable[[Progress], None] = lambda progress: None,
    wait: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Move everything but marked cases to the newest epoch. Raises UnregisteredSeal for a column not known.

    What does not hold together, or does not open, is left as it is and named in `broken`.
    """
    must_know_every_column()
    chest.forget()
    target = chest.current()
    record.alone(Verb.REENCRYPTED, actor=actor, chain=HOUSE, fields=["begun", f"epoch-{target}"])
    last = one_pass(target, size, tell)
    cases, rows = last.cases, last.rows
    opened_at = Epoch.objects.get(pk=target).opened_at
    rest = grace - (timezone.now() - opened_at).total_seconds()
    if rest > 0:
        wait(rest)
    for _number in range(PASSES):
        if rest <= 0 and not (last.cases or last.rows or last.again):
            break
        rest = 0
        last = one_pass(target, size, tell)
        cases, rows = cases + last.cases, rows + last.rows
    unfinished = bool(last.cases or last.rows or last.again)
    left = [] if unfinished else leave(target, last.stuck)
    said = [f"cases-{cases}", f"rows-{rows}", f"behind-{last.behind}", f"broken-{len(last.broken)}"]
    record.alone(Verb.REENCRYPTED, actor=actor, chain=HOUSE, fields=["ended", f"epoch-{target}", *said])
    return Outcome(target, cases, rows, last.behind, last.broken, left, unfinished)


def must_know_every_column() -> None:
    """Raises UnregisteredSeal for a sealed column, or a seal, that would be left behind unseen."""
    texts = {label for label in in_use() if SEALED[label].lock == "case"}
    there, known = texts | columns_under_epochs().keys(), resealing.COLUMNS | house.columns()
    if there != known:
        raise UnregisteredSeal(f"Re-encryption does not know {', '.join(sorted(there ^ known))}.")


def one_pass(target: int, size: int, tell: Callable[[Progress], None]) -> Progress:
    """Everything there is is looked at once, and moved where it is under an older epoch."""
    progress = Progress()
    moved = house.move_house(target)
    progress.rows, progress.broken, progress.stuck = moved.rows, moved.broken, moved.stuck
    for batch in raw_cases.batches(size):
        now = timezone.now()
        older = [case for case in batch if needed_before(case, target)]
        staying = [case for case in older if _stays_behind(case, now)]
        progress.behind += len(staying)
        left = {id(case) for case in staying}
        move_batch([case for case in older if id(case) not in left], target, progress)
        progress.seen += len(batch)
        tell(progress)
    return progress


def leave(target: int, stuck: set[int]) -> list[int]:
    """Say of the older epochs that only marked cases are on them any more; the days are counted from here."""
    with transaction.atomic():
        rows = Epoch.objects.select_for_update().filter(number__lt=target, destroyed_at=None)
        found = [row for row in rows.order_by("number") if row.number not in stuck]
        for row in found:
            if row.left_at is None:
                row.left_at = timezone.now()
                row.save(update_fields=["left_at"])
    return [row.number for row in found]


# -- one batch ---------------------------------------------------------------------------------------


def move_batch(cases: Sequence[RawCase], target: int, progress: Progress) -> None:
    """Seal these anew in memory, then write those that nobody has changed since they were read."""
    if not cases:
        return
    ready, suspect = _sealed(cases, target)
    if ready:
        written = _write(ready, target)
        progress.cases += written
        progress.again += len(ready) - written
    for case in suspect:
        _look_again(case, target, progress)


@dataclass(slots=True)
class _Ready:
    case: RawCase
    # As it was read: every change of a case seals it anew, so this tells whether there was one.
    seal: bytes
    epochs: set[int]
    anew: Anew


def _sealed(cases: Sequence[RawCase], target: int) -> tuple[list[_Ready], list[RawCase]]:
    """(cases with what is to be written, cases that do not hold or do not open)."""
    known = anchors.revisions(_uuid(case.key) for case in cases)
    resealer = resealing.Resealer(target)
    ready, suspect = [], []
    for case in cases:
        epochs, anew = needed_before(case, target), Anew()
        try:
            resealing.must_hold(case, known.get(_uuid(case.key)))
            resealing.grants_must_hold(case)
            resealer.seal(case, resealing.opened(case), anew)
        except SealError:
            suspect.append(case)
        else:
            ready.append(_Ready(case, case.row.record("seal"), epochs, anew))
    return ready, suspect


def _write(ready: Sequence[_Ready], target: int) -> int:
    """One transaction: the cases are locked, compared and written; how many were still the same."""
    with transaction.atomic():
        stored = raw_cases.locked([one.case.key for one in ready])
        same = [one for one in ready if stored.get(one.case.key) == one.seal]
        for model, names, part in (
            (Case, ("facts", "seal"), "cases"),
            (CaseKey, ("generation", "epoch", "wrapped"), "keys"),
            (Person, ("facts",), "persons"),
            (Inquiry, ("facts", "narrative"), "inquiries"),
            (CaseGroupPermission, ("seal",), "grants"),
            (CaseUserPermission, ("seal",), "exceptions"),
        ):
            raw_sql.update(model, names, [row for one in same for row in getattr(one.anew, part)])
        old = [key for one in same for key in one.anew.old_keys]
        if old:
            CaseKey.objects.filter(pk__in=[_uuid(key) for key in old]).delete()
        house.let_go({epoch for one in same for epoch in one.epochs})
    return len(same)


def _look_again(case: RawCase, target: int, progress: Progress) -> None:
    """What did not hold is read once more under its lock: it may have been changed while it was read."""
    with transaction.atomic():
        found = raw_cases.locked_anew(case)
        if found is None:
            return
        try:
            resealing.must_hold(found, anchors.revisions([_uuid(case.key)]).get(_uuid(case.key)))
            resealing.grants_must_hold(found)
            resealing.opened(found)
        except SealError as error:
            error.place = error.place or resealing.case_place(found)
            progress.broken.append(error)
            progress.stuck |= needed_before(found, target)
        else:
            progress.again += 1


def count() -> int:
    return Case.unscoped.count()


def count_marked() -> int:
    """Cases that would stay behind now."""
    now = timezone.now()
    marked = Case.unscoped.filter(marked_at__isnull=False)
    return sum(not held(until, now) for until in marked.values_list("held_until", flat=True))


# -- what a case needs -------------------------------------------------------------------------------


def needed_before(case: RawCase, target: int) -> set[int]:
    """The epochs before `target` that something of the case is sealed under; 0 for what says none."""
    limit = target.to_bytes(4, "big")
    wraps = [row.record("wrapped")[2:6] for row in case.keys]
    facts = [row.record("facts")[2:6] for row in (case.row, *case.persons, *case.inquiries)]
    seals = [row.record("seal")[1:5] for row in (case.row, *case.grants, *case.exceptions)]
    return {int.from_bytes(one, "big") for one in (*wraps, *facts, *seals) if one < limit}


def _stays_behind(case: RawCase, now: datetime) -> bool:
    marked, until = case.row["marked_at"], case.row["held_until"]
    return marked is not None and not held(_moment(until), now)


def _moment(value: Any) -> datetime | None:
    """SQLite gives a time as the text that Django wrote."""
    if isinstance(value, str):
        found = parse_datetime(value)
        return None if found is None else found.replace(tzinfo=UTC)
    return value  # type: ignore[no-any-return]


def _uuid(key: Any) -> UUID:
    return key if isinstance(key, UUID) else UUID(key)
