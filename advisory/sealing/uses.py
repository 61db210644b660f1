"""What is still sealed under a key epoch: who wants to destroy one asks here first.

Every registered column says in its first bytes which epoch it needs, so the registry is the whole list:
what is not in it does not load, or fails the inventory.
"""

from typing import Any, cast

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
    counts = {label: _count(label, epoch) for label in columns_under_epochs()}
    return {label: count for label, count in counts.items() if count}


def before_epoch(label: str, epoch: int) -> models.QuerySet[Any]:
    """The rows whose column needs an epoch before this one."""
    return _numbered(label).filter(needed__lt=_number(epoch))


def _count(label: str, epoch: int) -> int:
    return int(_numbered(label).filter(needed=_number(epoch)).count())


def _number(epoch: int) -> bytes:
    return epoch.to_bytes(EPOCH_BYTES, "big")


def _numbered(label: str) -> models.QuerySet[Any]:
    """Its table's rows, with the bytes that say which epoch the column needs as `needed`."""
    model, _dot, column = label.rpartition(".")
    needed = models.Func(
        models.F(column),
        models.Value(columns_under_epochs()[label]),
        models.Value(EPOCH_BYTES),
        function="SUBSTR",
        output_field=models.BinaryField(),
    )
    # Not by its manager: some models have none that everybody may use, and this opens no row.
    rows: models.QuerySet[Any] = models.QuerySet(model=apps.get_model(model))
    return cast(models.QuerySet[Any], rows.alias(needed=needed))
