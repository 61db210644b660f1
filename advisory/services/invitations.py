"""Inviting somebody to choose her password, and her doing so. Nobody else ever sets or learns it.

The same for whoever comes in for the first time and for whoever cannot sign in any more: an administrator
starts it, a letter goes to the address that the account has, and the link works once. There is no page where
one asks for a link oneself, on purpose: some fifty people know their administrator, and a page that takes an
address and writes to it tells strangers by what follows who works here, and lets them fill her mailbox.
"""

from django.db import transaction
from django.utils import timezone

from advisory import invitation_links as links
from advisory.account_seal import changing
from advisory.errors import AccountDeactivated, InvitationOver
from advisory.models import Account, Invitation
from advisory.services import outbox
from advisory.services.accounts import take_over, take_password_away
from advisory.services.factors import reset_factors
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def invite(*, actor: Actor, account: Account, by_letter: bool = True) -> str:
    """A new link for this account, sent to its address; the one before it lets nobody in any more.

    Gives the address of the link, for a command that shows it where no letter can be sent.
    Raises AccountDeactivated.
    """
    now = timezone.now()
    with transaction.atomic():
        # Locks the account: of two at once one withdraws the other's.
        stored = Account.objects.select_for_update().get(pk=account.pk)
        if not stored.is_active:
            raise AccountDeactivated
        withdraw(actor=actor, account=stored)
        row, code = links.made(stored, now=now)
        row.save(force_insert=True)
        record.write(Verb.INVITED, actor=actor, chain=stored.pk, subject=row.pk)
        address = links.address_of(code)
        if by_letter:
            outbox.send_link(stored, address=address, until=row.expires_at, now=now)
    return address


def reset(*, actor: Actor, account: Account, factors_lost: bool, by_letter: bool = True) -> str:
    """Her password is no more, she is signed out everywhere, and invited to choose another.

    Whoever has the letter still needs her second factor, unless it is said to be lost: then it is no more
    either, and another one is set up. Gives the link's address. Raises AccountDeactivated.
    """
    with transaction.atomic():
        take_password_away(actor=actor, account=account)
        if factors_lost:
            reset_factors(actor=actor, account=account)
        end_sessions(account.pk, actor=actor)
        return invite(actor=actor, account=account, by_letter=by_letter)


def withdraw(*, actor: Actor, account: Account) -> None:
    """What was sent to her lets nobody in any more. The caller holds the account locked."""
    for row in account.invitations.filter(over_at=None).order_by("made_at", "pk"):
        _end(row)
        record.write(Verb.INVITATION_WITHDRAWN, actor=actor, chain=account.pk, subject=row.pk)


def use_invitation(*, invitation: Invitation, actor: Actor, password: str) -> Account:
    """She has chosen her password, which has passed the validators. Gives her account.

    Raises InvitationOver when the link was used, withdrawn or ran out meanwhile, SealError for an account
    that was altered.
    """
    with transaction.atomic():
        with changing(invitation.account_id) as stored:
            # With the account locked nobody else uses or withdraws it now.
            row = links.live(timezone.now()).filter(pk=invitation.pk).first()
            if row is None or not stored.is_active:
                raise InvitationOver
            stored.set_password(password)
            stored.save(update_fields=["password"])
            _end(row)
        record.write(
            Verb.INVITATION_USED, actor=actor, chain=stored.pk, subject=row.pk, revision=stored.revision
        )
    take_over(invitation.account, stored)
    return stored


def _end(row: Invitation) -> None:
    row.over_at = timezone.now()
    row.save(update_fields=["over_at"])
