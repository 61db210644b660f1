"""Starts anew for somebody who cannot sign in: for the system administrator whom no other one can help.

For everybody else an administrator does it on her pages. The trail says that it was done here.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisory.management.links import must_find_a_way_out, said_of
from advisory.models import Account
from advisory.services.invitations import reset
from audit.actor import job


class Command(BaseCommand):
    help = "Take an account's password away and send its person a link to choose another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--factors-lost", action="store_true", help="take passkeys, app and recovery codes away too"
        )
        parser.add_argument(
            "--show-link", action="store_true", help="print the link instead of sending it by letter"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.by_login(options["email"])
        if account is None or not account.is_active:
            raise CommandError("No active account signs in with this e-mail address.")
        by_letter = not options["show_link"]
        if by_letter:
            must_find_a_way_out()
        address = reset(
            actor=job("reset_account"),
            account=account,
            factors_lost=options["factors_lost"],
            by_letter=by_letter,
        )
        self.stdout.write(f"Account {account.pk} was reset.")
        self.stdout.write(said_of(address, by_letter=by_letter))
