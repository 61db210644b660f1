"""A person's name or e-mail address is another one: the system administrator writes it, for others alone.

Not for herself: whoever is at her screen would take her account with her by it. Both addresses are told, for
with another one, and a link sent to it, somebody else would come in.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from advisory import invitation_links
from advisory.account_seal import changing
from advisory.errors import AccountDeactivated, AccountExists, OnOneself
from advisory.models import Account
from advisory.sealing.lookup import login_digest
from advisory.services.invitations import invite
from advisory.services.outbox import tell_of_new_address
from advisory.sessions import end_sessions
from advisory.standing import Standing
from audit import record
from audit.verbs import Verb


def change_details(*, standing: Standing, account: Account, name: str, email: str) -> None:
    """What is another is recorded by its name, never by what it says.

    With another address she signs in anew, and a link that was sent to the old one and not used is replaced
    by one to the new. Raises OnOneself, AccountDeactivated, AccountExists, and SealError for an account that
    was altered.
    """
    if standing.account_id == account.pk:
        raise OnOneself
    name, email = name.strip(), email.strip()
    try:
        with transaction.atomic():
            stored = Account.objects.select_for_update().get(pk=account.pk)
            if not stored.is_active:
                raise AccountDeactivated
            was = {"name": stored.name, "email": stored.email}
            fields = [field for field, new in (("name", name), ("email", email)) if was[field] != new]
            if fields:
                _change(standing, account, name, email, fields)
            if "email" in fields:
                _move(standing, Account.objects.get(pk=account.pk), was["email"])
    except IntegrityError as error:
        if Account.objects.by_login(email) is None:
            raise
        raise AccountExists from error


def _change(standing: Standing, account: Account, name: str, email: str, fields: list[str]) -> None:
    owner = Account.objects.by_login(email)
    if owner is not None and owner.pk != account.pk:
        raise AccountExists
    with changing(account.pk) as stored:
        stored.profile = {**stored.profile, "name": name, "email": email}
        if "email" in fields:
            stored.login_digest = login_digest(email)
        stored.save(update_fields=["profile", "login_digest"])
    if "email" in fields:
        end_sessions(stored.pk, actor=standing.actor)
    record.write(
        Verb.ACCOUNT_CHANGED,
        actor=standing.actor,
        chain=stored.pk,
        subject=stored.pk,
        fields=fields,
        revision=stored.revision,
    )


def _move(standing: Standing, account: Account, before: str) -> None:
    now = timezone.now()
    tell_of_new_address(account, before=before, now=now)
    if invitation_links.live(now).filter(account=account.pk).exists():
        invite(actor=standing.actor, account=account)
