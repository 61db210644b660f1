"""Makes the packed columns that figures are counted by: of the years in which something was changed since.

Beside the service, at any time; may be stopped and run again. Exit status 1 when columns did not hold; they
were made anew then, and were not counted by.
"""

from typing import Any

from django.core.management.base import CommandError

from advisory.sealing.keys import chest
from audit.actor import job
from audit.job_command import JobCommand
from cases.services.segments import MadeMeanwhile, make

ACTOR = job("segments")


class Command(JobCommand):
    job = "segments"
    help = "Make the packed columns of the years that changed, so that figures are counted quickly."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--verify", action="store_true", help="compare all of them with the rows first")
        parser.add_argument("--all", action="store_true", help="make those of every year")

    def handle(self, *args: Any, **options: Any) -> None:
        # Outside a transaction, so that a new epoch is known.
        chest.current()
        try:
            outcome = make(
                actor=ACTOR,
                everything=options["all"],
                recount=options["verify"],
                tell=lambda said: self.stdout.write(f"  {said}"),
            )
        except MadeMeanwhile:
            raise CommandError("Another run made the columns meanwhile. Nothing was written.") from None
        self.stdout.write(
            f"Years made: {', '.join(map(str, outcome.made)) or 'none'}. Cases taken in: {outcome.taken_in}; "
            f"read from their rows: {outcome.left}."
        )
        if outcome.broken or outcome.lost:
            what = ", ".join(map(str, outcome.broken)) or "the index"
            raise CommandError(
                f"What did not hold, and was made anew: {what}. Somebody altered it, or put it back."
            )
