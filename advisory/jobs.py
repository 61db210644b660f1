"""The jobs that timers run, how long each may be silent, and when each was last heard of.

Every command of the list says so itself (audit/job_command.py). A run that failed is none: a job that fails
for as long as it may be silent shows alike. Only an installation whose settings say JOBS_EXPECTED is unready
by it: a developer's machine has no timers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.job_names import NAMES
from advisory.models import Heartbeat
from audit.job_command import hear_of_jobs

_MINUTES, _HOUR, _NIGHT = _("every few minutes"), _("every half hour"), _("every night")
# A night may fail once without anybody being called for it; twice it may not.
_TWO_NIGHTS = timedelta(hours=50)


@dataclass(frozen=True, slots=True)
class Job:
    """`name` as in advisory/job_names.py; after `silence` without a run that was done it is missed."""

    name: str
    often: Promise
    silence: timedelta

    @property
    def said(self) -> Promise:
        return NAMES[self.name]


JOBS: tuple[Job, ...] = (
    Job("send_letters", _MINUTES, timedelta(hours=1)),
    Job("chase", _MINUTES, timedelta(minutes=30)),
    Job("digest", _HOUR, timedelta(hours=3)),
    Job("witness", _("every minute"), timedelta(minutes=15)),
    Job("verify_trail", _NIGHT, _TWO_NIGHTS),
    Job("verify_seals", _NIGHT, _TWO_NIGHTS),
    Job("scan_texts", _NIGHT, _TWO_NIGHTS),
    Job("segments", _("every hour"), timedelta(hours=6)),
    Job("erase_expired", _NIGHT, _TWO_NIGHTS),
    Job("clearsessions", _NIGHT, _TWO_NIGHTS),
    Job("trim_trail", _("every month"), timedelta(days=40)),
)
BY_NAME = {job.name: job for job in JOBS}


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a job. `is_missed`: it is expected here and has been silent for too long."""

    job: Job
    since: datetime | None
    done_at: datetime | None
    failed_at: datetime | None
    is_missed: bool

    @property
    def has_failed(self) -> bool:
        """Whether its last run did."""
        return self.failed_at is not None and (self.done_at is None or self.failed_at > self.done_at)


def watch() -> None:
    hear_of_jobs(_hear)


def all_heard(now: datetime) -> list[Heard]:
    """Every job of the list, in its order. One query."""
    rows = {row.job: row for row in Heartbeat.objects.all()}
    return [_heard(job, rows.get(job.name), now) for job in JOBS]


def missed(now: datetime) -> Sequence[Job]:
    """Jobs that are expected here and silent for too long. No query where none is expected."""
    if not settings.JOBS_EXPECTED:
        return ()
    return [one.job for one in all_heard(now) if one.is_missed]


def expect(using: str, **kwargs: Any) -> None:
    """After `migrate`: jobs that this version has begun to run are expected from now on, others no more."""
    tables = connections[using].introspection.table_names()
    if using != "default" or Heartbeat._meta.db_table not in tables:
        return
    Heartbeat.objects.exclude(job__in=BY_NAME).delete()
    known = set(Heartbeat.objects.values_list("job", flat=True))
    now = timezone.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(job=name, expected_since=now) for name in BY_NAME if name not in known]
    )


def _hear(name: str, done: bool) -> None:
    """Raises KeyError for a job that is on no list, DatabaseError."""
    job, now = BY_NAME[name], timezone.now()
    said = {"done_at" if done else "failed_at": now}
    Heartbeat.objects.update_or_create(
        job=job.name, defaults=said, create_defaults={"expected_since": now, **said}
    )


def _heard(job: Job, row: Heartbeat | None, now: datetime) -> Heard:
    if row is None:
        # Since the last `migrate` somebody took it away.
        return Heard(job, None, None, None, settings.JOBS_EXPECTED)
    last = max(row.expected_since, row.done_at or row.expected_since)
    is_missed = settings.JOBS_EXPECTED and now - last > job.silence
    return Heard(job, row.expected_since, row.done_at, row.failed_at, is_missed)
