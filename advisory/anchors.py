"""What the trail says a case or an account has come to: its revision, held by the head of its chain.

A row that was put back whole, with the seal it had then, fits together; the trail has gone on without it.
"""

import uuid

from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit import record
from audit.errors import TrailBroken


def anchored(chain: uuid.UUID, *, place: Place, lock: bool = False) -> int | None:
    """The revision that the head of the chain holds; None for a chain without one.

    `lock` holds it there for this transaction.
    Raises SealError, naming `place`, when the head was altered.
    """
    try:
        return record.anchored(chain, lock=lock)
    except TrailBroken:
        raise SealError("the head of a chain of the trail was altered", place=place) from None


def must_be_without_seals(chain: uuid.UUID) -> None:
    """For what seals rows as they stand. Raises SealError where the trail has a revision of them already."""
    if record.anchored(chain) is not None:
        raise SealError(f"{chain} was sealed before: the register of migrations was altered")
