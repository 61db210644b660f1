"""The identity guard over lines: each line of input is a text, each line of output what was found in it."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.identity_guard import GuardBroken, Report, check


class Command(BaseCommand):
    help = "Check each line of standard input for what identifies somebody; one JSON object a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--own", action="append", default=[], metavar="NAME", help="name of the writer's own school"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in sys.stdin:
                report = check(line.rstrip("\r\n"), own_names=options["own"])
                self.stdout.write(json.dumps(_as_json(report)))
                self.stdout.flush()
        except GuardBroken as broken:
            raise CommandError(f"The identity guard does not work: {broken}.") from None


def _as_json(report: Report) -> dict[str, Any]:
    """Positions count characters of the line, `end` exclusive."""
    return {
        "verdict": report.verdict,
        "findings": [{"kind": one.kind, "start": one.start, "end": one.end} for one in report.findings],
    }
