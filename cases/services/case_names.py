"""Names that people give cases for themselves: sealed, each for the account that gave it and nobody else.

A name says nothing to anybody who may not see the case: it is asked for of cases that the door has handed
out, and goes with the texts of its case or with its account.
"""

import json
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases import gate
from cases.errors import Refusal
from cases.models.case import Case
from cases.models.case_name import CaseName
from cases.services.case_name_rows import OwnName, read
from cases.services.matter_sides import hold

# As much as stands in a row of a list.
LONGEST = 40


class NameChangedMeanwhile(Refusal):
    """By herself, in another window. `now` is the name that there is; None when there is none."""

    sentence = _("The name was changed meanwhile, in another window.")
    field = "called"

    def __init__(self, now: OwnName | None) -> None:
        super().__init__()
        self.now = now


class NoNameAnyMore(Refusal):
    sentence = _("The texts of this case are erased. It is given no name any more.")
    field = "called"


def own_name(standing: Standing, case: Case) -> OwnName | None:
    """What she calls a case that was handed out to her. One that was altered is none, and recorded."""
    return next(iter(_opened(standing, _rows(standing).filter(of_case=case.pk))), None)


def own_names(standing: Standing) -> list[OwnName]:
    """All that she has given, also for cases that she may not see any more: the door says which she may."""
    return _opened(standing, _rows(standing))


def put_names(standing: Standing, cases: Iterable[Case]) -> None:
    """Tell the cases that were handed out to her what she calls them. One query, however many."""
    cases = list(cases)
    if not cases:
        return
    found = _opened(standing, _rows(standing).filter(of_case__in={case.pk for case in cases}))
    called = {one.case: one.called for one in found}
    for case in cases:
        case.own_name = called.get(case.pk, "")


def must_have_texts(case: Case) -> None:
    """Raises NoNameAnyMore where a name would be the only text that is left of the case."""
    if not has_texts(case):
        raise NoNameAnyMore


def has_texts(case: Case) -> bool:
    erased, closed = case.texts_erased_at, case.closed_at
    return case.erased_at is None and (erased is None or closed is None or erased < closed)


def call_case(*, standing: Standing, case: Case, seen: uuid.UUID | None, called: str) -> None:
    """Give a case that was opened for her a name, in place of the one with the id `seen`, if there was one.

    Raises NameChangedMeanwhile, NoNameAnyMore; Identifies or GuardDown.
    """
    name = gate.passed(called, field="called", longest=LONGEST)
    with transaction.atomic():
        for held in hold(case.pk):
            must_have_texts(held)
        gone = _taken_out(standing, case, seen)
        said = json.dumps({"called": name, "case": str(case.pk), "account": str(standing.account_id)})
        row = CaseName(account_id=standing.account_id, of_case=case.pk, said=gate.around(said, name))
        row.save(force_insert=True)
        _record(Verb.CASE_NAMED, standing.actor, case.pk, [row.pk, *gone])


def call_no_more(*, standing: Standing, case: Case, seen: uuid.UUID | None) -> None:
    """Take her name for the case away; nothing when there is none. Raises NameChangedMeanwhile."""
    with transaction.atomic():
        hold(case.pk)
        if gone := _taken_out(standing, case, seen):
            _record(Verb.CASE_NAME_REMOVED, standing.actor, case.pk, gone)


def _rows(standing: Standing) -> QuerySet[CaseName]:
    return CaseName.objects.filter(account=standing.account_id)


def _opened(standing: Standing, rows: Iterable[CaseName]) -> list[OwnName]:
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except SealError as error:
            record_broken(error, actor=standing.actor)
    return found


def _taken_out(standing: Standing, case: Case, seen: uuid.UUID | None) -> Sequence[uuid.UUID]:
    """Delete her name for the case, which must be the one that she has seen; its id, if there was one.

    The caller holds the case. Raises NameChangedMeanwhile.
    """
    row = _rows(standing).filter(of_case=case.pk).first()
    try:
        now = read(row) if row is not None else None
    except SealError:
        # She was shown none, and another in its place does away with it.
        now = None
    if seen != (now.id if now else None):
        raise NameChangedMeanwhile(now)
    if row is None:
        return []
    # By its id: Django forgets it in the row that it has deleted.
    gone = row.pk
    row.delete()
    return [gone]


def _record(verb: Verb, actor: Actor, case_id: uuid.UUID, names: Iterable[uuid.UUID]) -> None:
    record.write(verb, actor=actor, chain=case_id, subject=case_id, objects=names)
