"""Moves everything that is sealed to the newest key epoch, but for marked cases, which stay behind alone.

May be run beside the service, stopped at any moment and run again: it goes on where it was. Open the epoch
first (rotate_keys --new-epoch). Exit status 1 when something could not be moved.
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisory.errors import EpochLost
from advisory.models import Epoch
from advisory.sealing.keys import chest
from advisory.sealing.uses import uses_of
from audit.actor import job
from cases.services import reencryption
from cases.services.moving import Progress
from cases.services.reencryption import reencrypt

ACTOR = job("reencrypt")
# Seconds between two lines of progress.
EVERY = 5.0


class Command(BaseCommand):
    help = "Move everything that is sealed under older key epochs to the newest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=reencryption.BATCH, help="cases a transaction")
        parser.add_argument("--dry-run", action="store_true", help="say what is under which older epoch")
        parser.add_argument(
            "--grace",
            type=float,
            default=reencryption.GRACE,
            help="seconds after an epoch was opened in which other processes may not know it yet",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["batch"] <= 2000:
            raise CommandError("--batch must be between 1 and 2000.")
        if options["dry_run"]:
            self._say_what_is_there()
            return
        self.began = self.said = time.monotonic()
        self.whole = reencryption.count()
        try:
            outcome = reencrypt(
                actor=ACTOR, size=options["batch"], grace=options["grace"], tell=self._tell, wait=self._wait
            )
        except EpochLost as lost:
            raise CommandError(str(lost)) from lost
        self.stdout.write(
            f"Moved to epoch {outcome.epoch}: {outcome.cases} cases, {outcome.rows} other rows. "
            f"{outcome.behind} marked cases stay behind."
        )
        if outcome.carried:
            self.stdout.write(f"Marked for the text alone, facts moved too: {outcome.carried}.")
        for number in outcome.left:
            self.stdout.write(f"Epoch {number}: nothing but marked cases is on it any more.")
        for error in outcome.broken:
            place = error.place
            where = f"{place.table} {place.row} {place.field}" if place else "?"
            self.stderr.write(f"{where}: {error}")
        if outcome.broken:
            raise CommandError(f"{len(outcome.broken)} could not be moved and were left as they are.")
        if outcome.unfinished:
            raise CommandError("Something was being changed all the time. Run it again.")

    def _say_what_is_there(self) -> None:
        newest = chest.current()
        for epoch in Epoch.objects.filter(number__lt=newest, destroyed_at=None).order_by("number"):
            used = uses_of(epoch.number)
            self.stdout.write(f"Epoch {epoch.number}:{'' if used else ' nothing'}")
            for label, count in sorted(used.items()):
                self.stdout.write(f"  {label}: {count}")
        self.stdout.write(f"{reencryption.count_marked()} marked cases would stay behind.")

    def _tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self.said < EVERY:
            return
        self.said = now
        rate = progress.seen / max(now - self.began, 0.001)
        left = max(self.whole - progress.seen, 0) / max(rate, 0.001)
        self.stdout.write(
            f"  {progress.seen} of {self.whole} cases, {rate:.0f} a second, {left:.0f} s left; "
            f"{progress.cases} moved, {len(progress.broken)} broken"
        )

    def _wait(self, seconds: float) -> None:
        self.stdout.write(f"Waiting {seconds:.0f} s, until every process knows the new epoch.")
        time.sleep(seconds)
        self.began = time.monotonic()
