"""Verifies a copy of the witness without the database: for whoever keeps one, a second agency above all."""

import base64
import binascii
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.checkpoints import BadCheckpoint, checked, read
from audit.witness import FileWitness, WitnessError


class Command(BaseCommand):
    help = (
        "Verify the signatures and the order of the checkpoints in a file; needs no database and no secret."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--public-key", type=Path, required=True, help="what “manage.py checkpoint --public-key” printed"
        )
        parser.add_argument("--from", type=int, default=1, dest="first", help="the book begins with this one")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = _keys(options["public_key"])
        first = options["first"]
        try:
            found = read(FileWitness(options["file"]).lines())
            whole = list(checked(found, keys.__getitem__, begun=lambda number: number == first))
        except (BadCheckpoint, WitnessError) as error:
            raise CommandError(str(error)) from error
        if not whole:
            raise CommandError("There is no checkpoint in it.")
        last = whole[-1]
        self.stdout.write(f"{len(whole)} checkpoints are whole, {first} to {last.number}, until {last.at}.")
        self.stdout.write(f"The last one's digest is {last.digest}.")


def _keys(path: Path) -> dict[int, bytes]:
    """Raises CommandError."""
    found = {}
    try:
        for line in path.read_text(encoding="ascii").splitlines():
            kind, number, key = line.split()
            if kind != "sign":
                raise ValueError
            found[int(number)] = base64.b64decode(key, validate=True)
    except (OSError, ValueError, binascii.Error) as error:
        raise CommandError("The file of public keys cannot be read: lines are “sign NUMBER KEY”.") from error
    return found
