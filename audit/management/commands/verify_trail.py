"""Tells whether the trail is whole; exit status 1 and the first bad entry if it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.verify import verify


class Command(BaseCommand):
    help = "Verify the trail: every entry, every chain, every head."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        for flaw in verdict.flaws[:20]:
            self.stderr.write(f"chain {flaw.chain}, entry {flaw.number}: {flaw.reason}")
        if verdict.flaws:
            first = verdict.flaws[0]
            raise CommandError(
                f"The trail is broken in {len(verdict.flaws)} chain(s). "
                f"First bad entry: {first.number} of chain {first.chain} ({first.reason})."
            )
        self.stdout.write(f"The trail is whole: {verdict.entries} entries in {verdict.chains} chains.")
