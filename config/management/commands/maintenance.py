"""Shuts the installation while somebody works on it, and opens it again; meets no database.

Every page then says so with status 503, and whom to call if it is urgent.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.maintenance import Shut, open_again, shut, shut_until

FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


class Command(BaseCommand):
    help = "Shut every page for maintenance (on), open them again (off), or say which it is (status)."
    # There may be no database to check, and it must work all the same.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("on", "off", "status"))
        parser.add_argument(
            "--until",
            metavar="TIME",
            help="when it is expected to be over, by Norwegian time: HH:MM today, or YYYY-MM-DD HH:MM; "
            "told on the page, and opens nothing by itself",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"]
        if until is not None and options["what"] != "on":
            raise CommandError("--until goes with “on” alone.")
        try:
            if options["what"] == "on":
                shut_until(None if until is None else moment(until))
            elif options["what"] == "off" and not open_again():
                self.stdout.write("It was open already.")
        except OSError as error:
            raise CommandError(
                f"The file could not be written ({error.strerror}): nothing is changed."
            ) from error
        self.stdout.write(_said(shut()))


def moment(text: str) -> datetime:
    """A time of the clock in Norway, today unless it says a day. CommandError for none or one past."""
    today = timezone.localdate()
    for form in FORMS:
        for one in (text, f"{today.isoformat()} {text}"):
            try:
                found = timezone.make_aware(datetime.strptime(one, form))  # noqa: DTZ007  (made aware at once)
            except ValueError:
                continue
            if found <= timezone.now():
                raise CommandError(f"{text} has passed: give a day as well, as in {today.isoformat()} 23:00.")
            return found
    raise CommandError(f"{text!r} is no time: write it as 14:30 or as {today.isoformat()} 14:30.")


def _said(found: Shut | None) -> str:
    if found is None:
        return "Open: pages are answered."
    until = timezone.localtime(found.until).strftime("%Y-%m-%d %H:%M") if found.until else "not said"
    return f"Shut for maintenance; expected to be over: {until}. Opens with “maintenance off”."
