"""Shows which keys the keyring holds, adds one, or destroys one. Needs no database.

For the ceremonies of deploy/keys.md. Prints kinds and numbers, never a byte of a key.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.keyring.provider import KINDS


class Command(BaseCommand):
    help = "list: the numbers of the keys held and destroyed. add KIND, destroy KIND --number N."
    # Works where the database is not.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["list", "add", "destroy"])
        parser.add_argument("kind", nargs="?", choices=KINDS)
        parser.add_argument("--count", type=int, default=1, help="how many to add")
        parser.add_argument("--number", type=int, help="which to destroy")
        parser.add_argument(
            "--yes",
            action="store_true",
            help="destroy it: what it opens, in old backups too, is lost for good",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ring, kind = settings.KEYRING, options["kind"]
        if options["action"] == "list":
            held = {"kek": ring.kek_numbers(), "mac": ring.mac_numbers(), "sign": ring.sign_numbers()}
            for name, numbers in held.items():
                self.stdout.write(f"{name}\theld {_said(numbers)}\tdestroyed {_said(ring.destroyed(name))}")
            return
        if kind is None:
            raise CommandError(f"Which kind: {', '.join(KINDS)}?")
        if options["action"] == "add":
            for _ in range(options["count"]):
                self.stdout.write(f"Added {kind} {ring.add(kind)}")
            self.stdout.write(
                "Copy the key file to both key keepers before this key is used (deploy/keys.md)."
            )
            return
        if options["number"] is None or not options["yes"]:
            raise CommandError(
                "destroy needs --number, and --yes. It does not look into the database: “manage.py "
                "rotate_keys --retire” and “manage.py destroy_epoch” do, and destroy what nothing needs."
            )
        ring.destroy(kind, options["number"])
        self.stdout.write(f"Destroyed {kind} {options['number']}")


def _said(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers)) or "none"
