"""Break-glass: in an emergency somebody opens a case that is not hers, to read it, for a few hours.

She knows its number, says why, and has just given her second factor. What she asks for is recorded before
it is looked for, and counted, so that numbers cannot be tried; those whose case it is and the privacy
officer are told at once. It ends by itself.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.models import Account
from advisory.rights import Act, roles_that
from advisory.services.holders import accounts_of, holding
from advisory.standing import Standing
from audit import record, review
from audit.verbs import Verb
from cases import access
from cases.errors import MayReadOnly, NoSuchCase, NothingToOpen, TooManyTries
from cases.models.case import Case
from cases.models.grant import CaseUserPermission
from cases.models.ruling import Kind, Ruling, kept_from
from cases.services.rulings import (
    ended,
    grants_anew,
    record_ruling,
    ruled,
    tell,
    who_may_open,
    written,
)
from cases.services.unattended import changing_unattended

OPEN_FOR = timedelta(hours=4)
# An emergency is one case, seldom two; a number is mistyped once or twice.
MOST_A_DAY = 5
# So long it stands on the privacy officer's page.
SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Opening:
    """One emergency opening, by what stands in clear of it."""

    row: Ruling
    holds: bool


def break_glass(*, standing: Standing, case_id: uuid.UUID, reason: str) -> bool:
    """She may read the case until OPEN_FOR from now; False where she may see it anyway, and nothing is done.

    Raises NoReasonGiven before anything is looked for; MayReadOnly for a role without this right;
    TooManyTries; NothingToOpen for a case that there is not, was erased or is shut to her.
    """
    if not standing.holds_any(roles_that(Act.BREAK_GLASS)):
        raise MayReadOnly(case_id)
    reason = written(reason)
    if access.visible_to(standing).filter(pk=case_id).exists():
        return False
    record.alone(Verb.GLASS_ASKED, actor=standing.actor, subject=case_id)
    now = timezone.now()
    # Her own entry is among them, so of many tries at once no more than these get on.
    if review.how_often(standing.account_id, Verb.GLASS_ASKED, since=now - timedelta(days=1)) > MOST_A_DAY:
        raise TooManyTries
    try:
        _let_in(standing, case_id, reason, now)
    except NoSuchCase:
        with transaction.atomic():
            tell(_officers(now), now)
        raise NothingToOpen from None
    return True


def end_opening(*, standing: Standing, case_id: uuid.UUID, ruling_id: uuid.UUID) -> None:
    """It is over now, and nothing when it was over already.

    For the privacy officer, for whoever it let in, and for those who may change the case: the caller has
    asked the door whether she does. Raises NoSuchCase.
    """
    now = timezone.now()
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            rows = [row for row in found.rulings if row.pk == ruling_id and row.kind == Kind.LET_IN]
            if not rows or not rows[0].holds_at(now):
                raise NoSuchCase
            ended(rows[0], by=standing.account_id, now=now)
            CaseUserPermission.objects.filter(content_object=found.case, user=rows[0].account_id).delete()
            grants_anew(found.case)
        objects = [ruling_id, *([rows[0].account_id] if rows[0].account_id else [])]
        record_ruling(Verb.GLASS_ENDED, actor=standing.actor, case=found.case, objects=objects)


def may_end(standing: Standing, case: Case, row: Ruling) -> bool:
    """Of a case that was opened for her."""
    return (
        standing.holds_any(roles_that(Act.TRAIL))
        or row.account_id == standing.account_id
        or access.may_change(standing, case)
    )


def openings(now: datetime) -> list[Opening]:
    """Those of late and those that still hold, newest first, for the privacy officer: who, when and which."""
    rows = Ruling.unscoped.filter(kind=Kind.LET_IN, since__gt=now - SHOWN_FOR).order_by("-since", "pk")
    return [Opening(row, row.holds_at(now)) for row in rows]


def _let_in(standing: Standing, case_id: uuid.UUID, reason: str, now: datetime) -> None:
    """Raises NoSuchCase."""
    if kept_from(standing.account_id).filter(case=case_id).exists():
        raise NoSuchCase
    until = now + OPEN_FOR
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            case = found.case
            access.unlocked_anew(case, found)
            row = ruled(
                case,
                Kind.LET_IN,
                by=standing.account_id,
                now=now,
                reason=reason,
                account=standing.account_id,
                until=until,
            )
            # One that is over may lie there still.
            CaseUserPermission.objects.filter(content_object=case, user=standing.account_id).delete()
            CaseUserPermission(
                user_id=standing.account_id,
                permission_id=access.permission_id("view"),
                content_object=case,
                opened_at=case.opened_at,
                ends_at=until,
            ).save(force_insert=True)
            grants_anew(case)
        record_ruling(
            Verb.GLASS_BROKEN, actor=standing.actor, case=case, objects=[row.pk, standing.account_id]
        )
        tell([*who_may_open(case, now), *_officers(now)], now)


def _officers(now: datetime) -> list[Account]:
    return accounts_of(holding(now, roles=roles_that(Act.TRAIL)))
