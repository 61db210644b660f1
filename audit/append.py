"""How an entry is made and put at the end of its chain. Only `audit/record.py` calls this."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection
from django.utils import timezone

from audit import chain as links
from audit.actor import Actor
from audit.errors import TrailBroken
from audit.keyring import keyring
from audit.verbs import Verb

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
class Said:
    """What an entry will say."""

    verb: Verb
    actor: Actor
    chain: uuid.UUID
    subject: uuid.UUID | None
    objects: tuple[uuid.UUID, ...]
    # Words of the code: names of fields, a reason, a year, a digest; never a value (see Entry.fields).
    fields: tuple[str, ...]
    revision: int | None = None


def append(said: Said, *, first: bool) -> int | None:
    """Write the entry and move the head; gives the revision that the chain then carries."""
    head = None if first else head_of(said.chain, lock=connection.features.has_select_for_update)
    values, carried = values_of(said, head)
    with connection.cursor() as cursor:
        cursor.execute(APPEND, values)
    return carried


def values_of(said: Said, head: links.Head | None) -> tuple[list[Any], int | None]:
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


def head_of(chain: uuid.UUID, *, lock: bool = False) -> links.Head | None:
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
