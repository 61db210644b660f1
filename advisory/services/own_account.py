"""What somebody changes of her own account: her password, and the language that pages and letters are in."""

from django.db import transaction
from django.utils import timezone

from advisory.models import Account
from advisory.services.accounts import give_password
from advisory.services.outbox import tell_of_new_password
from advisory.standing import Standing


def change_password(*, standing: Standing, account: Account, password: str, session: str | None) -> None:
    """Another password, which has passed the validators; she is signed out but in this session, and told.

    `session` is its digest. Raises SealError for an account that was altered.
    """
    with transaction.atomic():
        give_password(actor=standing.actor, account=account, password=password, but=session)
        tell_of_new_password(account, now=timezone.now())


def change_language(*, account: Account, language: str) -> None:
    """A code of the settings. No right hangs on it, so no seal binds it; the register has the change."""
    with transaction.atomic():
        account.language = language
        account.save(update_fields=["language"])
