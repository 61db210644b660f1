"""Opens every sealed value and checks every seal; names each that is bad, by table, row and column.

Shows no content. Exit status 1 when something does not hold, or when a registered column has no check.
"""

import time
from collections import Counter
from typing import Any

from django.core.management.base import CommandError

from advisory import seal_check as house
from advisory.seal_check import Check
from advisory.sealing.keys import chest
from audit import record
from audit.actor import HOUSE, job
from audit.job_command import JobCommand
from audit.verbs import Verb
from cases import reference_check as reference
from cases import seal_check as cases

ACTOR = job("verify_seals")
# Seconds between two lines of progress.
EVERY = 10.0


def all_checks() -> list[Check]:
    return [*house.checks(), *cases.checks(), *reference.checks()]


class Command(JobCommand):
    job = "verify_seals"
    help = "Open every sealed value, check every seal, every grant and every wrapped key."

    def handle(self, *args: Any, **options: Any) -> None:
        checks = all_checks()
        left = house.registered_columns() - {label for check in checks for label in check.columns}
        if left:
            raise CommandError(f"Nobody checks {', '.join(sorted(left))}. Nothing was checked.")
        # Outside a transaction, so that a new epoch is known.
        chest.current()
        held, bad = self._all(checks)
        for kind, count in sorted(held.items()):
            self.stdout.write(f"{kind}: {count}")
        total = sum(held.values())
        record.alone(Verb.SEALS_VERIFIED, actor=ACTOR, chain=HOUSE, fields=[f"good-{total}", f"bad-{bad}"])
        if bad:
            raise CommandError(f"{bad} do not open or do not hold; {total} do.")
        self.stdout.write(f"Everything opens and holds: {total}.")

    def _all(self, checks: list[Check]) -> tuple[Counter[str], int]:
        held: Counter[str] = Counter()
        bad, said = 0, time.monotonic()
        for check in checks:
            for found in check.run():
                held.update(found.held)
                bad += len(found.bad)
                for one in found.bad:
                    self.stderr.write(f"{one.table} {one.row} {one.column}: {one.reason}")
                if time.monotonic() - said > EVERY:
                    said = time.monotonic()
                    self.stdout.write(f"  … {sum(held.values())} hold, {bad} do not")
        return held, bad
