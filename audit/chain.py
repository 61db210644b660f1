"""The keyed hash chain: how an entry is written as bytes, sealed, and verified.

Pure functions over values; nothing here reads or writes the database. A chain is
a case's, an account's or the house's. An entry's digest covers everything it says,
its number in the chain and the digest before it; a head says how many entries there
are and is sealed apart, so that a cut tail shows.
"""

import hmac
import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice

from audit.keyring import MacKeyring

START = b"\0" * 32
HEAD_PURPOSE = "trail-head"
START_PURPOSE = "trail-start"
# How an entry is written as bytes. Format 2 adds the revision that its row reached; 1 is still read.
FORMAT = 2
FORMATS = (1, 2)
# What a column that was overwritten with anything at all can make of the bytes to be sealed.
UNREADABLE = (LookupError, struct.error, AttributeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it. `at` is aware; `number` counts from 1."""

    chain: uuid.UUID
    number: int
    at: datetime
    verb: str
    actor: uuid.UUID
    job: str
    subject: uuid.UUID | None
    objects: str
    fields: str
    request: uuid.UUID | None
    key_number: int
    previous: bytes
    digest: bytes = b""
    origin: bytes | None = None
    # The revision that the case or the account of this chain has reached by what the entry tells.
    revision: int | None = None
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands; as a start mark, sealed for that purpose, where what was trimmed of it ended."""

    chain: uuid.UUID
    number: int
    digest: bytes
    key_number: int
    seal: bytes
    # The last revision that an entry of this chain named.
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first bad entry of a chain: its number and what is wrong with it.

    Chain and number as SQL writes them where somebody put something else there.
    """

    chain: uuid.UUID | str
    number: int | str
    reason: str


def canonical(link: Link) -> bytes:
    """Every part with its length before it, so that no two entries give the same bytes.

    Raises ValueError for a format that this version does not know.
    """
    if link.format not in FORMATS:
        raise ValueError(f"An entry of format {link.format} cannot be read; this version knows {FORMATS}.")
    if link.format == 1 and link.revision is not None:
        raise ValueError("An entry of format 1 has no revision.")
    parts = [
        struct.pack(">H", link.format),
        link.chain.bytes,
        struct.pack(">Q", link.number),
        link.at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
        link.verb.encode(),
        link.actor.bytes,
        link.job.encode(),
        link.subject.bytes if link.subject else b"",
        link.objects.encode(),
        link.fields.encode(),
        link.request.bytes if link.request else b"",
        # None is told apart from nothing.
        b"" if link.origin is None else b"\1" + link.origin,
        struct.pack(">H", link.key_number),
        link.previous,
    ]
    if link.format > 1:
        parts.append(_revision(link.revision))
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def digest(link: Link, keyring: MacKeyring) -> bytes:
    return keyring.mac("trail", canonical(link), number=link.key_number)


def head_seal(
    chain: uuid.UUID,
    number: int,
    digest: bytes,
    key_number: int,
    keyring: MacKeyring,
    *,
    revision: int | None = None,
    purpose: str = HEAD_PURPOSE,
) -> bytes:
    message = head_message(chain, number, digest, key_number, revision)
    return keyring.mac(purpose, message, number=key_number)


def head_message(
    chain: uuid.UUID, number: int, digest: bytes, key_number: int, revision: int | None
) -> bytes:
    """Without a revision the message is shorter by just that number, as it was before there were any."""
    return chain.bytes + struct.pack(">QH", number, key_number) + digest + _revision(revision)


def is_sealed(head: Head, keyring: MacKeyring, *, purpose: str = HEAD_PURPOSE) -> bool:
    """Whether the head, or the start mark, is one that was written with the key."""
    said = (head.chain, head.number, head.digest, head.key_number)
    try:
        sealed = head_seal(*said, keyring, revision=head.revision, purpose=purpose)
    except UNREADABLE:
        return False
    return hmac.compare_digest(sealed, head.seal)


def _revision(value: int | None) -> bytes:
    return b"" if value is None else struct.pack(">Q", value)


def flaws(
    links: Iterable[Link],
    heads: Mapping[uuid.UUID, Head],
    keyring: MacKeyring,
    *,
    starts: Mapping[uuid.UUID, Head] = {},
) -> Iterator[Flaw]:
    """At most one flaw a chain, the first. `links` come ordered by chain and number.

    `starts` are the start marks of the chains that were trimmed.
    """
    seen: set[uuid.UUID] = set()
    for chain, members in groupby(links, key=lambda link: link.chain):
        seen.add(chain)
        # One flaw a chain: whatever follows a break in it is broken too. groupby passes over the rest.
        yield from islice(_chain_flaws(members, heads.get(chain), keyring, starts.get(chain)), 1)
    for chain in heads.keys() - seen:
        yield Flaw(chain, 1, "all entries of this chain are missing")
    for chain in starts.keys() - seen - heads.keys():
        yield Flaw(chain, 1, "there is a start mark for this chain, and nothing else of it")


def _chain_flaws(
    members: Iterator[Link], head: Head | None, keyring: MacKeyring, start: Head | None
) -> Iterator[Flaw]:
    if start is not None and not is_sealed(start, keyring, purpose=START_PURPOSE):
        what = "the start mark of this chain was altered, or written without the key"
        yield Flaw(start.chain, start.number, what)
    last: Link | Head | None = start
    revision = start.revision if start else None
    for link in members:
        reason = link_flaw(link, last, keyring)
        if reason:
            yield Flaw(link.chain, link.number, reason)
        last = link
        revision = revision if link.revision is None else link.revision
    if isinstance(last, Link):
        yield from _head_flaw(last, revision, head, keyring)


def link_flaw(link: Link, last: Link | Head | None, keyring: MacKeyring) -> str:
    """What is wrong with an entry that is to follow `last`, an entry or the start mark; "" if nothing is."""
    expected = last.number + 1 if last else 1
    if isinstance(last, Head) and link.number <= last.number:
        return "was trimmed, and put back"
    if link.number != expected:
        return f"entry {expected} is missing or out of order"
    if link.previous != (last.digest if last else START):
        return "does not follow from the entry before it"
    genuine = is_genuine(link, keyring)
    if genuine is None:
        return "was altered: it cannot be read, or names a key or a format that is not known here"
    return "" if genuine else "was altered, or written without the key"


def is_genuine(link: Link, keyring: MacKeyring) -> bool | None:
    """Whether the entry is one that was written with the key; None for one that cannot be read."""
    try:
        return hmac.compare_digest(digest(link, keyring), link.digest)
    except UNREADABLE:
        return None


def _head_flaw(last: Link, revision: int | None, head: Head | None, keyring: MacKeyring) -> Iterator[Flaw]:
    if head is None:
        yield Flaw(last.chain, last.number, "the head of this chain is missing")
        return
    if not is_sealed(head, keyring):
        yield Flaw(last.chain, last.number, "the head of this chain was altered, or written without the key")
    elif head.number > last.number:
        yield Flaw(last.chain, last.number + 1, f"entries {last.number + 1} to {head.number} are missing")
    elif (head.number, head.digest, head.revision) != (last.number, last.digest, revision):
        yield Flaw(last.chain, last.number, "does not match the head of its chain")
