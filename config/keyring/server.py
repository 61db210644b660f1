"""The key service: does with keys what it is asked, for the users it knows, and writes down every unwrap.

A line of JSON an unwrap and a change, on standard output: which key, which kind of context, who asked.
Never a byte of a key or of what was wrapped.
"""

import json
import re
import socket
import socketserver
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from config.keyring import wire
from config.keyring.errors import KeyringBusy, KeyringError
from config.keyring.limits import Bucket, Limit
from config.keyring.provider import Keyring

PEER = struct.Struct("3i")
CONTEXT_KIND = re.compile(rb"frittvalg [a-z]{1,20}")
CHANGES = frozenset({"add", "destroy"})


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of a socket, as the kernel says."""

    pid: int
    uid: int

    @classmethod
    def of(cls, connection: socket.socket) -> "Peer":
        pid, uid, _gid = PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))
        return cls(pid, uid)


class KeyService:
    """Answers one request at a time a connection. `users` may ask, `keepers` may ask and change."""

    def __init__(
        self, ring: Keyring, *, users: frozenset[int], keepers: frozenset[int], unwraps: Limit, macs: Limit
    ) -> None:
        self.ring, self.users, self.keepers = ring, users | keepers, keepers
        self._unwraps, self._macs = Bucket(unwraps), Bucket(macs)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._operations: dict[str, Callable[[Peer, list[bytes]], list[bytes]]] = {
            name.removeprefix("_do_"): getattr(self, name) for name in dir(self) if name.startswith("_do_")
        }

    def answer(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        """The reply; an error is one too, so that a wrong request ends nothing but itself."""
        name = parts[0].decode("ascii", "replace") if parts else ""
        try:
            if peer.uid not in self.users or (name in CHANGES and peer.uid not in self.keepers):
                self._count("refused")
                self._say("refused", peer)
                raise KeyringError(
                    f"The key service does not do this for user {peer.uid}: see --user and --keeper of its "
                    "unit (deploy/keys.md)."
                )
            if name not in self._operations:
                raise wire.NotAFrame
            self._count(name)
            return [b"ok", *self._operations[name](peer, parts[1:])]
        except KeyringBusy as error:
            self._count("limited")
            return [b"KeyringBusy", str(error).encode(), str(error.wait).encode()]
        except KeyringError as error:
            return [type(error).__name__.encode(), str(error).encode()]
        except (wire.NotAFrame, ValueError, IndexError):
            return [
                b"KeyringError",
                b"The key service does not know this request: other versions on each side?",
            ]

    def _do_wrap(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        key, context = parts
        number, wrapped = self.ring.wrap(key, context=context)
        return [*wire.numbers([number]), wrapped]

    def _do_wrap_with(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        number, key, context = parts
        return [self.ring.wrap_with(wire.number(number), key, context=context)]

    def _do_unwrap(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        kek, wrapped, context = wire.number(parts[0]), parts[1], parts[2]
        kind = CONTEXT_KIND.match(context)
        told = {"kek": kek, "context": kind[0].decode() if kind else "other"}
        outcome = "not opened"
        try:
            self._take(self._unwraps, 1, "unwraps")
            key = self.ring.unwrap(kek, wrapped, context=context)
            outcome = "opened"
        except KeyringBusy:
            outcome = "limited"
            raise
        finally:
            self._count(f"unwrap {outcome}")
            self._count(f"unwrap kek {kek}")
            self._say("unwrap", peer, **told, outcome=outcome)
        return [key]

    def _do_macs(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        wanted = [
            (parts[at].decode("ascii"), parts[at + 1], wire.number(parts[at + 2]))
            for at in range(0, len(parts), 3)
        ]
        self._take(self._macs, len(wanted), "MACs")
        return self.ring.macs(wanted)

    def _do_sign(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        self._take(self._macs, 1, "MACs")
        number, signature = self.ring.sign(parts[0])
        return [*wire.numbers([number]), signature]

    def _do_numbers(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        ring = self.ring
        asked = {b"kek": ring.kek_numbers, b"mac": ring.mac_numbers, b"sign": ring.sign_numbers}
        if parts[0] not in asked:
            raise wire.NotAFrame
        return wire.numbers(asked[parts[0]]())

    def _do_destroyed(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        return wire.numbers(self.ring.destroyed(parts[0].decode("ascii")))

    def _do_public_key(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        return [self.ring.public_key(wire.number(parts[0]))]

    def _do_add(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        number = self.ring.add(parts[0].decode("ascii"))
        self._say("add", peer, kind=parts[0].decode(), number=number)
        return wire.numbers([number])

    def _do_destroy(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        kind, number = parts[0].decode("ascii"), wire.number(parts[1])
        self.ring.destroy(kind, number)
        self._say("destroy", peer, kind=kind, number=number)
        return []

    def _do_status(self, peer: Peer, parts: list[bytes]) -> list[bytes]:
        with self._lock:
            return [json.dumps(self._counts, sort_keys=True).encode()]

    def _take(self, bucket: Bucket, count: int, what: str) -> None:
        wait = bucket.take(count)
        if wait:
            raise KeyringBusy(f"The key service is asked for too many {what}; try again later.", wait=wait)

    def _count(self, name: str) -> None:
        with self._lock:
            self._counts[name] += 1

    def _say(self, event: str, peer: Peer, **told: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "event": event, "pid": peer.pid, "uid": peer.uid, **told})
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


class Connection(socketserver.BaseRequestHandler):
    """Until the other side goes, or says what is no frame."""

    def handle(self) -> None:
        service = cast(Server, self.server).service
        try:
            peer = Peer.of(self.request)
            while (parts := wire.receive(self.request)) is not None:
                wire.send(self.request, service.answer(peer, parts))
        except (OSError, wire.NotAFrame):
            return


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128
    service: KeyService
