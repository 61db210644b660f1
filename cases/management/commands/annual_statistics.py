"""Prints the year's tables, or writes them to a file, after the trail says that they were counted."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from audit import record
from audit.actor import job
from audit.verbs import Verb
from cases.statistics import engine
from cases.statistics.formats import FORMATS, Format
from cases.statistics.formats.as_pdf import NoPdf
from cases.statistics.formats.as_px import OneTableOnly
from cases.statistics.formats.as_text import fitting
from cases.statistics.note_words import MARK
from cases.statistics.result import Report, Status
from cases.statistics.seals_tried import seals_tried
from cases.statistics.words import LANGUAGES

JOB = "annual_statistics"


class Command(BaseCommand):
    help = "Print the year's tables, or write them to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--table", action="append", default=[], type=str.upper, metavar="T01")
        parser.add_argument("--format", default="text", metavar="|".join(FORMATS))
        parser.add_argument(
            "--internal", action="store_true", help="allow a file to hold figures that are not published"
        )
        parser.add_argument("--language", choices=LANGUAGES, default="nb")
        parser.add_argument("--output", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] not in FORMATS:
            available = ", ".join(FORMATS)
            raise CommandError(f"There is no format “{options['format']}” yet. Available: {available}.")
        form = FORMATS[options["format"]]
        if options["output"] is None and not form.printable:
            raise CommandError(f"The format {options['format']} needs --output; a terminal cannot show it.")
        report = self._count(options["year"], options["table"], options["language"])
        # Beside what is printed, which is the same whenever it is counted.
        self.stderr.write(seals_tried(options["language"]))
        if options["output"] is None:
            text = _written(form, report).decode("utf-8-sig")
            self.stdout.write(fitting(text, getattr(self.stdout, "encoding", None)), ending="")
            return
        if report.status is not Status.PUBLISHED and not options["internal"]:
            ours = ", ".join(one.id for one in report.results if one.status is not Status.PUBLISHED)
            raise CommandError(
                f"Figures of {report.year} are not published ({ours}). A file of them needs --internal; "
                f"it is marked “{MARK.into(report.language)}”. --table names those you want."
            )
        _write(options["output"], _written(form, report))

    def _count(self, year: int, tables: list[str], language: str) -> Report:
        """Recorded first, so that nobody sees a figure of which the trail knows nothing."""
        record.alone(Verb.STATISTICS_COUNTED, actor=job(JOB), fields=[str(year), *tables])
        try:
            return engine.count(year, tables=tables, language=language)
        except engine.NoSuchYear:
            raise CommandError(f"There are no tables of {year}.") from None
        except engine.NoSuchTable as error:
            raise CommandError(f"There is no table {error} of {year}.") from None
        except SealError as error:
            record_broken(error, actor=job(JOB))
            raise CommandError(f"Nothing was counted: {error}.") from error
        except LookupError as error:
            raise CommandError(str(error)) from error


def _written(form: Format, report: Report) -> bytes:
    try:
        return form.write(report)
    except OneTableOnly:
        raise CommandError("A PX file holds one table; --table names it.") from None
    except NoPdf as error:
        raise CommandError(f"A PDF cannot be drawn on this machine (it needs Pango): {error}") from error


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
            whole = Path(folder) / "content"
            whole.touch(mode=0o600)
            whole.write_bytes(content)
            whole.replace(path)
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from error
