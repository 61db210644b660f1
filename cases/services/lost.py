"""After a backup was put back: cases whose key epoch was destroyed since are rows that nothing opens.

They were erased, or their text was, after the backup was made; the key file knows, and the trail says
under which of its keys each epoch is: no column is believed. Such rows would stop every count, so they are
taken out, and the trail says which.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from advisory.sealing import cipher, seals
from advisory.sealing.errors import SealError
from advisory.sealing.keys import keyring
from advisory.sealing.opener import copying_unopened, stored_bytes
from advisory.sealing.uses import uses_of
from advisory.services.epochs_told import nothing_is_missing, told
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases import seal
from cases.models.case import Case
from cases.services import case_name_rows, matter_rows, segments
from cases.services.erasure import erase_texts
from cases.services.unattended import changing_unattended

# The word for it in the trail.
LOST = "epoch-destroyed"


def lost_cases() -> list[uuid.UUID]:
    """Those with facts, keys or a seal under an epoch that is known here and was destroyed.

    Raises EpochLost where the trail does not hold.
    """
    gone = destroyed_epochs()
    # Asked of the database first: it is seldom that there is one.
    if not any(uses_of(epoch) for epoch in gone):
        return []
    nothing_is_missing()
    rows = Case.unscoped.prefetch_related("keys", "persons", "inquiries", "events")
    rows = rows.order_by("opened_at", "pk")
    return [case.pk for case in rows.iterator(chunk_size=500) if gone.intersection(_epochs(case))]


def destroyed_epochs() -> set[int]:
    """Raises EpochLost where the trail does not hold."""
    return told().gone(keyring())


def take_out(*, actor: Actor, case_id: uuid.UUID) -> bool:
    """Delete the rows of a case that nothing opens, or empty its texts where those alone are lost.

    Whether there was one. The chain of a case that is deleted stays in the trail. Raises SealError where rows
    only say that they are under a destroyed epoch, EpochLost where the trail does not hold.
    """
    with transaction.atomic():
        found = seal.whole(case_id, lock=True)
        gone = destroyed_epochs()
        if found is None or not gone.intersection(_epochs(found.case)):
            return False
        if not gone.intersection(_epochs_of_facts(found.case)):
            _empty(actor, case_id)
            return True
        _must_be_lost(found, gone)
        found.case.delete()
        case_name_rows.erase(case_id)
        matter_rows.erase(case_id, actor=actor)
        segments.forget()
        record.write(Verb.CASE_ERASED, actor=actor, chain=HOUSE, subject=case_id, fields=[LOST])
    return True


def _must_be_lost(found: seal.Whole, gone: set[int]) -> None:
    """Raises SealError. A seal that can be checked must hold: then what the rows say of their epochs is true.

    One that cannot be is older than nothing it binds, for every change seals the case anew.
    """
    epoch = seals.epoch_of(found.case.seal)
    if epoch not in gone:
        seal.must_hold(found)
    elif any(one > epoch and one not in gone for one in _epochs(found.case)):
        place = seal.place(found.case.pk)
        raise SealError("a seal names a destroyed epoch, and its case a newer one", place=place)


def _empty(actor: Actor, case_id: uuid.UUID) -> None:
    """Of a case that holds together and whose key is lost. Raises SealError when it does not hold."""
    with changing_unattended(case_id) as found:
        erase_texts(found, timezone.now())
    record.write(
        Verb.TEXTS_ERASED,
        actor=actor,
        chain=case_id,
        subject=case_id,
        fields=["narrative", LOST],
        revision=found.case.revision,
    )


def _epochs(case: Case) -> Iterator[int]:
    """The epochs that the case's rows name; what names none says nothing here."""
    yield from _epochs_of_facts(case)
    yield from _named(stored_bytes(key.wrapped) for key in case.keys.all())


def _epochs_of_facts(case: Case) -> Iterator[int]:
    with copying_unopened():
        rows: list[Any] = [case, *case.persons.all(), *case.inquiries.all(), *case.events.all()]
        records = [row.facts.record for row in rows]
    yield from _named(records)
    try:
        yield seals.epoch_of(case.seal)
    except SealError:
        return


def _named(records: Iterable[bytes]) -> Iterator[int]:
    for found in records:
        try:
            yield cipher.key_id_of(found)
        except SealError:
            continue
