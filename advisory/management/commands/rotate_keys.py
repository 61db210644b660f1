"""Wraps every epoch under a new key-encryption key, opens an epoch, or puts new roots in use.

Costs as many wraps as there are epochs, whatever the number of cases; may be run beside the service and
again after a crash. deploy/keys.md has the ceremony around it.
"""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from advisory.errors import EpochLost
from advisory.models import Epoch
from advisory.sealing.keys import keyring
from advisory.services import epochs, log_ins
from advisory.services.epochs_told import living, retired
from audit.actor import job

ACTOR = job("rotate_keys")
COPY = "The keyring has changed: copy it to both key keepers now, and only then make the next backup."


class Command(BaseCommand):
    help = (
        "Wrap every key epoch under a new key-encryption key. --new-epoch: instead open an epoch that seals "
        "from now on. --mac: instead put a new MAC root in use. --retire: instead destroy the key-encryption "
        "keys that no epoch uses any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--new-epoch", action="store_true")
        instead.add_argument("--mac", action="store_true")
        instead.add_argument("--retire", action="store_true")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        before = keyring().kek_numbers(), keyring().mac_numbers()
        way = next((name for name in ("new_epoch", "mac", "retire") if options[name]), "rewrap")
        try:
            getattr(self, f"_{way}")(dry_run=options["dry_run"])
        except EpochLost as error:
            raise CommandError(str(error)) from error
        finally:
            if (keyring().kek_numbers(), keyring().mac_numbers()) != before:
                self.stdout.write(COPY)

    def _rewrap(self, *, dry_run: bool) -> None:
        if dry_run:
            rows = living(Epoch.objects.order_by("number"), keyring())
            for row in rows:
                self.stdout.write(f"Epoch {row.number} would leave key-encryption key {row.kek}.")
            return
        done = epochs.rewrap(actor=ACTOR)
        for one in done:
            self.stdout.write(f"Epoch {one.epoch}: key-encryption key {one.before} -> {one.now}")
        self.stdout.write(
            f"{len(done)} epochs wrapped anew and seen to open. The old keys are kept: --retire."
        )

    def _new_epoch(self, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("A new epoch would be opened.")
            return
        epoch = epochs.open_epoch(actor=ACTOR)
        self.stdout.write(f"Epoch {epoch.number} seals from now on, under key-encryption key {epoch.kek}.")

    def _retire(self, *, dry_run: bool) -> None:
        numbers = retired(Epoch.objects.all(), keyring())
        if not numbers:
            self.stdout.write("Every key-encryption key is in use.")
            return
        said = ", ".join(map(str, numbers))
        self.stdout.write(f"Used by no epoch any more: key-encryption keys {said}.")
        self.stdout.write("Backups made while they were in use cannot be opened once they are destroyed.")
        if not dry_run:
            epochs.retire(actor=ACTOR)
            self.stdout.write(f"Destroyed {said}. Destroy the older copies of the key file too.")

    def _mac(self, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(
                f"MAC root {keyring().mac_number()} would be followed by a new one; "
                f"{log_ins.accounts().count()} accounts would get new log-in digests."
            )
            return
        root = log_ins.newest_root()
        self.stdout.write(f"MAC root {root} is in use. The older ones are kept: the trail needs them.")
        broken: list[UUID] = []
        for renewed in log_ins.renew(actor=ACTOR, root=root):
            broken = renewed.broken
            self.stdout.write(f"{renewed.done} of {renewed.whole} accounts")
        for account_id in broken:
            self.stderr.write(f"Account {account_id} does not hold, and was left as it is.")
        if broken:
            raise CommandError(f"{len(broken)} accounts do not hold; the others were done. Run verify_seals.")
