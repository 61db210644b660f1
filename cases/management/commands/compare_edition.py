"""Counts an edition's tables anew and says what is otherwise now; for those who run it, never to publish."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from audit import record
from audit.actor import job
from audit.verbs import Verb
from cases.services.edition_steps import recomputed
from cases.services.editions import editions

JOB = "compare_edition"


class Command(BaseCommand):
    help = (
        "Recompute an edition of the statistics and compare it with what was frozen; status 1 if it differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="of the edition")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where figures are otherwise now, or the edition was altered."""
        record.alone(Verb.STATISTICS_COUNTED, actor=job(JOB), fields=[f"edition-{options['number']}"])
        try:
            found = next((one for one in editions() if one.number == options["number"]), None)
            if found is None:
                raise CommandError("There is no such edition.")
            changed = recomputed(found)
        except SealError as error:
            record_broken(error, actor=job(JOB))
            raise CommandError(f"Nothing was compared: {error}.") from error
        for name, then, now in changed:
            self.stdout.write(f"{name}: {then} then, {now} now")
        if changed:
            raise CommandError(f"{len(changed)} figures under edition {found.number} are otherwise now.")
        self.stdout.write(
            f"Every figure under edition {found.number} is the same. Checksum {found.checksum}."
        )
