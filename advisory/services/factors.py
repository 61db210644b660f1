"""Second factors come, go and are made anew. Each change is in the trail, is told by letter, and ends the
account's other sessions: whoever sat at one of them signs in again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from advisory.account_seal import changing, factors_of
from advisory.errors import FactorGone, LastFactor, TooManyFactors
from advisory.factors import codes
from advisory.factors.kinds import Kind, changed, content, kind_of, strong
from advisory.models import Account, Factor
from advisory.services.accounts import take_over
from advisory.services.outbox import tell_of_factors
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb

MOST = 12


def add_factor(
    *, actor: Actor, account: Account, said: Mapping[str, Any], but: str | None = None
) -> tuple[Factor, list[str]]:
    """The new factor, and recovery codes to be shown once if there were none yet.

    An app takes the place of the one before. `but` is the session that goes on. Raises TooManyFactors,
    and SealError for an account that was altered.
    """
    made = Factor(account_id=account.pk, content=said)
    shown: list[str] = []
    with _change(Verb.FACTOR_ADDED, actor, account, but) as objects:
        there = factors_of(account.pk)
        if kind_of(made) is Kind.TOTP:
            for old in (one for one in there if kind_of(one) is Kind.TOTP):
                old.delete()
        elif len(there) >= MOST:
            raise TooManyFactors
        made.save(force_insert=True)
        if not any(kind_of(one) is Kind.CODES for one in there):
            shown = codes.new_codes()
            _new_codes(account.pk, shown)
        objects.append(made.pk)
    return made, shown


def remove_factor(*, actor: Actor, account: Account, factor_id: UUID, but: str | None = None) -> None:
    """Raises FactorGone when she has no such passkey or app, LastFactor when nothing would be left to sign
    in with.
    """
    with _change(Verb.FACTOR_REMOVED, actor, account, but) as objects:
        there = strong(factors_of(account.pk))
        found = next((one for one in there if one.pk == factor_id), None)
        if found is None:
            raise FactorGone
        if len(there) == 1:
            raise LastFactor
        found.delete()
        objects.append(factor_id)


def renew_codes(*, actor: Actor, account: Account, but: str | None = None) -> list[str]:
    """Codes to be shown once; those before are good no more. Raises LastFactor without any factor."""
    shown = codes.new_codes()
    with _change(Verb.CODES_MADE, actor, account, but) as objects:
        there = factors_of(account.pk)
        if not strong(there):
            raise LastFactor
        old = next((one for one in there if kind_of(one) is Kind.CODES), None)
        if old is None:
            old = _new_codes(account.pk, shown)
        else:
            # The row stays, so that a session that one of its codes was given in goes on.
            old.content = changed(old, left=codes.digests(shown), added=timezone.now().isoformat())
            old.save(update_fields=["content"])
        objects.append(old.pk)
    return shown


def reset_factors(*, actor: Actor, account: Account) -> int:
    """Take all of somebody's factors away; how many there were. At her next sign-in she sets up others."""
    with _change(Verb.FACTORS_RESET, actor, account, None) as objects:
        for one in factors_of(account.pk):
            objects.append(one.pk)
            one.delete()
    return len(objects)


@contextmanager
def _change(verb: Verb, actor: Actor, account: Account, but: str | None) -> Iterator[list[UUID]]:
    """The transaction of a change; `objects` is filled with the factors that it is about."""
    objects: list[UUID] = []
    with transaction.atomic():
        with changing(account.pk) as stored:
            yield objects
        end_sessions(stored.pk, but=but, actor=actor)
        record.write(
            verb, actor=actor, chain=stored.pk, subject=stored.pk, objects=objects, revision=stored.revision
        )
        tell_of_factors(stored, now=timezone.now())
    take_over(account, stored)


def _new_codes(account_id: UUID, shown: list[str]) -> Factor:
    row = Factor(account_id=account_id, content=content(Kind.CODES, left=codes.digests(shown)))
    row.save(force_insert=True)
    return row
