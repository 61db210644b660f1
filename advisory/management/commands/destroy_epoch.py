"""Destroys a key epoch that nothing uses any more: what was left behind in it is gone from every backup."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from advisory.errors import EpochInUse, EpochLost
from advisory.models import Epoch
from advisory.sealing.keys import keyring
from advisory.services import epochs
from audit.actor import job


class Command(BaseCommand):
    help = "Destroy a key epoch and its key-encryption key, for good and in every backup that is still kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument(
            "--window-over",
            choices=epochs.NO_WINDOW,
            default="",
            help="why the backup window need not be waited for",
        )
        parser.add_argument("--dry-run", action="store_true", help="say whether it could be done")

    def handle(self, *args: Any, **options: Any) -> None:
        number, now, over = options["number"], timezone.now(), options["window_over"]
        try:
            if options["dry_run"]:
                rows = {row.number: row for row in Epoch.objects.all()}
                if number not in rows:
                    raise EpochInUse(f"There is no epoch {number}.")
                epochs.refuse_while_needed(rows[number], rows, keyring(), now=now, window_over=over)
                self.stdout.write(f"Epoch {number} could be destroyed.")
                return
            epochs.destroy_epoch(actor=job("destroy_epoch"), number=number, now=now, window_over=over)
        except (EpochInUse, EpochLost) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Epoch {number} is destroyed. Copies of the key file that were made before still open it in old "
            "backups: destroy them, and give both key keepers a new copy."
        )
