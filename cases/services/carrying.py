"""A case that is marked for its text alone goes on being counted: its facts move to the newest key epoch.

Re-encryption leaves marked cases behind whole. Without this, destroying the epoch would take the facts of
such a case out of kept backups too, and a backup put back could not be counted. Its key and its text stay.
So it is done before the epoch is said to be left: no later backup holds the facts under it.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from advisory.sealing import cipher, seals
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.sealing.opener import copying_unopened
from advisory.services.epochs_left import let_go
from cases import seal
from cases.retention import Erasing, announced
from cases.services.erasure import dates_of, seal_facts_anew
from cases.services.moving import Progress
from cases.services.periods import periods
from cases.services.unattended import looking_at


def carry_all(marked: Iterable[uuid.UUID], target: int, progress: Progress) -> None:
    """Those of these cases that are marked for their text alone. What does not hold is named, and stays."""
    for case_id in marked:
        try:
            progress.carried += carry_facts(case_id)
        except SealError as error:
            progress.broken.append(error)
            progress.stuck |= set(range(1, target))


def carry_facts(case_id: uuid.UUID) -> bool:
    """Whether there was anything to move. As re-encryption, it changes no revision and writes no entry.

    Raises SealError when the rows are not those that were sealed together.
    """
    with transaction.atomic():
        found = seal.whole(case_id, lock=True)
        if found is None or found.case.marked_at is None:
            return False
        coming = announced(dates_of(found), found.case.marked_at, periods(found.case.marked_at))
        if coming is None or coming[0] is not Erasing.TEXTS:
            return False
        older = {epoch for epoch in _epochs(found) if epoch < chest.current()}
        if not older:
            return False
        with looking_at(found):
            seal_facts_anew(found)
        let_go(older)
        return True


def _epochs(found: seal.Whole) -> Iterator[int]:
    """Of all but key and text. Raises SealError for what names none."""
    rows: list[Any] = [found.case, *found.persons, *found.inquiries, *found.events]
    with copying_unopened():
        records = [row.facts.record for row in rows]
    yield from map(cipher.key_id_of, records)
    sealed: list[Any] = [found.case, *found.grants, *found.exceptions]
    yield from (seals.epoch_of(one.seal) for one in sealed)
