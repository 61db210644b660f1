"""Removes sessions that have ended. Django's command of this name belongs to an app we do without."""

from typing import Any

from advisory.sessions import SessionStore
from audit.job_command import JobCommand


class Command(JobCommand):
    job = "clearsessions"
    help = "Removes sessions that have ended; run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        SessionStore.clear_expired()
