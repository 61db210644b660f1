"""Writes to the trail which sealed value did not open: where it stands, never what stands there."""

from advisory.sealing.errors import SealError
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def record_broken(error: SealError, *, actor: Actor) -> None:
    """An entry of its own on the actor's chain: the owner (a case), the row and the column.

    Names nothing where the error knows no place, such as a missing key. Raises InTransaction.
    """
    place = error.place
    if place is None:
        record.alone(Verb.SEAL_BROKEN, actor=actor)
        return
    record.alone(
        Verb.SEAL_BROKEN,
        actor=actor,
        subject=place.owner,
        objects=[place.row],
        fields=[f"{place.table}.{place.field}"],
    )
