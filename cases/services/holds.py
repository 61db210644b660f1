"""Erasing is held back until a day, for one of a few reasons, by a case worker or the privacy officer.

A case that is held loses its mark, so it moves with the living when the key epoch changes, and is warned of
anew once it is held no longer.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases import access
from cases.errors import HeldByOthers, NotHeld, NotLater
from cases.models.case import Case
from cases.retention import held
from cases.services.revisions import changing
from cases.services.unattended import changing_unattended

LONGEST = timedelta(days=5 * 366)


class Reason(models.TextChoices):
    """Stored in clear beside the date: it says who may need the case, not what it is about."""

    SUPERVISION = "TILSYN", _("An inspection or supervision")
    COMPLAINT = "KLAGE", _("A complaint")
    CLAIM = "RETTSKRAV", _("A legal claim")
    ASKED = "ONSKE", _("The person concerned asked for it")


def hold_case(*, standing: Standing, case: Case, revision: int, until: date, reason: Reason) -> None:
    """`case` comes from `access.case_to_change`. Raises NotLater, HeldByOthers or ChangedMeanwhile."""
    end = last_moment(until)
    _may_alter(case)
    with transaction.atomic():
        with changing(case, revision=revision):
            _set(case, end, reason)
        _record(Verb.CASE_HELD, standing.actor, case)


def release_case(*, standing: Standing, case: Case, revision: int) -> None:
    """Raises NotHeld, HeldByOthers or ChangedMeanwhile."""
    if case.held_until is None:
        raise NotHeld
    _may_alter(case)
    with transaction.atomic():
        with changing(case, revision=revision):
            _set(case, None, "")
        _record(Verb.CASE_RELEASED, standing.actor, case)


def hold_by_id(*, standing: Standing, case_id: uuid.UUID, until: date, reason: Reason) -> None:
    """For the privacy officer, who sees nothing of the case. Raises NotLater or NoSuchCase."""
    end = last_moment(until)
    with transaction.atomic():
        with changing_unattended(case_id, settles=False) as found:
            _set(found.case, end, reason)
        _record(Verb.CASE_HELD, standing.actor, found.case)


def release_by_id(*, standing: Standing, case_id: uuid.UUID) -> None:
    """Raises NotHeld or NoSuchCase."""
    with transaction.atomic():
        with changing_unattended(case_id, settles=False) as found:
            if found.case.held_until is None:
                raise NotHeld
            _set(found.case, None, "")
        _record(Verb.CASE_RELEASED, standing.actor, found.case)


def may_hold(case: Case) -> bool:
    """Whether who opened this case to change it may hold it back, or let go of that.

    Whose agency was asked about a part of it alone touches no hold that is there: it may be the privacy
    officer's, or another post's.
    """
    return access.sight_of(case).is_whole or not held(case.held_until, timezone.now())


def _may_alter(case: Case) -> None:
    if not may_hold(case):
        raise HeldByOthers


def last_moment(until: date) -> datetime:
    """The end of that day in Oslo. Raises NotLater for one that is over, or too far ahead."""
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise NotLater
    return datetime.combine(until, time(23, 59, 59), timezone.get_default_timezone())


def _set(case: Case, until: datetime | None, reason: str) -> None:
    case.held_until, case.hold_reason, case.marked_at = until, str(reason), None
    case.save(update_fields=["held_until", "hold_reason", "marked_at"])


def _record(verb: Verb, actor: Actor, case: Case) -> None:
    record.write(
        verb,
        actor=actor,
        chain=case.pk,
        subject=case.pk,
        fields=["held_until", "hold_reason"],
        revision=case.revision,
    )
