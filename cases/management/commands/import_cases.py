"""Takes a file of cases in by the code book: all of it, or nothing and every bad row named."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actor import job
from cases import codebook
from cases.importing import columns
from cases.importing.errors import Bad, BadRows, NotAFile, TakenAlready
from cases.services.importing import Taken, import_cases
from cases.statistics.formats.as_csv import inert

JOB = "import_cases"
SHOWN = 20
HEADS = ("row", "column", "why")


class Command(BaseCommand):
    help = "Take in cases from a CSV or XLSX file by the code book."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="try every row and write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="every bad row, as CSV")
        parser.add_argument(
            "--counted",
            action="append",
            default=[],
            type=int,
            metavar="YEAR",
            help="count this year here from now on, where its figures were shown as printed",
        )
        parser.add_argument("--columns", action="store_true", help="say which columns and codes there are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["columns"]:
            self._say_columns()
            return
        if options["file"] is None:
            raise CommandError("Name the file; --columns says what it may hold.")
        try:
            taken = import_cases(
                actor=job(JOB),
                path=options["file"],
                only_try=options["dry_run"],
                counted=options["counted"],
            )
        except TakenAlready:
            raise CommandError("This very file was taken in before. Nothing was taken in.") from None
        except NotAFile as error:
            raise CommandError(f"{error} Nothing was taken in.") from error
        except BadRows as bad:
            if options["report"]:
                _write(options["report"], bad.found)
            self._say(bad.found)
            raise CommandError(f"{len(bad.found)} things are wrong. Nothing was taken in.") from bad
        if options["report"]:
            _write(options["report"], [])
        self.stdout.write(_sentence(taken))

    def _say(self, found: list[Bad]) -> None:
        for bad in found[:SHOWN]:
            self.stderr.write(f"Row {bad.line}, {bad.column}: {bad.why}")
        if len(found) > SHOWN:
            self.stderr.write(f"… and {len(found) - SHOWN} more; --report FILE has all of them.")

    def _say_columns(self) -> None:
        self.stdout.write("A row is one person in one inquiry. Needed: " + ", ".join(columns.REQUIRED))
        for name in columns.ALL:
            column = columns.CODED.get(name)
            codes = " ".join(codebook.numbers(column.list)) if column else _PLAIN[name]
            several = f" (several, with {columns.BETWEEN} between)" if column and column.many else ""
            self.stdout.write(f"{name}{several}: {codes}")


_PLAIN = {
    columns.CASE: "any mark that the rows of one case share; it is not stored",
    columns.POST: "the key of the post in the reference data",
    columns.ASKED: "the day on which the post was asked, like 2008-06-01",
    columns.PERSON: "1, 2 … in a case with several persons",
    columns.CLOSED: "the day on which the post closed it; it then has an outcome",
    columns.NOTE: "a note, which must tell nobody's name",
}


def _sentence(taken: Taken) -> str:
    did = "taken in" if taken.written else "good; nothing was written"
    return f"{taken.cases} cases with {taken.persons} persons, {taken.first} to {taken.last}: {did}."


def _write(path: Path, found: list[Bad]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADS)
        writer.writerows([bad.line, inert(bad.column), inert(bad.why)] for bad in found)
