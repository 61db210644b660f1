"""An account is tied to somebody at the identity provider, and untied: by its owner, never by e-mail address.

What counts stands in the account's sealed profile, which its seal binds at a revision that the trail holds.
The row that finds it can be removed or moved by SQL, and then finds nobody.
"""

import hashlib

from django.db import IntegrityError, transaction

from advisory.account_seal import changing, verified
from advisory.errors import SubjectTaken
from advisory.models import Account, Subject
from advisory.oidc.tie import NAME, untied
from advisory.oidc.tokens import Subject as Named
from advisory.sealing.lookup import subject_tag, subject_tags
from advisory.services.accounts import take_over
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def account_of(named: Named) -> Account | None:
    """The active account that is tied to her and has a second factor: whoever has none comes by invitation.

    Raises SealError for one that was altered.
    """
    digest = _digest(named)
    account = _found(digest)
    if account is None or not account.is_active:
        return None
    has_factor = bool(verified(account).factors)
    return account if has_factor and account.is_active and _ties(account, digest) else None


def is_tied(account: Account) -> bool:
    return NAME in account.profile


def tie(*, actor: Actor, account: Account, named: Named, but: str | None = None) -> None:
    """Instead of whom it was tied to before. Raises SubjectTaken when another account is tied to her."""
    digest = _digest(named)
    try:
        with transaction.atomic():
            Subject.objects.filter(account=account).delete()
            other = _found(digest)
            if other is not None and _ties(other, digest):
                raise SubjectTaken
            Subject.objects.filter(tag__in=subject_tags(digest)).delete()
            Subject.objects.create(tag=subject_tag(digest), account=account)
            _change(Verb.SUBJECT_TIED, actor, account, digest, but)
    except IntegrityError:
        raise SubjectTaken from None


def untie(*, actor: Actor, account: Account, but: str | None = None) -> None:
    """Twice is once."""
    with transaction.atomic():
        Subject.objects.filter(account=account).delete()
        if is_tied(account):
            _change(Verb.SUBJECT_UNTIED, actor, account, None, but)


def _change(verb: Verb, actor: Actor, account: Account, digest: str | None, but: str | None) -> None:
    with changing(account.pk) as stored:
        stored.profile = untied(stored.profile) | ({NAME: digest} if digest else {})
        stored.save(update_fields=["profile"])
    record.write(verb, actor=actor, chain=stored.pk, subject=stored.pk, revision=stored.revision)
    end_sessions(stored.pk, but=but, actor=actor)
    take_over(account, stored)
    account.profile = stored.profile


def _found(digest: str) -> Account | None:
    row = Subject.objects.filter(tag__in=subject_tags(digest)).select_related("account").first()
    return None if row is None else row.account


def _ties(account: Account, digest: str) -> bool:
    """What the account itself says; the row may be left over from before its password was taken away."""
    return bool(account.profile.get(NAME) == digest)


def _digest(named: Named) -> str:
    return hashlib.sha256(f"{named.issuer}\0{named.subject}".encode()).hexdigest()
