"""Prints what each role may do, as the document that deploy/rights.md holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from cases.rights_table import markdown
from cases.statistics.words import LANGUAGES


class Command(BaseCommand):
    help = "Print the table of rights."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["markdown"], default="markdown")
        parser.add_argument("--language", choices=LANGUAGES, default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self.stdout.write(markdown(), ending="")
