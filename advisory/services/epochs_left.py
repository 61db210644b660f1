"""An epoch is left when all that is to live on has been moved off it: from then on the days are counted.

The row says so and an entry of the house's chain does; destroying the epoch asks both.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advisory.errors import EpochInUse
from advisory.models import Epoch
from advisory.services.epochs_told import LEFT, NOT_LEFT, Trail, told
from audit import record
from audit.actor import HOUSE, Actor, job
from audit.verbs import Verb

MOVER = job("reencrypt")


def leave(*, actor: Actor, target: int, stuck: set[int]) -> list[int]:
    """Say of the epochs before `target`, but for `stuck`, that nothing that lives on is on them; which."""
    with transaction.atomic():
        rows = Epoch.objects.select_for_update().filter(number__lt=target, destroyed_at=None)
        found = [row for row in rows.order_by("number") if row.number not in stuck]
        trail = told()
        for row in found:
            one = trail.epochs.get(row.number)
            if row.left_at is None or one is None or one.left_at is None:
                row.left_at = timezone.now()
                row.save(update_fields=["left_at"])
                _record(actor, LEFT, row.number)
    return [row.number for row in found]


def let_go(epochs: set[int]) -> None:
    """Within the transaction that moves something off these epochs: they were not left before now."""
    rows = Epoch.objects.select_for_update().filter(number__in=epochs, left_at__isnull=False)
    for row in rows.order_by("number"):
        row.left_at = None
        row.save(update_fields=["left_at"])
        _record(MOVER, NOT_LEFT, row.number)


def window_ends(row: Epoch, trail: Trail) -> datetime:
    """When every backup is gone that was made before the epoch was left. Raises EpochInUse."""
    one = trail.epochs.get(row.number)
    if row.left_at is None or one is None or one.left_at is None:
        raise EpochInUse(f"Epoch {row.number} was never left: move what is to live on to a newer epoch.")
    return max(row.left_at, one.left_at) + timedelta(days=settings.BACKUP_WINDOW_DAYS)


def _record(actor: Actor, word: str, number: int) -> None:
    record.write(Verb.REENCRYPTED, actor=actor, chain=HOUSE, fields=[word, f"epoch-{number}"])
