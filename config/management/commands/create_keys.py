"""Makes the two secret files of a new installation: the signing secret and the keyring.

Both are drawn at random, readable by their owner alone, and never replaced: whoever lost a
keyring must not find a fresh one in its place. Production settings refuse to start without the
secret, so a new server runs this once with FRITTVALG_SETTINGS=development; the files are the same.
With --if-missing a key file of an older version gets a first key of each kind it lacks.
"""

import os
import secrets
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.keyring import FileKeyring

SECRET_BYTES = 64


def write_secret(path: Path) -> None:
    """A new random secret in a file of mode 0400. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())


class Command(BaseCommand):
    help = (
        "Create the secret key file and the key file of a new installation (mode 0400). "
        "On a new server: FRITTVALG_SETTINGS=development manage.py create_keys, for production "
        "settings do not load before the files are there."
    )
    # Runs before there is a secret or a database, so nothing may be checked first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-missing",
            action="store_true",
            help="keep the files that are there; add only the kinds of key that an older key file lacks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ring = settings.KEYRING
        makers: dict[Path, Callable[[Path], None]] = {Path(settings.SECRET_KEY_FILE): write_secret}
        if isinstance(ring, FileKeyring):
            makers[ring.path] = FileKeyring.create
        there = [path for path in makers if path.exists()]
        if there and not options["if_missing"]:
            names = " and ".join(str(path) for path in there)
            raise CommandError(
                f"Already there and left as it is: {names}. What was sealed with a key is lost with "
                "it, so it is never overwritten; move it away yourself if you are sure."
            )
        done = []
        for path, make in makers.items():
            if path not in there:
                make(path)
                done.append(f"Created {path}")
        if isinstance(ring, FileKeyring):
            done += [f"Added a first {kind} key to {ring.path}" for kind in ring.complete()]
        if options["verbosity"]:
            for line in done:
                self.stdout.write(line)
