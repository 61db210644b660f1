"""Removes sessions that have ended. Django's command of this name belongs to an app we do without."""

from typing import Any

from django.core.management.base import BaseCommand

from advisory.sessions import SessionStore


class Command(BaseCommand):
    help = "Removes sessions that have ended; run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        SessionStore.clear_expired()
