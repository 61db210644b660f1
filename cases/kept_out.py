"""Whether somebody is kept out of a case by name: asked of rows that hold together, never of a row alone."""

import uuid

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from cases import seal
from cases.models.case import Case
from cases.models.ruling import Kind


def is_kept_out(account_id: uuid.UUID, case: Case) -> bool:
    """Of a case whose rulings were loaded and seen to hold with it."""
    return any(
        ruling.account_id == account_id
        for ruling in case.rulings.all()
        if ruling.kind == Kind.KEPT_OUT and ruling.ended_at is None
    )


def is_hidden(standing: Standing, case: Case) -> bool:
    """Whether a list leaves this case out for her: somebody is kept out of it, and it does not hold that she
    is not. Its whole seal is asked then, and what is broken is recorded; there are few such cases.
    """
    if not case.kept_out:
        return False
    found = seal.whole(case.pk)
    try:
        if found is not None:
            seal.must_hold(found)
    except SealError as error:
        record_broken(error, actor=standing.actor)
        return True
    return found is None or is_kept_out(standing.account_id, found.case)
