"""Everything that is sealed under an older key epoch is moved to the newest, beside live traffic.

A batch of cases is read and sealed anew in memory, without any lock; then, in one short transaction, those
that are still what was read are written. The rows themselves are the state: killed at any moment and started
again, it goes on. Marked cases stay behind, so that destroying their epoch takes them out of every backup.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from advisory import reencryption as house
from advisory.circles import sought_later
from advisory.models import Epoch
from advisory.sealing.errors import SealError, UnregisteredSeal
from advisory.sealing.keys import LOOK_AGAIN, chest
from advisory.sealing.registry import SEALED, in_use
from advisory.sealing.uses import before_epoch, columns_under_epochs
from advisory.services.epochs_left import leave
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases import raw_cases, raw_opening, raw_sql
from cases.models import Case
from cases.raw_cases import RawCase
from cases.retention import held
from cases.services import segments
from cases.services.carrying import carry_all
from cases.services.moving import Progress, move_batch, needed_before, stays_behind

# So many that what each round costs by itself is spread, and few enough for a lock of a tenth of a second.
BATCH = 1000
# Whoever begins a change looks for a new epoch where it last did LOOK_AGAIN ago, and a change takes no longer
# than the rest of this.
GRACE = LOOK_AGAIN + 10
# So often everything is looked through; what is being changed each time is left for the next run.
PASSES = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    epoch: int
    cases: int
    rows: int
    behind: int
    # Of those, marked for their text alone: their facts were moved.
    carried: int
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
    raw_sql.keep_pages_at_hand()
    chest.forget()
    target = chest.current()
    record.alone(Verb.REENCRYPTED, actor=actor, chain=HOUSE, fields=["begun", f"epoch-{target}"])
    last = one_pass(target, raw_cases.batches(size), tell)
    cases, rows = last.cases, last.rows
    opened_at = Epoch.objects.get(pk=target).opened_at
    rest = grace - (timezone.now() - opened_at).total_seconds()
    if rest > 0:
        wait(rest)
    for _number in range(PASSES):
        if rest <= 0 and not (last.cases or last.rows or last.again):
            break
        rest = 0
        last = one_pass(target, left_over(target, size), lambda progress: None)
        cases, rows = cases + last.cases, rows + last.rows
    unfinished = bool(last.cases or last.rows or last.again)
    if not unfinished:
        carry_all(marked_cases(), target, last)
    left = [] if unfinished else leave(actor=actor, target=target, stuck=last.stuck)
    said = [f"cases-{cases}", f"rows-{rows}", f"behind-{last.behind}", f"broken-{len(last.broken)}"]
    record.alone(Verb.REENCRYPTED, actor=actor, chain=HOUSE, fields=["ended", f"epoch-{target}", *said])
    return Outcome(target, cases, rows, last.behind, last.carried, last.broken, left, unfinished)


def must_know_every_column() -> None:
    """Raises UnregisteredSeal for a sealed column, or a seal, that would be left behind unseen."""
    texts = {label for label in in_use() if SEALED[label].lock == "case"}
    known = raw_opening.COLUMNS | house.columns() | {segments.CONTENT}
    there = texts | columns_under_epochs().keys()
    if there != known:
        raise UnregisteredSeal(f"Re-encryption does not know {', '.join(sorted(there ^ known))}.")


def one_pass(target: int, batches: Iterable[Sequence[RawCase]], tell: Callable[[Progress], None]) -> Progress:
    """All of the house and these cases are looked at once, and moved where they are under an older epoch.

    Packed columns are not moved but taken away: they hold cases that stay behind.
    """
    progress = Progress()
    segments.forget_under_older(target)
    moved = house.move_house(target)
    progress.rows, progress.broken, progress.stuck = moved.rows, moved.broken, moved.stuck
    with sought_later():
        _move(target, batches, tell, progress)
    return progress


def _move(
    target: int,
    batches: Iterable[Sequence[RawCase]],
    tell: Callable[[Progress], None],
    progress: Progress,
) -> None:
    for batch in batches:
        now = timezone.now()
        older = [(case, epochs) for case in batch if (epochs := needed_before(case, target))]
        moving = [(case, epochs) for case, epochs in older if not stays_behind(case, now)]
        progress.behind += len(older) - len(moving)
        move_batch(moving, target, progress)
        progress.seen += len(batch)
        tell(progress)


def left_over(target: int, size: int) -> Iterator[list[RawCase]]:
    """The cases that something before `target` is still in, found by SQL: few, once all were looked at."""
    ids = {
        case_id
        for label, owner in raw_opening.UNDER_EPOCHS.items()
        for case_id in before_epoch(label, target).values_list(owner, flat=True)
    }
    native = connection.features.has_native_uuid_field
    found = iter(sorted(ids if native else (one.hex for one in ids)))
    while chunk := list(islice(found, size)):
        yield raw_cases.those(chunk)


def count() -> int:
    return Case.unscoped.count()


def marked_cases() -> list[UUID]:
    return list(Case.unscoped.filter(marked_at__isnull=False).order_by("pk").values_list("pk", flat=True))


def count_marked() -> int:
    """Cases that would stay behind now."""
    now = timezone.now()
    marked = Case.unscoped.filter(marked_at__isnull=False)
    return sum(not held(until, now) for until in marked.values_list("held_until", flat=True))
