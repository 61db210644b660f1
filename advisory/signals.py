"""Two things the database must hold to: there is a key epoch, and no account is ever deleted."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from advisory.errors import NeverDeleted
from audit.actor import job


def ensure_epoch(using: str, **kwargs: Any) -> None:
    """After `migrate`: open epoch 1 in a database that has none. Raises KeyringError without a key file."""
    from advisory.models import Epoch
    from advisory.services.epochs import open_epoch

    if using != "default" or Epoch.objects.exists():
        return
    open_epoch(actor=job("migrate"))


@receiver(pre_delete, sender="advisory.Account")
def keep_accounts(**kwargs: Any) -> None:
    """Raises NeverDeleted, for one account and for a whole query alike."""
    raise NeverDeleted("An account is deactivated, never deleted.")
