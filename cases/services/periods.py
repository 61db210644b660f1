"""How long cases are kept, as the privacy officer last decided, with her reason; each is in the trail."""

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from audit import record
from audit.actor import HOUSE
from audit.verbs import Verb
from cases.errors import Refusal
from cases.models.retention import RetentionPeriod
from cases.retention import BOUNDS, Periods

REASON_LENGTH = 500


class PeriodOutOfBounds(Refusal):
    sentence = _("This is shorter or longer than cases may be kept.")
    field = "months"


class NoReason(Refusal):
    sentence = _("Write why.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class Decision:
    key: str
    months: int
    reason: str
    since: datetime
    account_id: uuid.UUID


def decisions() -> list[Decision]:
    """Every one there was, newest first. Raises SealError for one that was altered."""
    found = []
    for row in RetentionPeriod.objects.order_by("-since", "-pk"):
        said = json.loads(row.said)
        since = datetime.fromisoformat(said["since"])
        found.append(Decision(said["key"], said["months"], said["reason"], since, row.account_id))
    return found


def periods(at: datetime | None = None) -> Periods:
    """Those in force at that moment, default now; what nobody decided is as the design has it."""
    at = at or timezone.now()
    decided = {one.key: one.months for one in reversed(decisions()) if one.since <= at}
    return replace(Periods(), **decided)


def decide_period(*, standing: Standing, key: str, months: int, reason: str) -> None:
    """From now on cases are kept so many months. Nothing marked before is erased earlier by it.

    Raises PeriodOutOfBounds or NoReason.
    """
    least, most = BOUNDS[key]
    if not least <= months <= most:
        raise PeriodOutOfBounds
    if not reason.strip():
        raise NoReason
    now = timezone.now()
    said = {"key": key, "months": months, "reason": reason.strip()[:REASON_LENGTH], "since": now.isoformat()}
    with transaction.atomic():
        row = RetentionPeriod(account_id=standing.account_id, since=now, said=json.dumps(said))
        row.save(force_insert=True)
        record.write(
            Verb.PERIOD_CHANGED,
            actor=standing.actor,
            chain=HOUSE,
            objects=[row.pk],
            fields=[key, f"months-{months}"],
        )
