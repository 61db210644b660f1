"""After a backup was put back: cases whose key epoch was destroyed since are rows that nothing opens.

They were erased, or their text was, after the backup was made; the key file knows. Such rows would stop every
count, so they are taken out, and the trail says which.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction

from advisory.models import Epoch
from advisory.sealing import cipher, seals
from advisory.sealing.errors import SealError
from advisory.sealing.keys import keyring
from advisory.sealing.opener import copying_unopened, stored_bytes
from advisory.services.epochs import living
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases.models.case import Case


def lost_cases() -> list[uuid.UUID]:
    """Those with facts, keys or a seal under an epoch that is known here and was destroyed."""
    gone = destroyed_epochs()
    if not gone:
        return []
    rows = Case.unscoped.prefetch_related("keys").order_by("opened_at", "pk")
    return [case.pk for case in rows.iterator(chunk_size=500) if gone.intersection(_epochs(case))]


def destroyed_epochs() -> set[int]:
    rows = list(Epoch.objects.all())
    return {row.number for row in rows} - {row.number for row in living(rows, keyring())}


def take_out(*, actor: Actor, case_id: uuid.UUID) -> bool:
    """Delete the rows of a case that nothing opens; whether there was one. Its chain in the trail stays."""
    with transaction.atomic():
        case = Case.unscoped.select_for_update().filter(pk=case_id).first()
        if case is None or not destroyed_epochs().intersection(_epochs(case)):
            return False
        case.delete()
        record.write(Verb.CASE_ERASED, actor=actor, chain=HOUSE, subject=case_id, fields=["epoch-destroyed"])
    return True


def _epochs(case: Case) -> Iterable[int]:
    """The epochs that the case's own row and its keys name; what names none says nothing here."""
    with copying_unopened():
        records = [case.facts.record, *(stored_bytes(key.wrapped) for key in case.keys.all())]
    for found in records:
        try:
            yield cipher.key_id_of(found)
        except SealError:
            continue
    try:
        yield seals.epoch_of(case.seal)
    except SealError:
        return
