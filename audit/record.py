"""The only way into the trail.

An entry is one INSERT into the view `audit_append`; the database then writes the
entry and moves the head, and refuses an entry that does not follow the head. So
appending costs one statement for a new chain and two for an old one.
"""

import uuid
from collections.abc import Iterable
from contextlib import ExitStack

from django.db import IntegrityError, connection, transaction

from audit.actor import HOUSE, Actor
from audit.append import APPEND, Said, Statement, append, head_of, values_of
from audit.errors import TrailBroken
from audit.verbs import Verb

TRIES = 5


class NotInTransaction(RuntimeError):
    """A write was to be recorded outside the transaction it belongs to."""


class InTransaction(RuntimeError):
    """Something that stands for itself was to be recorded where a rollback could take it along."""


def write(
    verb: Verb,
    *,
    actor: Actor,
    chain: uuid.UUID,
    subject: uuid.UUID | None = None,
    objects: Iterable[uuid.UUID] = (),
    fields: Iterable[str] = (),
    first: bool = False,
    revision: int | None = None,
) -> None:
    """Record a write, in the transaction of the write: both happen or neither.

    `first` says that the chain begins here (a case just made), which saves looking for its head.
    `revision` is what the chain's case or account reaches by it; without one the chain keeps the last.
    Raises NotInTransaction outside a transaction, TrailBroken where the chain's head is not genuine.
    """
    said = Said(verb, actor, chain, subject, tuple(objects), tuple(fields), revision)
    _in_transaction(verb)
    append(said, first=first)


def beginning(
    verb: Verb,
    *,
    actor: Actor,
    chain: uuid.UUID,
    subject: uuid.UUID | None = None,
    objects: Iterable[uuid.UUID] = (),
    revision: int | None = None,
) -> Statement:
    """The first entry of a chain as the statement that writes it, for who sends it along with the rows it
    is about: on PostgreSQL an answer less to wait for. Raises NotInTransaction.
    """
    _in_transaction(verb)
    values, _carried = values_of(Said(verb, actor, chain, subject, tuple(objects), (), revision), None)
    return APPEND, values


def alone(
    verb: Verb,
    *,
    actor: Actor,
    chain: uuid.UUID | None = None,
    subject: uuid.UUID | None = None,
    objects: Iterable[uuid.UUID] = (),
    fields: Iterable[str] = (),
) -> int | None:
    """Record something that stands for itself and is durable at once: a read before it is shown,
    a refusal that must survive the request's failure.

    Without `chain` the entry goes to the actor's own. Gives the revision that the chain carries, if any.
    Raises InTransaction when a transaction is open, TrailBroken where the chain's head is not genuine.
    """
    said = Said(verb, actor, chain or actor.id, subject, tuple(objects), tuple(fields))
    for left in reversed(range(TRIES)):
        try:
            with ExitStack() as ended:
                try:
                    ended.enter_context(transaction.atomic(durable=True))
                except RuntimeError as error:
                    raise InTransaction(f"{verb} must be recorded outside any transaction.") from error
                return append(said, first=False)
        except IntegrityError:
            # Two first entries of one chain at once: the loser looks for the head again.
            if not left:
                raise
    raise AssertionError("The last try ends in an answer or an error.")


def anchored(chain: uuid.UUID, *, lock: bool = False) -> int | None:
    """The revision that the chain carries; None without a chain, or where no entry named one.

    `lock` holds it there for this transaction. Raises TrailBroken where the head was changed by somebody
    without the key.
    """
    head = head_of(chain, lock=lock and connection.features.has_select_for_update)
    return head.revision if head else None


def refusal(*, actor: Actor, reason: str, subject: uuid.UUID | None = None) -> None:
    """Record that somebody was turned away. `reason` is a word of code, never what was typed."""
    alone(Verb.ACCESS_REFUSED, actor=actor, subject=subject, fields=[reason])


def _in_transaction(verb: Verb) -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{verb} must be recorded inside the transaction that does it.")


__all__ = [
    "HOUSE",
    "InTransaction",
    "NotInTransaction",
    "Statement",
    "TrailBroken",
    "alone",
    "anchored",
    "beginning",
    "refusal",
    "write",
]
