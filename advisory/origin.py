"""Where a request came from, sealed into its trail entries: the address, and what the browser calls itself.

For somebody to whom her own account's week looks strange it is the first question; for everybody else it
is nobody's business. So it is sealed, bound to the request and to who acted, and opened on the privacy
officer's pages alone.
"""

import json
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest

from advisory.client_address import client_address
from advisory.sealing import cipher, padding
from advisory.sealing.errors import SealError
from advisory.sealing.keys import WrapKeyring, keyring
from advisory.sealing.opener import stored_bytes
from audit.actor import Actor

PURPOSE = "trail-origin"
# The longest an IPv6 address is written.
ADDRESS_SIGNS = 45
AGENT_SIGNS = 160
# Every origin takes this much, whatever the browser says of itself; the longest of both fits.
ORIGIN_BYTES = 256
# These would be written as two signs each, and the longest would not fit.
DOUBLED = frozenset('"\\')


@dataclass(frozen=True, slots=True)
class Origin:
    address: str
    agent: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Origin":
        agent = str(request.META.get("HTTP_USER_AGENT", ""))
        return cls(_plain(client_address(request), ADDRESS_SIGNS), _plain(agent, AGENT_SIGNS))


class Visitor(Actor):
    """The actor of a request. Its origin is sealed when its first entry asks for it, and once."""

    __slots__ = ("_seal", "_sealed")
    _seal: Callable[[], bytes]
    _sealed: bytes | None

    def __init__(self, account_id: uuid.UUID, request_id: uuid.UUID, came_from: Origin) -> None:
        seal = partial(seal_origin, came_from, request=request_id, actor=account_id)
        said = {"id": account_id, "job": "", "request": request_id, "_seal": seal, "_sealed": None}
        for name, value in said.items():
            # An actor is frozen.
            object.__setattr__(self, name, value)

    @property
    def origin(self) -> bytes:
        if self._sealed is None:
            object.__setattr__(self, "_sealed", self._seal())
        return cast(bytes, self._sealed)


def actor_in(request: HttpRequest | None, account_id: uuid.UUID) -> Actor:
    """The account as it acts in this request, one value a request; without an origin where there is none."""
    request_id = getattr(request, "request_id", None)
    if request is None or request_id is None:
        return Actor(id=account_id)
    known: dict[uuid.UUID, Actor] = request.__dict__.setdefault("actors", {})
    if account_id not in known:
        known[account_id] = Visitor(account_id, request_id, Origin.of(request))
    return known[account_id]


def seal_origin(origin: Origin, *, request: uuid.UUID, actor: uuid.UUID) -> bytes:
    """A record of one length that opens for this request and this actor alone."""
    ring = keyring()
    number = ring.mac_number()
    text = json.dumps({"address": origin.address, "agent": origin.agent}, separators=(",", ":"))
    plain = padding.pad(text, size=ORIGIN_BYTES)
    return cipher.seal(
        plain, key=_key(cast(Hashable, ring), number), key_id=number, place=_place(request, actor)
    )


def open_origin(record: object, *, request: uuid.UUID | None, actor: uuid.UUID) -> Origin:
    """Raises SealError for what is altered, moved to another request or actor, or of a key that is gone."""
    place = _place(request or uuid.UUID(int=0), actor)
    raw = stored_bytes(record)
    number = cipher.key_id_of(raw, place=place)
    try:
        key = _key(cast(Hashable, keyring()), number)
    except LookupError:
        raise SealError("an origin was sealed under a key that is not here", place=place) from None
    text = padding.unpad(cipher.open_record(raw, key=key, key_id=number, place=place))
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, Mapping):
        raise SealError("an origin is not readable", place=place)
    return Origin(str(held.get("address", "")), str(held.get("agent", "")))


@lru_cache(maxsize=8)
def _key(ring: Hashable, number: int) -> AESGCM:
    """Of the MAC's root, like the chains: a trail outlives the epochs. Raises LookupError."""
    return AESGCM(cast(WrapKeyring, ring).mac(PURPOSE, b"key", number=number))


def _place(request: uuid.UUID, actor: uuid.UUID) -> cipher.Place:
    return cipher.Place(table="audit.Entry", row=request, field="origin", owner=actor)


def _plain(text: str, signs: int) -> str:
    """Printable ASCII, cut: control characters go, anything else becomes a question mark."""
    kept = (one for one in text if one.isprintable())
    return "".join(one if one.isascii() and one not in DOUBLED else "?" for one in kept)[:signs]
