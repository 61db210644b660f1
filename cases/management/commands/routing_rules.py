"""Writes the rules of routing in force to a file, or puts those of a file into force: all of them or none.

The file is described in cases/reference/README.md. Who may run this stands outside the program: whoever runs
it has the server.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from audit.actor import job
from cases.errors import Refusal
from cases.routing.file import BadShape, document, from_document
from cases.routing.problems import Problem
from cases.services import rule_sets

STREAM = "-"


class Command(BaseCommand):
    help = "Write the rules of routing to a file, or put those of a file into force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("export", "import"))
        parser.add_argument("file", help=f"“{STREAM}” is standard output or input")
        parser.add_argument("--number", type=int, help="export this version instead of the one in force")
        parser.add_argument("--check", action="store_true", help="import nothing; say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self._export(options["file"], options["number"])
        else:
            with translation.override("en"):
                self._import(options["file"], check=options["check"])

    def _export(self, file: str, number: int | None) -> None:
        decided = rule_sets.versions()
        wanted = number or rule_sets.in_force(decided, timezone.localdate()).number
        found = [one for one in decided if one.version.number == wanted]
        if not found:
            raise CommandError("There is no such version of the rules.")
        said = document(
            found[0].version.rules, valid_from=found[0].version.valid_from, reason=found[0].reason
        )
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        if file == STREAM:
            self.stdout.write(text, ending="")
        else:
            Path(file).write_text(text, encoding="utf-8")

    def _import(self, file: str, *, check: bool) -> None:
        """Raises CommandError, and nothing has changed."""
        try:
            text = sys.stdin.read() if file == STREAM else Path(file).read_text(encoding="utf-8")
            rules, valid_from, reason = from_document(json.loads(text))
        except (OSError, ValueError, BadShape) as error:
            raise CommandError(str(error)) from None
        remarks = rule_sets.remarks(rules, valid_from)
        for remark in remarks:
            self.stderr.write(_line(remark))
        if check:
            if any(one.blocks for one in remarks):
                raise CommandError("These rules could not come into force.")
            self.stdout.write("These rules could come into force.")
            return
        decided = rule_sets.versions()
        try:
            version = rule_sets.put_into_force(
                actor=job("routing_rules"),
                account_id=None,
                rules=rules,
                valid_from=valid_from,
                reason=reason,
                base=decided[0].version.number if decided else 0,
                seen=True,
            )
        except Refusal as refusal:
            field = f"{refusal.field}: " if refusal.field else ""
            raise CommandError(f"{field}{refusal.sentence}") from None
        self.stdout.write(
            f"Version {version.number}, in force from {version.valid_from}: {len(rules)} rules."
        )


def _line(problem: Problem) -> str:
    """Which rule and field, and what of it."""
    where = ", ".join(part for part in (problem.rule, problem.field) if part) or "all rules"
    return f"{'WRONG' if problem.blocks else 'look at'} {where}: {problem.sentence}"
