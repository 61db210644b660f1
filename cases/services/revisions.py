"""How a stored case is changed: under lock, from rows that hold together, to rows that are sealed together.

Checked before anything is written, for sealing anew what somebody else had put there would make it ours.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from cases import access, seal
from cases.errors import ChangedMeanwhile
from cases.models.case import NEW, Case, Lock
from cases.services.lane_clock import settle


@contextmanager
def changing(case: Case, *, revision: int) -> Iterator[None]:
    """Within it the caller saves rows of `case`; afterwards the case is one revision on, whom each lane
    awaits is settled, and it is sealed anew.

    The caller holds the transaction, and records the change afterwards with `revision=case.revision`.
    `case` was opened by the door; it gets the key it has now, should it have been sealed anew meanwhile.
    Raises ChangedMeanwhile when the case is no longer at `revision`, SealError when it does not hold:
    nothing was written then.
    """
    found = seal.whole(case.pk, lock=True)
    if found is None or found.case.revision != revision:
        raise ChangedMeanwhile
    seal.must_hold(found)
    access.unlocked_anew(case, found)
    case.revision, case.changed_at = revision + 1, timezone.now()
    # Whoever works on a case that was to be erased is warned anew before it is.
    case.marked_at = None
    case.uncounted_from = first_counted(found)
    case.save(update_fields=["revision", "changed_at", "marked_at", "uncounted_from"])
    yield
    settle_and_reseal(case.pk)
    forget_rows(case)


def first_counted(found: seal.Whole) -> int:
    """The first year in which packed columns may hold the case as it is before it is changed."""
    asked = [inquiry.received_on.year for inquiry in found.inquiries]
    return min([*asked, found.case.uncounted_from or NEW])


def reseal(case_id: uuid.UUID) -> None:
    """Seal the rows as they stand in this transaction, which has locked the case and checked them before."""
    found = seal.whole(case_id)
    if found is None:
        raise ChangedMeanwhile
    seal.seal(found)
    found.case.save(update_fields=["seal"])


def as_it_stands(case_id: uuid.UUID) -> seal.Whole:
    """All rows of a case in this transaction, facts open whatever its reader may see: to decide by.

    Also what posts wrote for themselves; nothing of it is shown to anybody.
    """
    found = seal.whole(case_id)
    if found is None:
        raise ChangedMeanwhile
    found.case.lock = Lock()
    return found


def settle_and_reseal(case_id: uuid.UUID) -> None:
    """The same, once it is written down whom each lane awaits now."""
    found = as_it_stands(case_id)
    if found.case.erased_at is None:
        settle(found.case, found.inquiries, found.events)
    seal.seal(found)
    found.case.save(update_fields=["seal"])


def forget_rows(case: Case) -> None:
    """What was loaded with the case before it was changed is asked for anew."""
    case.__dict__.pop("_prefetched_objects_cache", None)
