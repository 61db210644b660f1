"""An account is tied to somebody at the identity provider, and untied: by its owner, never by e-mail address.

What counts stands in the account's sealed profile, which its seal binds at a revision that the trail holds.
The row that finds it can be removed or moved by SQL, and then finds nobody.
"""

import hashlib

from django.db import IntegrityError, transaction

from advisory.account_seal import changing, verified
from advisory.errors import SubjectTaken
from advisory.models import Account, Subject
from advisory.oidc.tokens import Subject as Named
from advisory.sealing.lookup import subject_tag, subject_tags
from advisory.services.accounts import take_over
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb

# Of the profile: a digest, so that it is of one length whatever the provider calls her.
NAME = "subject"


def account_of(named: Named) -> Account | None:
    """The active account that is tied to her. Raises SealError for one that was altered."""
    digest = _digest(named)
    row = Subject.objects.filter(tag__in=subject_tags(digest)).select_related("account").first()
    if row is None or not row.account.is_active:
        return None
    account = row.account
    verified(account)
    return account if account.is_active and account.profile.get(NAME) == digest else None


def is_tied(account: Account) -> bool:
    return NAME in account.profile


def tie(*, actor: Actor, account: Account, named: Named, but: str | None = None) -> None:
    """Instead of whom it was tied to before. Raises SubjectTaken when another account is tied to her."""
    digest = _digest(named)
    try:
        with transaction.atomic():
            Subject.objects.filter(account=account).delete()
            if Subject.objects.filter(tag__in=subject_tags(digest)).exists():
                raise SubjectTaken
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
        kept = {name: value for name, value in stored.profile.items() if name != NAME}
        stored.profile = kept | ({NAME: digest} if digest else {})
        stored.save(update_fields=["profile"])
    record.write(verb, actor=actor, chain=stored.pk, subject=stored.pk, revision=stored.revision)
    end_sessions(stored.pk, but=but, actor=actor)
    take_over(account, stored)
    account.profile = stored.profile


def _digest(named: Named) -> str:
    return hashlib.sha256(f"{named.issuer}\0{named.subject}".encode()).hexdigest()
