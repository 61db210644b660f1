"""What goes by age alone, without a warning: drafts, sessions, invitations, letters sent, failed tries.

One entry a relation: what is due and how it is deleted, so that the dry run counts what the run deletes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import QuerySet

from advisory import invitation_links, sessions, throttling
from advisory.models import Letter
from advisory.services.outbox import sent_before
from cases.services import case_name_rows, drafts, library_sweep, matter_codes, rule_drafts

# Failed log-ins, after the cool-off in which they count: long enough to look into an attack.
TRIES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sweep:
    label: str
    due: Callable[[datetime], QuerySet[Any]]


def _letters(now: datetime) -> QuerySet[Any]:
    return Letter.objects.filter(sent_before(now))


def _tries(now: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = AccessAttempt.objects.filter(
        attempt_time__lt=now - TRIES_KEPT - (get_cool_off() or timedelta())
    )
    return found


SWEEPS = (
    Sweep("cases.Draft", drafts.over),
    Sweep("cases.RuleDraft", rule_drafts.over),
    Sweep("cases.MatterCode", matter_codes.over),
    Sweep("cases.CaseName", case_name_rows.over),
    Sweep("advisory.StoredSession", sessions.over),
    Sweep("advisory.Invitation", invitation_links.gone_by),
    Sweep("advisory.Letter", _letters),
    Sweep("axes.AccessAttempt", _tries),
    Sweep("advisory.Tries", throttling.over),
)


# Emptied and not deleted: that no row was taken away must show.
EMPTIED = "cases.Advice"


def counts(now: datetime) -> dict[str, int]:
    due = {sweep.label: sweep.due(now).count() for sweep in SWEEPS}
    return due | {EMPTIED: library_sweep.count_over(now)}


def sweep_all(now: datetime) -> dict[str, int]:
    """Delete what is due; how many rows of each relation, without those that went along."""
    done = {}
    for sweep in SWEEPS:
        _all, by_label = sweep.due(now).delete()
        done[sweep.label] = by_label.get(sweep.label, 0)
    return done | {EMPTIED: library_sweep.erase_over(now)}
