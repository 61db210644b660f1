"""Tells whether the trail is whole and protected; exit status 1 and the first bad entry if it is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from audit.job_command import JobCommand
from audit.reading import UNREADABLE
from audit.verify import TrailMissing, verify
from audit.witness import WitnessError


class Command(JobCommand):
    job = "verify_trail"
    help = "Verify the trail: every entry, every chain, every head, and the triggers that protect it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoints", action="store_true", help="compare the trail with what the witnesses saw of it"
        )

    def counts(self, options: dict[str, Any]) -> bool:
        return bool(options["checkpoints"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = verify(checkpoints=options["checkpoints"])
        except WitnessError as error:
            raise CommandError(str(error)) from error
        except TrailMissing as error:
            raise CommandError(f"The trail is not there. {error}") from error
        except UNREADABLE as error:
            raise CommandError(
                f"The trail cannot be compared with the database ({type(error).__name__}): a table that has "
                "chains in it is missing, or an id in it is none."
            ) from error
        for problem in [*verdict.unprotected, *verdict.witness]:
            self.stderr.write(problem)
        for flaw in verdict.flaws[:20]:
            self.stderr.write(f"chain {flaw.chain}, entry {flaw.number}: {flaw.reason}")
        if verdict.flaws:
            first = verdict.flaws[0]
            raise CommandError(
                f"The trail is broken in {len(verdict.flaws)} chain(s). "
                f"First bad entry: {first.number} of chain {first.chain} ({first.reason})."
            )
        if verdict.witness:
            raise CommandError(f"The witness does not hold: {verdict.witness[0]}")
        if verdict.unprotected:
            raise CommandError(
                f"The trail is not protected, {len(verdict.unprotected)} trigger(s) missing or altered: its "
                "entries fit together, but what happened since may not have been written."
            )
        self.stdout.write(f"The trail is whole: {verdict.entries} entries in {verdict.chains} chains.")
        if options["checkpoints"]:
            self.stdout.write("Every witness agrees with it.")
