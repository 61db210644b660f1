"""Says in a line each whether what this installation stands on is well, and what to do where it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.doctor import answers


class Command(BaseCommand):
    help = "Look whether the installation is well: a line each, exit status 1 if anything is not."
    # What they would stop at is one of its lines.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        for one in answers():
            if one.problems:
                bad += 1
                self.stdout.write(f"FAIL {one.name}: {'; '.join(one.problems)}")
            else:
                self.stdout.write(f"ok   {one.name}")
        if bad:
            raise CommandError(f"{bad} of these are not well.")
