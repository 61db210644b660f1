"""A second factor is given: each code, each challenge is good once, whoever else tries at the same moment.

What was accepted last stands in the factor's own sealed content, which the account's seal binds at a
revision that the trail holds; the account's row is held meanwhile. So of twenty tries at once one succeeds,
in whatever process, and nothing put back by SQL makes an old code good again.
"""

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from advisory.account_seal import changing, factors_of
from advisory.errors import CountWentBack, WrongFactor
from advisory.factors import codes, totp
from advisory.factors.kinds import Kind, changed, kind_of
from advisory.factors.passkeys import Answer
from advisory.models import Factor
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def use_code(*, actor: Actor, account_id: UUID, code: str) -> Factor:
    """The factor whose code this is: of an app, or a recovery code. Raises WrongFactor and SealError."""
    typed = codes.plain(code)
    with _using(actor, account_id) as factors:
        for factor in factors:
            if (said := _accepted(factor, typed)) is not None:
                _keep(factor, said)
                factors[:] = [factor]
                break
        else:
            raise WrongFactor
    return factors[0]


def use_passkey(*, actor: Actor, account_id: UUID, answer: Answer) -> Factor:
    """The passkey that answered.

    Raises WrongFactor when it is gone or answered this challenge or a later one already, CountWentBack
    when it counts less than before: a copy of it is about. SealError for an account that was altered.
    """
    with _using(actor, account_id) as factors:
        factor = next((one for one in factors if one.pk == answer.factor.pk), None)
        if factor is None or answer.asked <= int(factor.content["last"]):
            raise WrongFactor
        before = int(factor.content["count"])
        # One that does not count says nought each time.
        if (before or answer.count) and answer.count <= before:
            raise CountWentBack(factor.pk)
        _keep(factor, changed(factor, count=answer.count, last=answer.asked))
        factors[:] = [factor]
    return factors[0]


@contextmanager
def _using(actor: Actor, account_id: UUID) -> Iterator[list[Factor]]:
    """The account's factors, held; afterwards the list holds the one that was used, and the trail says so."""
    with transaction.atomic():
        with changing(account_id) as stored:
            if not stored.is_active:
                raise WrongFactor
            factors = factors_of(account_id)
            yield factors
        record.write(
            Verb.FACTOR_USED,
            actor=actor,
            chain=account_id,
            subject=account_id,
            objects=[factors[0].pk],
            revision=stored.revision,
        )


def _accepted(factor: Factor, typed: str) -> Mapping[str, Any] | None:
    """What the factor says once the code is used up; None when it is not one of its codes."""
    kind = kind_of(factor)
    if kind is Kind.TOTP:
        step = totp.accepted_step(factor.content["secret"], typed, after=int(factor.content["last"]))
        return None if step is None else changed(factor, last=step)
    if kind is Kind.CODES:
        wanted = codes.digest(typed)
        left = [one for one in factor.content["left"] if not hmac.compare_digest(one, wanted)]
        return None if len(left) == len(factor.content["left"]) else changed(factor, left=left)
    return None


def _keep(factor: Factor, said: Mapping[str, Any]) -> None:
    factor.content = said
    factor.save(update_fields=["content"])
