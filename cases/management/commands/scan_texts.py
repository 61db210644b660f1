"""Asks the identity guard about every stored text; names cases and advice by number, and quotes nothing."""

import json
import time
from typing import Any

from django.core.management.base import CommandError

from advisory.sealing.keys import chest
from audit import record
from audit.actor import HOUSE, job
from audit.job_command import JobCommand
from audit.verbs import Verb
from cases import gate
from cases.text_scan import scan

ACTOR = job("scan_texts")
# Seconds between two lines of progress.
EVERY = 10.0


class Command(JobCommand):
    job = "scan_texts"
    help = (
        "Look in every stored text for what tells who somebody is. One JSON object a line for each case, "
        "own name of a case and advice of the library where it is certain, with --likely also where it is "
        "likely."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--likely", action="store_true", help="name likely findings too")

    def handle(self, *args: Any, **options: Any) -> None:
        # Outside a transaction, so that a new epoch is known.
        chest.current()
        try:
            counts = self._all(likely=options["likely"])
        except gate.GuardDown:
            raise CommandError("The identity guard does not work: not every text was looked at.") from None
        record.alone(
            Verb.TEXTS_SCANNED,
            actor=ACTOR,
            chain=HOUSE,
            fields=[f"{name}-{count}" for name, count in counts.items()],
        )
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        self.stderr.write(f"Scanned: {told}.")
        if counts["unopened"]:
            raise CommandError("Some texts do not open: run verify_seals.")

    def _all(self, *, likely: bool) -> dict[str, int]:
        """How many texts; where in them something is certain, where likely; what did not open."""
        counts = {"texts": 0, "certain": 0, "likely": 0, "unopened": 0}
        said = time.monotonic()
        for batch in scan():
            for one in batch:
                counts["texts"] += one.texts
                counts["certain"] += bool(one.certain)
                counts["likely"] += bool(one.likely)
                counts["unopened"] += one.unopened
                if one.certain or (likely and one.likely):
                    found = {one.of: str(one.number), "certain": dict(sorted(one.certain.items()))}
                    if likely:
                        found["likely"] = dict(sorted(one.likely.items()))
                    self.stdout.write(json.dumps(found))
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                self.stderr.write(f"  … {counts['texts']} texts")
        return counts
