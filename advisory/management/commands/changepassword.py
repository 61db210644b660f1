"""Gives an account another password, in place of Django's command, which would write past its seal.

Like create_account it is for the way in, before there are invitations; the trail says that it was done.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisory.management.passwords import new_password
from advisory.models import Account
from advisory.services.accounts import give_password
from audit.actor import job


class Command(BaseCommand):
    help = (
        "Give the account of an e-mail address another password; whoever is signed in with it no longer is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--password-fd", type=int, metavar="N", help="read the password from this file descriptor"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.by_login(options["email"])
        if account is None or not account.is_active:
            raise CommandError("No active account signs in with this e-mail address.")
        password = new_password(options["password_fd"], account)
        give_password(actor=job("changepassword"), account=account, password=password)
        self.stdout.write(f"Account {account.pk} has another password.")
