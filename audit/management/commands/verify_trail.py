"""Tells whether the trail is whole and protected; exit status 1 and the first bad entry if it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.reading import UNREADABLE
from audit.verify import TrailMissing, verify


class Command(BaseCommand):
    help = "Verify the trail: every entry, every chain, every head, and the triggers that protect it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = verify()
        except TrailMissing as error:
            raise CommandError(f"The trail is not there. {error}") from error
        except UNREADABLE as error:
            raise CommandError(
                f"The trail cannot be compared with the database ({type(error).__name__}): a table that has "
                "chains in it is missing, or an id in it is none."
            ) from error
        for problem in verdict.unprotected:
            self.stderr.write(problem)
        for flaw in verdict.flaws[:20]:
            self.stderr.write(f"chain {flaw.chain}, entry {flaw.number}: {flaw.reason}")
        if verdict.flaws:
            first = verdict.flaws[0]
            raise CommandError(
                f"The trail is broken in {len(verdict.flaws)} chain(s). "
                f"First bad entry: {first.number} of chain {first.chain} ({first.reason})."
            )
        if verdict.unprotected:
            raise CommandError(
                f"The trail is not protected, {len(verdict.unprotected)} trigger(s) missing or altered: its "
                "entries fit together, but what happened since may not have been written."
            )
        self.stdout.write(f"The trail is whole: {verdict.entries} entries in {verdict.chains} chains.")
