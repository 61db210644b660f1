"""Ends what was given for a time that is over, and reminds of what is overdue, every few minutes.

Each once, however often it runs.

Prints counts and ids, never a content. Exit status 1 when a case could not be done, or nobody could be told;
the others were.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from audit.actor import job
from audit.job_command import JobCommand
from cases.errors import NobodyToTell, NoSuchCase, NotDue
from cases.services.access_ends import expire_access, over
from cases.services.chase import LaneOf, chase, overdue

ACTOR = job("chase")


class Command(JobCommand):
    help = "Reminds those for whom something has waited longer than it should."
    job = "chase"

    def handle(self, *args: Any, **options: Any) -> None:
        self.broken = self.untold = 0
        now = timezone.now()
        ended = self._each(over(now), lambda one: expire_access(actor=ACTOR, one=one, now=now))
        chased = self._each(overdue(now), lambda one: chase(actor=ACTOR, one=one, now=now))
        self.stdout.write(f"{ended} ended, {chased} chased.")
        said = []
        if self.broken:
            said.append(f"{self.broken} could not be done; the others were. Run verify_seals.")
        if self.untold:
            said.append(f"Nobody could be told of {self.untold}: appoint a coordinator.")
        if said:
            raise CommandError(" ".join(said))

    def _each(self, lanes: Iterable[LaneOf], do: Callable[[LaneOf], bool]) -> int:
        done = 0
        for one in list(lanes):
            # Within the case's transaction nobody looks for a new epoch.
            chest.current()
            try:
                done += do(one)
            except (NotDue, NoSuchCase):
                # Somebody was quicker.
                continue
            except NobodyToTell:
                self.untold += 1
                self.stderr.write(f"{one.case_id}: nobody holds the post and nobody is coordinator")
            except SealError as error:
                self.broken += 1
                record_broken(error, actor=ACTOR)
                self.stderr.write(f"{one.case_id}: {error}")
        return done
