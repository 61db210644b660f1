"""Chains built in memory: what the application would write, and what a forger without the key could."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db import connection

from audit import chain
from audit.chain import Head, Link
from audit.keyring import MacKeyring

BEGIN = datetime(2026, 6, 1, 8, tzinfo=UTC)
# How often each attack on rows is tried. What a trial draws is what is done to them, and where: the second
# database has only to show that it is read there as well.
ON_DATABASE = 60 if connection.vendor == "sqlite" else 20


class Roots:
    """A key holder with roots of its own, numbered from 1; the newest is in use."""

    def __init__(self, *roots: bytes) -> None:
        self.roots = roots

    def mac_number(self) -> int:
        return len(self.roots)

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        import hmac

        return hmac.digest(self.roots[number - 1], purpose.encode() + b"\0" + message, "sha256")


OURS = Roots(b"ours")
THEIRS = Roots(b"theirs")


def build(
    name: uuid.UUID,
    count: int,
    keyring: MacKeyring = OURS,
    seed: int = 1,
    *,
    format: int = chain.FORMAT,
    revisions: Mapping[int, int] | None = None,
) -> tuple[list[Link], Head]:
    """A whole chain of `count` entries with its head, sealed by `keyring`; `revisions` by entry number."""
    draw = random.Random(seed)
    links: list[Link] = []
    for number in range(1, count + 1):
        link = Link(
            chain=name,
            number=number,
            at=BEGIN + timedelta(seconds=number),
            verb=draw.choice(["case.read", "case.changed"]),
            actor=uuid.UUID(int=draw.getrandbits(128)),
            job="",
            subject=name,
            objects=str(uuid.UUID(int=draw.getrandbits(128))),
            fields="narrative",
            request=uuid.UUID(int=draw.getrandbits(128)),
            key_number=keyring.mac_number(),
            previous=links[-1].digest if links else chain.START,
            origin=b"sealed",
            revision=(revisions or {}).get(number),
            format=format,
        )
        links.append(replace(link, digest=chain.digest(link, keyring)))
    return links, head_of(links, keyring)


def head_of(links: list[Link], keyring: MacKeyring = OURS) -> Head:
    last = links[-1]
    key = keyring.mac_number()
    revision = next((one.revision for one in reversed(links) if one.revision is not None), None)
    seal = chain.head_seal(last.chain, last.number, last.digest, key, keyring, revision=revision)
    return Head(last.chain, last.number, last.digest, key, seal, revision)


def rechained(links: list[Link], keyring: MacKeyring) -> list[Link]:
    """The same entries numbered and linked anew with another's key, as a forger would."""
    done: list[Link] = []
    for number, link in enumerate(links, start=1):
        moved = replace(link, number=number, previous=done[-1].digest if done else chain.START)
        done.append(replace(moved, digest=chain.digest(moved, keyring)))
    return done
