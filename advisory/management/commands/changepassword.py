"""Refuses, in place of Django's command: nobody here gives somebody else a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Nobody chooses another's password; see reset_account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Nobody here chooses another's password: see reset_account.")
