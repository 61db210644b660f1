"""Sends the letters that wait, every few minutes; what cannot be sent now is tried again and never lost."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandError

from advisory.services.outbox import can_send, send_due, waiting
from audit.job_command import JobCommand


class Command(JobCommand):
    job = "send_letters"
    help = "Sends the letters that wait in the outbox."

    def handle(self, *args: Any, **options: Any) -> None:
        if not can_send():
            self.stdout.write(
                f"No mail server is set (FRITTVALG_MAIL_URL): {waiting()} letters are kept till there is one."
            )
            return
        outcomes = list(send_due())
        failed = Counter(one.error for one in outcomes if not one.sent)
        self.stdout.write(f"{sum(one.sent for one in outcomes)} letters sent, {waiting()} wait.")
        if failed:
            said = ", ".join(f"{name} {count}" for name, count in sorted(failed.items()))
            raise CommandError(f"{failed.total()} letters could not be sent and will be tried again: {said}")
