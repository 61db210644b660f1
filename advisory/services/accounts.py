"""An account is created, and one day deactivated; it is never deleted.

What an account did stays readable in the trail for as long as the trail is kept, so the row
it points to must stay. The account's own chain begins in the transaction that makes it.
"""

from django.db import IntegrityError, transaction

from advisory.errors import AccountExists
from advisory.models import Account
from advisory.services.memberships import end_memberships
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def create_account(
    *,
    actor: Actor,
    name: str,
    email: str,
    password: str | None = None,
    is_demo: bool = False,
    language: str = "nb",
) -> Account:
    """A new account without any right: rights come with a membership.

    Without a password nobody can sign in with one. A password is expected to have passed the
    password validators, which is the form's work. Raises AccountExists when another account
    signs in with this e-mail address.
    """
    account = Account.new(name=name.strip(), email=email.strip(), is_demo=is_demo, language=language)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            record.write(Verb.ACCOUNT_CREATED, actor=actor, chain=account.pk, subject=account.pk, first=True)
    except IntegrityError as error:
        if Account.objects.by_login(email) is None:
            raise
        raise AccountExists from error
    return account


def deactivate_account(*, actor: Actor, account: Account) -> None:
    """The account signs in no more; its memberships end, also those yet to begin. Twice is once."""
    with transaction.atomic():
        locked = Account.objects.select_for_update().get(pk=account.pk)
        if locked.is_active:
            locked.is_active = False
            locked.save(update_fields=["is_active"])
            end_memberships(actor=actor, account=locked)
            record.write(Verb.ACCOUNT_DEACTIVATED, actor=actor, chain=account.pk, subject=account.pk)
    account.is_active = False
