"""How a job changes a case: under lock and checked like a person's change, and shown to nobody.

A person's change comes through the door, which records who read; a job reads facts to strip them, and
its own entry says what it did.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from advisory.sealing import keys
from cases import seal
from cases.errors import NoSuchCase
from cases.models.case import Case, CaseKey, Lock
from cases.models.facts import CaseFacts
from cases.services.revisions import first_counted, reseal, settle_and_reseal


@contextmanager
def changing_unattended(case_id: uuid.UUID, *, settles: bool = True) -> Iterator[seal.Whole]:
    """The case with all its rows, facts open, texts sealed; afterwards it is one revision on, whom
    each lane awaits is settled, and it is sealed anew.

    `settles` is False for who acts on a case of which nothing may be opened, and touches no lane.
    The caller holds the transaction, saves rows of the case within, and records it with
    `revision=case.revision`. Raises NoSuchCase for one that is not there or was erased, SealError when its
    rows are not those that were sealed together: nothing was written then.
    """
    found = seal.whole(case_id, lock=True)
    if found is None or found.case.erased_at is not None:
        raise NoSuchCase
    seal.must_hold(found)
    case = found.case
    case.lock = Lock()
    case.revision, case.changed_at = case.revision + 1, timezone.now()
    case.uncounted_from = first_counted(found)
    case.save(update_fields=["revision", "changed_at", "uncounted_from"])
    yield found
    if settles:
        settle_and_reseal(case.pk)
    else:
        reseal(case.pk)


@contextmanager
def looking_at(found: seal.Whole) -> Iterator[None]:
    """Facts open on rows that the caller has locked, and still verified anew; sealed anew at their revision.

    For moving them to another key: nothing that a reader sees is different afterwards. Raises SealError.
    """
    seal.must_hold(found)
    found.case.lock = Lock()
    yield
    reseal(found.case.pk)


def give_new_key(found: seal.Whole) -> None:
    """A new key in place of every older one: what was sealed with those is lost, and must be written anew.

    Under the newest epoch; the row itself is new, so that not even a wrap of the old key can be put back.
    """
    case = found.case
    generation = max((one.generation for one in found.keys), default=0) + 1
    CaseKey.objects.filter(case=case).delete()
    key, wrap_id = keys.new_key(), uuid.uuid4()
    epoch, wrapped = keys.wrap_case_key(key, wrap_id=wrap_id, case_id=case.pk)
    CaseKey(id=wrap_id, case=case, generation=generation, epoch=epoch, wrapped=wrapped).save(
        force_insert=True
    )
    case.lock = Lock(text_key=(generation, AESGCM(key)))


def forget_keys(case: Case) -> None:
    """Every wrap of the case's key: from now on nothing opens its texts."""
    CaseKey.objects.filter(case=case).delete()


def facts_of(found: seal.Whole) -> CaseFacts:
    """The facts of a case, for a job that decides by them and shows them to nobody. Raises SealError."""
    seal.must_hold(found)
    found.case.lock = Lock()
    facts: CaseFacts = found.case.facts
    return facts
