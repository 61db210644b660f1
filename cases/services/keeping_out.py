"""Somebody named is shut out of one case: she knows whom it concerns, or stands too near.

A colleague at one of the case's posts says so, the coordinator, or she herself; only a coordinator, and
never she, lets her back. From then on the case answers her like one that does not exist.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.rights import Act, roles_that
from advisory.services.holders import coordinators
from advisory.standing import Standing
from audit.verbs import Verb
from cases import access
from cases.errors import KeptOutAlready, MayReadOnly, NoSuchCase, NotForOneself, NotKeptOut
from cases.models.case import Case
from cases.models.grant import CaseUserPermission
from cases.models.ruling import Kind
from cases.services.rulings import (
    ended,
    grants_anew,
    in_force,
    record_ruling,
    ruled,
    tell,
    written,
)
from cases.services.unattended import changing_unattended


def keep_out(*, standing: Standing, case: Case, account_id: uuid.UUID, reason: str) -> None:
    """`case` comes from `access.open_case`; who may only read it says so of herself alone.

    Whatever was changed in the case meanwhile stands in no way. Raises MayReadOnly, NoReasonGiven or
    KeptOutAlready.
    """
    if account_id != standing.account_id and not may_name(standing, case):
        raise MayReadOnly(case.pk)
    _keep_out(standing, case.pk, account_id, reason)


def may_name(standing: Standing, case: Case) -> bool:
    """Whether she shuts others out of a case that was opened for her, not herself alone: who may change it,
    unless her agency was only asked about a part of it, and the coordinator.
    """
    if standing.holds_any(roles_that(Act.COORDINATE)):
        return True
    return access.sight_of(case).is_whole and access.may_change(standing, case)


def keep_out_by_id(*, standing: Standing, case_id: uuid.UUID, account_id: uuid.UUID, reason: str) -> None:
    """For the coordinator, who need not see the case. Raises NoReasonGiven, KeptOutAlready or NoSuchCase."""
    _keep_out(standing, case_id, account_id, reason)


def let_back(*, standing: Standing, case_id: uuid.UUID, account_id: uuid.UUID, reason: str) -> None:
    """For the coordinator, never for herself, and not of a case that she is shut out of.

    Raises NotForOneself, NoReasonGiven, NotKeptOut or NoSuchCase.
    """
    if account_id == standing.account_id:
        raise NotForOneself
    reason = written(reason)
    with transaction.atomic():
        with _changing_with_texts(case_id) as case:
            now = timezone.now()
            if in_force(case, Kind.KEPT_OUT, standing.account_id, now):
                raise NoSuchCase
            rows = in_force(case, Kind.KEPT_OUT, account_id, now)
            if not rows:
                raise NotKeptOut
            for row in rows:
                ended(row, by=standing.account_id, now=now, reason=reason)
            case.kept_out -= len(rows)
            grants_anew(case)
        objects = [*(row.pk for row in rows), account_id]
        record_ruling(Verb.CASE_LET_BACK, actor=standing.actor, case=case, objects=objects)


def _keep_out(standing: Standing, case_id: uuid.UUID, account_id: uuid.UUID, reason: str) -> None:
    reason = written(reason)
    with transaction.atomic():
        with _changing_with_texts(case_id) as case:
            # Of the moment that the case is hers: what another did while she waited for it began before.
            now = timezone.now()
            row = _shut_out(case, standing, account_id, reason, now)
        record_ruling(Verb.CASE_KEPT_OUT, actor=standing.actor, case=case, objects=[row, account_id])
        others = [one for one in coordinators(now) if one.pk != standing.account_id]
        tell(others, now)


@contextmanager
def _changing_with_texts(case_id: uuid.UUID) -> Iterator[Case]:
    """As `changing_unattended`, with the case's key, for a reason is a text of the case. Nothing is shown."""
    with changing_unattended(case_id) as found:
        access.unlocked_anew(found.case, found)
        yield found.case


def _shut_out(case: Case, standing: Standing, account_id: uuid.UUID, reason: str, now: datetime) -> uuid.UUID:
    """The ruling's id. Whatever let her in by name is over. Raises KeptOutAlready."""
    if in_force(case, Kind.KEPT_OUT, account_id, now):
        raise KeptOutAlready
    row = ruled(case, Kind.KEPT_OUT, by=standing.account_id, now=now, reason=reason, account=account_id)
    for let_in in in_force(case, Kind.LET_IN, account_id, now):
        ended(let_in, by=standing.account_id, now=now)
    CaseUserPermission.objects.filter(content_object=case, user=account_id).delete()
    case.kept_out += 1
    grants_anew(case)
    return row.pk
