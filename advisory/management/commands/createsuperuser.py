"""Refuses, in place of Django's command: nobody here has all rights."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "There are no superusers; see create_account."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("There are no superusers here. Rights come with a post: see create_account.")
