"""An account is created, and one day deactivated; it is never deleted.

What an account did stays readable in the trail for as long as the trail is kept, so the row
it points to must stay. The account's own chain begins in the transaction that makes it.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from advisory.account_seal import changing, seal
from advisory.errors import AccountExists, AccountInUse
from advisory.models import Account
from advisory.oidc.tie import untied
from advisory.services.memberships import (
    call_off_deputies,
    end_all,
    record_memberships,
    tell_of_empty_posts,
)
from advisory.services.outbox import withdraw
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb

# With the longest e-mail address it fits into a sealed profile, whatever letters it is written in.
LONGEST_NAME = 150


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
    seal(account, [])
    try:
        with transaction.atomic():
            # The column is unique under one MAC root; an account that signs in under an older one counts too.
            if Account.objects.by_login(email) is not None:
                raise AccountExists
            account.save(force_insert=True)
            record.write(
                Verb.ACCOUNT_CREATED,
                actor=actor,
                chain=account.pk,
                subject=account.pk,
                first=True,
                revision=account.revision,
            )
    except IntegrityError as error:
        if Account.objects.by_login(email) is None:
            raise
        raise AccountExists from error
    return account


def deactivate_account(*, actor: Actor, account: Account) -> None:
    """The account signs in no more; its sessions and memberships end, also any to come. Twice is once.

    So do those of who stands in for her: she may have named them when she was herself no more. A post that
    is then nobody's is told to the coordinators, who pass its cases on.
    What waits to be sent to her is not sent: whoever has the post next meets it on her own first page.
    """
    with transaction.atomic():
        if not _is_active_held(account, True):
            return
        with changing(account.pk) as stored:
            stored.is_active = False
            stored.save(update_fields=["is_active"])
            ended = end_all(stored)
        end_sessions(stored.pk, actor=actor)
        record_memberships(Verb.MEMBERSHIP_ENDED, actor, ended, stored)
        record.write(Verb.ACCOUNT_DEACTIVATED, **_about(actor, stored))
        call_off_deputies(actor, ended, timezone.now(), begun=True)
        tell_of_empty_posts(actor, ended, timezone.now())
        withdraw(stored)
    take_over(account, stored)


def reactivate_account(*, actor: Actor, account: Account) -> None:
    """Somebody comes back: with her name and address, without a password or a post. Raises AccountInUse."""
    with transaction.atomic():
        if not _is_active_held(account, False):
            raise AccountInUse
        with changing(account.pk) as stored:
            stored.is_active = True
            stored.set_password(None)
            stored.profile = untied(stored.profile)
            stored.save(update_fields=["is_active", "password", "profile"])
        record.write(Verb.ACCOUNT_REACTIVATED, **_about(actor, stored))
    take_over(account, stored)


def give_password(*, actor: Actor, account: Account, password: str, but: str | None = None) -> None:
    """Another password, which has passed the validators. Raises SealError for an account that was altered.

    Every session ends `but` the one with this digest, which goes on if its view then calls
    update_session_auth_hash.
    """
    with transaction.atomic():
        with changing(account.pk) as stored:
            stored.set_password(password)
            stored.save(update_fields=["password"])
        end_sessions(stored.pk, but=but, actor=actor)
        record.write(Verb.PASSWORD_CHANGED, **_about(actor, stored))
    take_over(account, stored)


def take_password_away(*, actor: Actor, account: Account) -> None:
    """Nobody signs in with the account's password any more, nor with the identity provider in its place.

    Raises SealError when the account was altered.
    """
    with transaction.atomic():
        with changing(account.pk) as stored:
            stored.set_password(None)
            stored.profile = untied(stored.profile)
            stored.save(update_fields=["password", "profile"])
        record.write(Verb.RESET_STARTED, **_about(actor, stored))
    take_over(account, stored)


def renew_login_digest(*, actor: Actor, account: Account, login_digest: str) -> None:
    """Give the account the digest of its log-in under another MAC root. Raises SealError."""
    with transaction.atomic():
        with changing(account.pk) as stored:
            stored.login_digest = login_digest
            stored.save(update_fields=["login_digest"])
        record.write(Verb.KEYS_ROTATED, **_about(actor, stored))
    take_over(account, stored)


def take_over(account: Account, stored: Account) -> None:
    """What the row in memory must know of the stored one after a change."""
    account.is_active, account.login_digest = stored.is_active, stored.login_digest
    account.revision, account.seal, account.password = stored.revision, stored.seal, stored.password


def _is_active_held(account: Account, wanted: bool) -> bool:
    """Whether the stored account is active, or is not, as is wanted; held until the transaction ends.

    Without a change there is no entry, and so there must be no new revision either. The copy in memory then
    says what is stored.
    """
    stored = Account.objects.select_for_update().get(pk=account.pk)
    if stored.is_active is not wanted:
        take_over(account, stored)
    return stored.is_active is wanted


def _about(actor: Actor, stored: Account) -> dict[str, Any]:
    return {"actor": actor, "chain": stored.pk, "subject": stored.pk, "revision": stored.revision}
