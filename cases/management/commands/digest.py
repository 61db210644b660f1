"""Writes the letters of the morning; run every half hour, for mornings come at different times.

Exit status 1 when a post could not be read; the others were.
"""

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from audit.actor import job
from audit.job_command import JobCommand
from cases.services.digest import greet_post, waiting_by_post

ACTOR = job("digest")


class Command(JobCommand):
    help = "Writes to those who have something that falls due today, once a day."
    job = "digest"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        written = failed = 0
        for post_id, lanes in waiting_by_post(now).items():
            chest.current()
            try:
                written += greet_post(post_id, lanes, now=now)
            except SealError as error:
                failed += 1
                record_broken(error, actor=ACTOR)
                self.stderr.write(f"{post_id}: {error}")
        self.stdout.write(f"{written} letters written.")
        if failed:
            raise CommandError(f"{failed} posts could not be read; the others were. Run verify_seals.")
