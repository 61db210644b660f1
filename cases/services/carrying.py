"""A case that is marked for its text alone goes on being counted: its facts move to the newest key epoch.

Re-encryption leaves marked cases behind whole. Without this, destroying the epoch would take the facts of
such a case out of kept backups too, and a backup put back could not be counted. Its key and its text stay.
"""

import uuid

from django.db import transaction

from advisory.sealing import cipher
from advisory.sealing.keys import chest
from advisory.sealing.opener import copying_unopened
from cases import seal
from cases.models.case import Case
from cases.retention import Erasing, announced
from cases.services.erasure import dates_of, seal_facts_anew
from cases.services.periods import periods
from cases.services.unattended import looking_at


def carry_facts(case_id: uuid.UUID) -> bool:
    """Whether there was anything to move. As re-encryption, it changes no revision and writes no entry.

    Raises SealError when the rows are not those that were sealed together.
    """
    with transaction.atomic():
        found = seal.whole(case_id, lock=True)
        if found is None or found.case.marked_at is None or not _is_older(found.case):
            return False
        coming = announced(dates_of(found), found.case.marked_at, periods(found.case.marked_at))
        if coming is None or coming[0] is not Erasing.TEXTS:
            return False
        with looking_at(found):
            seal_facts_anew(found)
        return True


def _is_older(case: Case) -> bool:
    with copying_unopened():
        return cipher.key_id_of(case.facts.record) < chest.current()
