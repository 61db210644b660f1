"""A batch of cases is moved to a newer key epoch: sealed anew without a lock, written where nothing changed.

What does not hold together is read again under its lock, for it may have been changed while it was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from advisory.sealing.errors import SealError
from advisory.services.epochs_left import let_go
from audit import anchors
from cases import raw_cases, raw_opening, raw_sql
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    Event,
    Inquiry,
    Person,
    Ruling,
)
from cases.models.grant import stored_moment
from cases.raw_cases import RawCase
from cases.resealing import Anew, Resealer
from cases.retention import held


@dataclass(slots=True)
class Progress:
    """Of one pass. `again`: changed while they were moved; `behind`: marked cases, left where they are;
    `carried`: those of them that are marked for their text alone, and whose facts were moved."""

    seen: int = 0
    cases: int = 0
    rows: int = 0
    again: int = 0
    behind: int = 0
    carried: int = 0
    broken: list[SealError] = field(default_factory=list)
    # Epochs that something other than a marked case is still on.
    stuck: set[int] = field(default_factory=set)


def move_batch(cases: Sequence[tuple[RawCase, set[int]]], target: int, progress: Progress) -> None:
    """Seal these anew in memory, then write those that nobody has changed since they were read.

    Each with the epochs that it is on, as `needed_before` tells.
    """
    if not cases:
        return
    ready, suspect = _sealed(cases, target)
    if ready:
        written = _write(ready)
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


def _sealed(cases: Sequence[tuple[RawCase, set[int]]], target: int) -> tuple[list[_Ready], list[RawCase]]:
    """(cases with what is to be written, cases that do not hold or do not open)."""
    ids = [_uuid(case.key) for case, _epochs in cases]
    known = anchors.revisions(ids)
    resealer = Resealer(target)
    ready, suspect = [], []
    for (case, epochs), case_id in zip(cases, ids, strict=True):
        anew = Anew()
        try:
            raw_opening.must_hold(case, known.get(case_id))
            raw_opening.grants_must_hold(case)
            resealer.seal(case, raw_opening.opened(case), anew)
        except SealError:
            suspect.append(case)
        else:
            ready.append(_Ready(case, case.row.record("seal"), epochs, anew))
    return ready, suspect


def _write(ready: Sequence[_Ready]) -> int:
    """One transaction: the cases are locked, compared and written; how many were still the same."""
    with transaction.atomic():
        stored = raw_cases.locked([one.case.key for one in ready])
        same = [one for one in ready if stored.get(one.case.key) == one.seal]
        for model, names, part in (
            (Case, ("facts", "seal"), "cases"),
            (CaseKey, ("generation", "epoch", "wrapped"), "keys"),
            (Person, ("facts",), "persons"),
            (Inquiry, ("facts", "narrative"), "inquiries"),
            (Ruling, ("reason", "end_reason"), "rulings"),
            (Event, ("facts", "text"), "events"),
            (CaseGroupPermission, ("seal",), "grants"),
            (CaseUserPermission, ("seal",), "exceptions"),
        ):
            raw_sql.update(model, names, [row for one in same for row in getattr(one.anew, part)])
        old = [key for one in same for key in one.anew.old_keys]
        if old:
            CaseKey.objects.filter(pk__in=[_uuid(key) for key in old]).delete()
        let_go({epoch for one in same for epoch in one.epochs})
    return len(same)


def _look_again(case: RawCase, target: int, progress: Progress) -> None:
    """What did not hold is read once more under its lock: it may have been changed while it was read."""
    with transaction.atomic():
        found = raw_cases.locked_anew(case)
        if found is None:
            return
        try:
            raw_opening.must_hold(found, anchors.revisions([_uuid(case.key)]).get(_uuid(case.key)))
            raw_opening.grants_must_hold(found)
            raw_opening.opened(found)
        except SealError as error:
            error.place = error.place or raw_opening.case_place(found)
            progress.broken.append(error)
            progress.stuck |= needed_before(found, target)
        else:
            progress.again += 1


def needed_before(case: RawCase, target: int) -> set[int]:
    """The epochs before `target` that something of the case is sealed under; 0 for what says none."""
    limit = target.to_bytes(4, "big")
    wraps = [row.record("wrapped")[2:6] for row in case.keys]
    facts = [row.record("facts")[2:6] for row in (case.row, *case.persons, *case.inquiries, *case.events)]
    seals = [row.record("seal")[1:5] for row in (case.row, *case.grants, *case.exceptions)]
    return {int.from_bytes(one, "big") for one in (*wraps, *facts, *seals) if one < limit}


def stays_behind(case: RawCase, now: datetime) -> bool:
    marked, until = case.row["marked_at"], case.row["held_until"]
    return marked is not None and not held(stored_moment(until), now)


def _uuid(key: Any) -> UUID:
    return key if isinstance(key, UUID) else UUID(key)
