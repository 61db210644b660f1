"""Loads a made-up year whose margins are the printed ones; for looking, teaching and measuring."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actor import job
from cases.demo.errors import AlreadyThere, DemoRefused
from cases.demo.load import load_demo

SEED = 2008


def at_least_one(text: str) -> int:
    """A whole number from 1. Raises ArgumentTypeError."""
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


class Command(BaseCommand):
    help = "Load invented accounts and cases that add up to the printed figures of a year (or N times them)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="a year with printed margins: 2008")
        parser.add_argument("--scale", type=at_least_one, default=1, help="times the printed figures")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed invents the same year")
        parser.add_argument("--if-empty", action="store_true", help="keep demonstration data that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_demo(
                actor=job("load_demo"), year=options["year"], scale=options["scale"], seed=options["seed"]
            )
        except AlreadyThere as refused:
            if options["if_empty"]:
                return
            raise CommandError(str(refused)) from refused
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        written = loaded.written
        if options["verbosity"]:
            self.stdout.write(
                f"Demonstration year {options['year']} loaded: {loaded.accounts} accounts, "
                f"{written.cases} cases with {written.inquiries} inquiries and {written.persons} persons, "
                f"{written.closed} of the cases closed."
            )
