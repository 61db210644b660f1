"""How long cases are kept, as the privacy officer last decided, with her reason; each is in the trail.

The decisions are numbered under seal and the trail holds how many there are, so that none is moved, added
or removed by SQL.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.anchors import anchored
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from audit import record
from audit.actor import RETENTION
from audit.verbs import Verb
from cases import gate
from cases.errors import Refusal
from cases.models.retention import RetentionPeriod
from cases.retention import BOUNDS, Periods

REASON_LENGTH = 500
# Where it is wrong when all rows open and they are not all there are.
ALL = Place("cases.RetentionPeriod", RETENTION, "said", RETENTION)


class PeriodOutOfBounds(Refusal):
    sentence = _("This is shorter or longer than cases may be kept.")
    field = "months"


class NoReason(Refusal):
    sentence = _("Write why.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class Decision:
    number: int
    key: str
    months: int
    reason: str
    since: datetime
    account_id: uuid.UUID


def decisions() -> list[Decision]:
    """Every one there was, newest first. Raises SealError when one was altered, added or removed."""
    try:
        return _read()
    except SealError:
        # One may have been made between the two questions: once more, then, with whoever decides kept out.
        with transaction.atomic():
            return _read(lock=True)


def in_force(decided: Sequence[Decision], at: datetime) -> Periods:
    """The periods at that moment by these decisions, newest first; what nobody decided is as designed."""
    return replace(Periods(), **{one.key: one.months for one in reversed(decided) if one.since <= at})


def periods(at: datetime | None = None) -> Periods:
    """Those in force at that moment, default now. Raises SealError. Who asks twice reads `decisions` once."""
    return in_force(decisions(), at or timezone.now())


def decide_period(*, standing: Standing, key: str, months: int, reason: str) -> None:
    """From now on cases are kept so many months. Nothing marked before is erased earlier by it.

    Raises PeriodOutOfBounds, NoReason or what the gate raises; SealError where the decisions before it do
    not hold.
    """
    least, most = BOUNDS[key]
    if not least <= months <= most:
        raise PeriodOutOfBounds
    why = gate.passed(reason, field="reason", longest=REASON_LENGTH)
    if not why:
        raise NoReason
    with transaction.atomic():
        # Of two first ones at once the second finds no chain to wait for; the database then refuses it.
        number, now = len(_read(lock=True)) + 1, timezone.now()
        said = {
            "number": number,
            "key": key,
            "months": months,
            "reason": why,
            "since": now.isoformat(),
        }
        row = RetentionPeriod(account_id=standing.account_id, said=gate.around(json.dumps(said), why))
        row.save(force_insert=True)
        record.write(
            Verb.PERIOD_CHANGED,
            actor=standing.actor,
            chain=RETENTION,
            objects=[row.pk],
            fields=[key, f"months-{months}"],
            revision=number,
        )


def _read(*, lock: bool = False) -> list[Decision]:
    count = anchored(RETENTION, place=ALL, lock=lock) or 0
    found = sorted(map(_opened, RetentionPeriod.objects.all()), key=lambda one: one.number, reverse=True)
    if [one.number for one in found] != list(range(count, 0, -1)):
        raise SealError("these are not all the decisions on how long cases are kept", place=ALL)
    return found


def _opened(row: RetentionPeriod) -> Decision:
    said = json.loads(row.said)
    since = datetime.fromisoformat(said["since"])
    return Decision(said["number"], said["key"], said["months"], said["reason"], since, row.account_id)
