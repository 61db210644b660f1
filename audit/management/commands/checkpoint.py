"""Makes checkpoints of the trail for the witnesses that the settings name: one now, or one after another."""

import base64
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from audit.checkpoints import BadCheckpoint
from audit.job_command import JobCommand
from audit.keyring import keyring
from audit.witness import WitnessError
from audit.witnessing import entries_since, make_checkpoint

LOOKS_EVERY = 1.0
# Seconds by the clock that nobody sets.
FULL_EVERY = 24 * 60 * 60.0


class Command(JobCommand):
    job = "witness"
    help = "Make a signed checkpoint of the trail and write it to the witnesses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--full", action="store_true", help="compare every chain, not only what moved")
        parser.add_argument("--watch", action="store_true", help="go on until SIGTERM")
        parser.add_argument("--entries", type=int, default=10, help="with --watch: after that many entries")
        parser.add_argument("--seconds", type=float, default=60, help="with --watch: or after that long")
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="with --watch: end when the program that started it ends",
        )
        parser.add_argument("--begin-anew", action="store_true", help="where the old book is lost for good")
        parser.add_argument("--public-key", action="store_true", help="print what verifies checkpoints")

    def counts(self, options: dict[str, Any]) -> bool:
        return not options["public_key"]

    def handle(self, *args: Any, **options: Any) -> None:
        if options["public_key"]:
            for number in keyring().sign_numbers():
                key = base64.b64encode(keyring().public_key(number)).decode()
                self.stdout.write(f"sign {number} {key}")
        elif options["watch"]:
            self._watch(options["entries"], options["seconds"], with_parent=options["with_parent"])
        elif self._make(full=options["full"], anew=options["begin_anew"]):
            raise CommandError("Not all is well with the trail. Run “manage.py verify_trail”.")

    def _make(self, *, full: bool = False, anew: bool = False) -> bool:
        """Whether a chain had to be left out, or a trigger is not as it was laid."""
        try:
            made = make_checkpoint(full=full, anew=anew)
        except (WitnessError, BadCheckpoint) as error:
            raise CommandError(str(error)) from error
        for chain in made.refused:
            self.stderr.write(f"chain {chain}: its head was altered or put back, and is not witnessed")
        for problem in made.unprotected:
            self.stderr.write(problem)
        if made.checkpoint:
            self.stdout.write(f"Checkpoint {made.checkpoint.number}: {len(made.checkpoint.heads)} chain(s).")
        return bool(made.refused or made.unprotected)

    def _watch(self, entries: int, seconds: float, *, with_parent: bool) -> None:
        """A fault of the database is waited out; one of the witness or the keys ends it, loudly."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        parent = os.getppid()
        full = time.monotonic() - FULL_EVERY
        while not ended.is_set() and not (with_parent and os.getppid() != parent):
            began, moment = time.monotonic(), timezone.now()
            try:
                whole = began - full >= FULL_EVERY
                if self._make(full=whole):
                    self.say_failed()
                else:
                    self.say_done()
                full = began if whole else full
                while not ended.wait(LOOKS_EVERY) and time.monotonic() - began < seconds:
                    if entries_since(moment) >= entries or (with_parent and os.getppid() != parent):
                        break
            except DatabaseError as error:
                self.stderr.write(f"The database does not answer ({type(error).__name__}).")
                close_old_connections()
                ended.wait(seconds)
