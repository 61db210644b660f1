"""The only way into the trail.

An entry is one INSERT into the view `audit_append`; the database then writes the
entry and moves the head, and refuses an entry that does not follow the head. So
appending costs one statement for a new chain and two for an old one.
"""

import uuid
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit import chain as links
from audit.actor import HOUSE, Actor
from audit.errors import TrailBroken
from audit.keyring import keyring
from audit.verbs import Verb

TRIES = 5
# By SQL: a read records itself before it is shown, and Django's own query would cost as much as the rest.
HEAD = "SELECT number, digest, key_number, seal, revision FROM audit_chainhead WHERE chain = %s"
APPEND = (
    "INSERT INTO audit_append (chain, number, format, at, verb, actor, job, subject, objects_named, fields, "
    "request, origin, key_number, previous, digest, revision, seal, carried) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
# SQL, and what it asks for.
Statement = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What an entry will say."""

    verb: Verb
    actor: Actor
    chain: uuid.UUID
    subject: uuid.UUID | None
    objects: tuple[uuid.UUID, ...]
    # Words of the code: names of fields, a reason, a year, a digest; never a value (see Entry.fields).
    fields: tuple[str, ...]
    revision: int | None = None


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
    said = _Said(verb, actor, chain, subject, tuple(objects), tuple(fields), revision)
    _in_transaction(verb)
    _append(said, first=first)


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
    values, _carried = _values(_Said(verb, actor, chain, subject, tuple(objects), (), revision), None)
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
    said = _Said(verb, actor, chain or actor.id, subject, tuple(objects), tuple(fields))
    for left in reversed(range(TRIES)):
        try:
            with ExitStack() as ended:
                try:
                    ended.enter_context(transaction.atomic(durable=True))
                except RuntimeError as error:
                    raise InTransaction(f"{verb} must be recorded outside any transaction.") from error
                return _append(said, first=False)
        except IntegrityError:
            # Two first entries of one chain at once: the loser looks for the head again.
            if not left:
                raise
    raise AssertionError("The last try ends in an answer or an error.")


def anchored(chain: uuid.UUID) -> int | None:
    """The revision that the chain carries; None without a chain, or where no entry named one.

    Raises TrailBroken where the head was changed by somebody without the key.
    """
    head = _head(chain)
    return head.revision if head else None


def refusal(*, actor: Actor, reason: str, subject: uuid.UUID | None = None) -> None:
    """Record that somebody was turned away. `reason` is a word of code, never what was typed."""
    alone(Verb.ACCESS_REFUSED, actor=actor, subject=subject, fields=[reason])


def _in_transaction(verb: Verb) -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{verb} must be recorded inside the transaction that does it.")


def _append(said: _Said, *, first: bool) -> int | None:
    """Write the entry and move the head; gives the revision that the chain then carries."""
    head = None if first else _head(said.chain, lock=connection.features.has_select_for_update)
    values, carried = _values(said, head)
    with connection.cursor() as cursor:
        cursor.execute(APPEND, values)
    return carried


def _values(said: _Said, head: links.Head | None) -> tuple[list[Any], int | None]:
    """(what APPEND asks for, the revision that the chain then carries)."""
    keys = keyring()
    number = keys.mac_number()
    link = links.Link(
        chain=said.chain,
        number=head.number + 1 if head else 1,
        at=timezone.now(),
        verb=said.verb.value,
        actor=said.actor.id,
        job=said.actor.job,
        subject=said.subject,
        objects=" ".join(str(one) for one in said.objects),
        fields=" ".join(said.fields),
        request=said.actor.request,
        origin=said.actor.origin,
        key_number=number,
        previous=head.digest if head else links.START,
        revision=said.revision,
    )
    digest = links.digest(link, keys)
    carried = head.revision if head and said.revision is None else said.revision
    seal = links.head_seal(said.chain, link.number, digest, number, keys, revision=carried)
    return _columns(link, digest, seal, carried), carried


def _head(chain: uuid.UUID, *, lock: bool = False) -> links.Head | None:
    """Where the chain stands; None where it has not begun. `lock` holds it for this transaction.

    The seal is checked, or the next entry would seal anew what somebody else wrote there.
    """
    with connection.cursor() as cursor:
        cursor.execute(HEAD + " FOR UPDATE" if lock else HEAD, [_uuid(chain)])
        found = cursor.fetchone()
    if found is None:
        return None
    number, digest, key_number, seal, revision = found
    try:
        head = links.Head(chain, number, bytes(digest), key_number, bytes(seal), revision)
    except TypeError:
        head = None
    if head is None or not links.is_sealed(head, keyring()):
        raise TrailBroken(f"The head of chain {chain} was not written with the key. Run verify_trail.")
    return head


def _columns(link: links.Link, digest: bytes, seal: bytes, carried: int | None) -> list[Any]:
    return [
        _uuid(link.chain),
        link.number,
        link.format,
        _time(link.at),
        link.verb,
        _uuid(link.actor),
        link.job,
        _uuid(link.subject),
        link.objects,
        link.fields,
        _uuid(link.request),
        link.origin,
        link.key_number,
        link.previous,
        digest,
        link.revision,
        seal,
        carried,
    ]


def _uuid(value: uuid.UUID | None) -> uuid.UUID | str | None:
    if value is None or connection.features.has_native_uuid_field:
        return value
    return value.hex


def _time(value: datetime) -> datetime | str | None:
    return cast(datetime | str | None, connection.ops.adapt_datetimefield_value(value))


__all__ = [
    "HOUSE",
    "InTransaction",
    "NotInTransaction",
    "TrailBroken",
    "alone",
    "anchored",
    "beginning",
    "refusal",
    "write",
]
