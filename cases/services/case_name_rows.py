"""Names that people give cases for themselves, as they are kept: what a row says, and what does away with it.

What somebody does with hers stands in cases/services/case_names.py; this is for her and for the jobs.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_save

from advisory.models import Account
from advisory.seal_check import Bad, Found
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.models import Entry
from audit.verbs import Verb
from cases.models.case import Case
from cases.models.case_name import CaseName

# Cases that have texts: never erased, or opened again since.
HAS_TEXTS = Q(erased_at=None) & (
    Q(texts_erased_at=None) | Q(closed_at=None) | Q(texts_erased_at__lt=F("closed_at"))
)


@dataclass(frozen=True, slots=True, repr=False)
class OwnName:
    """Never printed: `called` is for whoever gave it. `id` is another as soon as the name is."""

    id: uuid.UUID
    case: uuid.UUID
    called: str


def read(row: CaseName) -> OwnName:
    """Raises SealError for a row that says something else than what was sealed."""
    said = json.loads(row.said)
    if (said["account"], said["case"]) != (str(row.account_id), str(row.of_case)):
        raise SealError("a name of a case was altered", place=_place(row))
    return OwnName(row.pk, row.of_case, said["called"])


def erase(case_id: uuid.UUID) -> None:
    """Everybody's names for a case whose texts are erased."""
    CaseName.objects.filter(of_case=case_id).delete()


def over(now: datetime) -> QuerySet[CaseName]:
    """Of accounts that are deactivated, and of cases whose texts are gone: for whoever sweeps them.

    They go when that happens; this is for what SQL or a backup that was put back has left.
    """
    there = Case.unscoped.filter(HAS_TEXTS).values("pk")
    return CaseName.objects.filter(Q(account__is_active=False) | ~Q(of_case__in=there))


def watch() -> None:
    """The names of an account go when it is deactivated, in the same transaction."""
    post_save.connect(_leave_with, sender=Account, dispatch_uid="cases.case_names")


def check() -> Iterator[Found]:
    """For verify_seals: each says what was sealed, and none was put back after it was taken away."""
    found, gone = Found(), _taken_away()
    for row in CaseName.objects.order_by("pk"):
        found.tried("own names of cases", partial(read, row), "cases.CaseName", row.pk, "said")
        if row.pk in gone:
            found.bad.append(
                Bad("cases.CaseName", str(row.pk), "said", "a name that was taken away was put back")
            )
    yield found


def _taken_away() -> set[uuid.UUID]:
    """Ids of all names that the trail says were taken away, or had another put in their place."""
    gone: set[uuid.UUID] = set()
    entries = Entry.objects.filter(verb__in=[Verb.CASE_NAMED.value, Verb.CASE_NAME_REMOVED.value])
    for verb, named in entries.values_list("verb", "objects_named").iterator():
        ids = [uuid.UUID(one) for one in named.split()]
        gone.update(ids[1:] if verb == Verb.CASE_NAMED.value else ids)
    return gone


def _leave_with(instance: Account, **kwargs: Any) -> None:
    if not instance.is_active:
        CaseName.objects.filter(account=instance.pk).delete()


def _place(row: CaseName) -> Place:
    return Place("cases.CaseName", row.pk, "said", row.pk)
