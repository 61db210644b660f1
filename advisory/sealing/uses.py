"""What is still sealed under a key epoch: who wants to destroy one asks here first.

Every registered column says in its first bytes which epoch it needs, so the registry is the whole list:
what is not in it does not load, or fails the inventory.
"""

from django.apps import apps
from django.db import models

from advisory.sealing.registry import HAND_SEALED, NOT_UNDER_EPOCHS, SEALED, SEALS, in_use

EPOCH_BYTES = 4
# Where the epoch's number begins, counted from 1 as SQL does: in a sealed record, and in a seal.
IN_RECORD, IN_SEAL = 3, 2


def columns_under_epochs() -> dict[str, int]:
    """Label of every column that needs an epoch's key, and where in it the epoch's number begins.

    A text under its case's key needs none itself; the case's key does.
    """
    fields = {label for label in in_use() if SEALED[label].lock != "case"}
    records = fields | (HAND_SEALED.keys() - NOT_UNDER_EPOCHS)
    return dict.fromkeys(sorted(records), IN_RECORD) | dict.fromkeys(sorted(SEALS), IN_SEAL)


def uses_of(epoch: int) -> dict[str, int]:
    """Column and count of what opens or holds with this epoch's key alone; empty when nothing does."""
    counts = {label: _count(label, at, epoch) for label, at in columns_under_epochs().items()}
    return {label: count for label, count in counts.items() if count}


def _count(label: str, at: int, epoch: int) -> int:
    model, _dot, column = label.rpartition(".")
    number = models.Func(
        models.F(column),
        models.Value(at),
        models.Value(EPOCH_BYTES),
        function="SUBSTR",
        output_field=models.BinaryField(),
    )
    # Not by its manager: some models have none that everybody may use, and this reads no row.
    rows = models.QuerySet(model=apps.get_model(model))
    return rows.alias(number=number).filter(number=epoch.to_bytes(EPOCH_BYTES, "big")).count()
