"""Lets the old part of the trail go, and prints for the archive what went; on PostgreSQL as the owner's role.

Exit status 1 when a chain had to be left as it is; what is not broken went.
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from audit.errors import SummaryBroken
from audit.expiry import KEPT_YEARS, SHORTEST_YEARS, due, years_before
from audit.job_command import JobCommand
from audit.models import Summary
from audit.summaries import opened
from audit.trimming import NotTrimmed, Trimmed, trim


class Command(JobCommand):
    job = "trim_trail"
    help = (
        f"Let entries of the trail go that are older than {KEPT_YEARS} years, and what only they vouch for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--before",
            type=date.fromisoformat,
            help=f"another day, {SHORTEST_YEARS} year ago at the latest: 2031-01-31",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would go")
        parser.add_argument("--summaries", action="store_true", help="print what went in earlier runs")

    def counts(self, options: dict[str, Any]) -> bool:
        return not (options["before"] or options["dry_run"] or options["summaries"])

    def handle(self, *args: Any, before: date | None, dry_run: bool, summaries: bool, **options: Any) -> None:
        if summaries:
            self._print()
            return
        today = timezone.localdate()
        day = before or years_before(today, KEPT_YEARS)
        latest = years_before(today, SHORTEST_YEARS)
        if day > latest:
            raise CommandError(
                f"{day} is too late: whoever did something must be able to be asked about it for "
                f"{SHORTEST_YEARS} year at least, so nothing of {latest} or later goes. "
                f"Without --before, {KEPT_YEARS} years are kept."
            )
        if dry_run:
            found = due(day)
            entries = sum(one.last - one.start for one in found)
            self.stdout.write(f"Before {day}: {entries} entries in {len(found)} chains. Nothing was changed.")
            return
        try:
            trimmed = trim(day, progress=self.stdout.write)
        except NotTrimmed as error:
            raise CommandError(str(error)) from error
        self._say(day, trimmed)

    def _say(self, day: date, trimmed: Trimmed | None) -> None:
        if trimmed is None:
            self.stdout.write(f"Nothing in the trail is older than {day}.")
            return
        gone = trimmed.gone
        self.stdout.write(
            f"Before {day}: {gone.entries} entries of {gone.chains} chains are gone, and with them "
            f"{gone.changes} rows of the change log and {gone.register} of the register's."
        )
        for flaw in trimmed.left:
            self.stderr.write(f"chain {flaw.chain}, entry {flaw.number}: {flaw.reason}")
        if trimmed.left:
            raise CommandError(
                f"{len(trimmed.left)} chain(s) are broken and were left as they are. Run verify_trail."
            )

    def _print(self) -> None:
        """One line of JSON for each run."""
        for row in Summary.objects.order_by("number"):
            try:
                said = asdict(opened(row))
            except SummaryBroken as error:
                raise CommandError(f"{error} Run verify_trail.") from error
            self.stdout.write(json.dumps({"run": row.number, "at": row.at.isoformat(), **said}))
