"""Erases what has been kept as long as it may be. Without flags it only says what is due.

Prints relations, counts and case ids, never a content. Exit status 1 when a case could not be done; the
others were. Safe to stop and to run again: each case is a transaction of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.errors import EpochLost
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from audit.actor import job
from audit.job_command import JobCommand
from cases.errors import NobodyToTell, NoSuchCase, NotDue
from cases.services.erasure import erase_due, mark_case, unmark_case
from cases.services.expired import Expired, Found, expired
from cases.services.lost import lost_cases, take_out
from cases.services.sweeping import counts, sweep_all

ACTOR = job("erase_expired")
EVERY = 100


class Command(JobCommand):
    job = "erase_expired"
    help = "Says what has been kept long enough; --mark warns of it, --erase erases it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mark", action="store_true", help="mark the cases that come due and warn their owners"
        )
        parser.add_argument(
            "--erase",
            action="store_true",
            help="erase what is due: marked cases after the warning, and the rest by age",
        )

        parser.add_argument(
            "--lost",
            action="store_true",
            help="after a backup was put back: take out the cases whose key epoch was destroyed since",
        )

    def counts(self, options: dict[str, Any]) -> bool:
        return bool(options["erase"])

    def handle(self, *args: Any, mark: bool, erase: bool, lost: bool, **options: Any) -> None:
        self.failed = self.untold = 0
        now = timezone.now()
        found = self._found(now)
        try:
            if not mark and not erase and not lost:
                self._say(found, counts(now))
                return
            if lost:
                self._take_out()
        except EpochLost as error:
            raise CommandError(str(error)) from error
        if erase:
            self._erase(found)
        if mark:
            self._mark(found)
        said = []
        if self.failed:
            said.append(f"{self.failed} cases could not be done; the others were. Run verify_seals.")
        if self.untold:
            said.append(f"{self.untold} cases were not marked: appoint a privacy officer.")
        if said:
            raise CommandError(" ".join(said))

    def _found(self, now: datetime) -> Expired:
        try:
            return expired(now)
        except SealError as error:
            record_broken(error, actor=ACTOR)
            raise CommandError(f"Nothing was changed: {error}. Run verify_seals.") from error

    def _say(self, found: Expired, by_age: dict[str, int]) -> None:
        for title, cases in (
            ("to be marked", found.to_mark),
            ("marked, in the warning period", found.warned),
            ("held back", found.held),
            ("to be erased", found.to_erase),
        ):
            said = ", ".join(f"{what.value} {count}" for what, count in _kinds(cases).items())
            self.stdout.write(f"cases {title}: {len(cases)}{f' ({said})' if said else ''}")
            for one in cases:
                self.stdout.write(f"  {one.case_id} {one.what.value}")
        self.stdout.write(f"cases marked that are due no more: {len(found.to_unmark)}")
        gone = lost_cases()
        self.stdout.write(f"cases whose key epoch was destroyed: {len(gone)}")
        for case_id in gone:
            self.stdout.write(f"  {case_id}")
        for label, count in by_age.items():
            self.stdout.write(f"{label}: {count} to be deleted")
        self.stdout.write("Nothing was changed. --mark marks and warns, --erase erases.")

    def _take_out(self) -> None:
        taken: Counter[bool] = Counter()

        def out(case_id: UUID) -> None:
            taken[take_out(actor=ACTOR, case_id=case_id)] += 1

        self._each("looked at", lost_cases(), out)
        self.stdout.write(f"cases whose key epoch was destroyed, taken out: {taken[True]}")

    def _erase(self, found: Expired) -> None:
        now = timezone.now()
        done: Counter[str] = Counter()

        def erase(case_id: UUID) -> None:
            done[erase_due(actor=ACTOR, case_id=case_id, now=now).value] += 1

        self._each("erased", (one.case_id for one in found.to_erase), erase)
        self.stdout.write(f"texts erased: {done['texts']}; cases erased: {done['case']}")
        for label, count in sweep_all(now).items():
            self.stdout.write(f"{label}: {count} deleted")

    def _mark(self, found: Expired) -> None:
        now = timezone.now()
        told: Counter[bool] = Counter()

        def mark(case_id: UUID) -> None:
            told[mark_case(actor=ACTOR, case_id=case_id, now=now) > 0] += 1

        self._each("marked", (one.case_id for one in found.to_mark), mark)
        self._each(
            "taken back", found.to_unmark, lambda case_id: unmark_case(actor=ACTOR, case_id=case_id, now=now)
        )
        self.stdout.write(
            f"marked: {told.total()}; the privacy officer was told of {told[False]}, whose posts nobody holds"
        )

    def _each(self, word: str, cases: Iterable[UUID], do: Callable[[UUID], None]) -> None:
        for number, case_id in enumerate(cases, start=1):
            # A run may last for hours; within the case's transaction nobody looks for a new epoch.
            chest.current()
            try:
                do(case_id)
            except (NotDue, NoSuchCase):
                # Somebody was quicker, or held it back meanwhile.
                continue
            except NobodyToTell:
                self.untold += 1
                self.stderr.write(
                    f"{case_id}: nobody holds its posts and nobody is privacy officer: not marked"
                )
            except SealError as error:
                self.failed += 1
                record_broken(error, actor=ACTOR)
                self.stderr.write(f"{case_id}: {error}")
            if number % EVERY == 0:
                self.stdout.write(f"{number} {word}")


def _kinds(cases: list[Found]) -> Counter[Any]:
    return Counter(one.what for one in cases)
