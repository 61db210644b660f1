"""Loads code lists, places, posts and printed figures from cases/reference; safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actor import job
from cases.services.reference import FOLDER, ReferenceRefused, load_reference


class Command(BaseCommand):
    help = "Load the reference data: code lists, schools, embassies, agencies, the team, published figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="read the files from here instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_reference(actor=job("load_reference"), folder=options["folder"])
        except ReferenceRefused as refused:
            raise CommandError(str(refused)) from refused
        if options["verbosity"]:
            counts = ", ".join(f"{count} {name}" for name, count in loaded.changes().items())
            self.stdout.write(f"Reference data loaded; new or changed: {counts}.")
