"""Two things the database must hold to: there is a key epoch, and no account is ever deleted."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from advisory.errors import NeverDeleted
from advisory.sealing import keys
from audit import record
from audit.actor import HOUSE, job
from audit.verbs import Verb


def ensure_epoch(using: str, **kwargs: Any) -> None:
    """After `migrate`: open epoch 1 in a database that has none. Raises KeyringError without a key file."""
    from advisory.models import Epoch

    if using != "default" or Epoch.objects.exists():
        return
    number = 1
    kek, wrapped = keys.keyring().wrap(keys.new_key(), context=keys.epoch_context(number))
    with transaction.atomic():
        Epoch.objects.create(number=number, kek=kek, wrapped=wrapped, opened_at=timezone.now())
        record.write(Verb.KEYS_CREATED, actor=job("migrate"), chain=HOUSE, fields=[f"epoch-{number}"])
    keys.chest.forget()


@receiver(pre_delete, sender="advisory.Account")
def keep_accounts(**kwargs: Any) -> None:
    """Raises NeverDeleted, for one account and for a whole query alike."""
    raise NeverDeleted("An account is deactivated, never deleted.")
