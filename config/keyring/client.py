"""The keyring of a process that holds no key: asks the key service on its Unix socket.

One connection a thread and a process, opened again once when the service was restarted meanwhile.
"""

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

from config.keyring import errors, wire
from config.keyring.held import checked
from config.keyring.provider import MacWanted

TIMEOUT = 5.0
# How long verifying a whole trail waits at the service's limit before it gives up.
PATIENCE = 120.0
# Seconds for which a thread believes that the MAC root in use is still the same.
BELIEVED = 5.0
MACS_AT_ONCE = 500
KNOWN_ERRORS = {
    one.__name__: one for one in (errors.KeyringError, errors.NoSuchKeyError, errors.KeyringReadOnly)
}


class _Line(threading.local):
    """This thread's connection, and what it believes."""

    pid = 0
    connection: socket.socket | None = None
    mac_number = 0
    asked_at = -BELIEVED


class ServiceKeyring:
    def __init__(self, path: Path, *, timeout: float = TIMEOUT) -> None:
        self.path, self.timeout = path, timeout
        self._line = _Line()

    def wrap(self, key: bytes, *, context: bytes) -> tuple[int, bytes]:
        number, wrapped = self._ask(b"wrap", key, context)
        return wire.number(number), wrapped

    def wrap_with(self, number: int, key: bytes, *, context: bytes) -> bytes:
        return self._ask(b"wrap_with", *wire.numbers([number]), key, context)[0]

    def unwrap(self, number: int, wrapped: bytes, *, context: bytes) -> bytes:
        return self._ask(b"unwrap", *wire.numbers([number]), wrapped, context)[0]

    def kek_numbers(self) -> tuple[int, ...]:
        return self._numbers(b"numbers", b"kek")

    def mac_number(self) -> int:
        line = self._line
        if monotonic() - line.asked_at > BELIEVED:
            line.mac_number, line.asked_at = self.mac_numbers()[-1], monotonic()
        return line.mac_number

    def mac_numbers(self) -> tuple[int, ...]:
        return self._numbers(b"numbers", b"mac")

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        return self._ask(b"macs", purpose.encode(), message, *wire.numbers([number]))[0]

    def macs(self, wanted: Sequence[MacWanted]) -> list[bytes]:
        found: list[bytes] = []
        until = monotonic() + PATIENCE
        for parts in _portions(wanted):
            while True:
                try:
                    found += self._ask(b"macs", *parts)
                    break
                except errors.KeyringBusy as busy:
                    if monotonic() + busy.wait > until:
                        raise
                    sleep(busy.wait)
        return found

    def sign(self, message: bytes) -> tuple[int, bytes]:
        number, signature = self._ask(b"sign", message)
        return wire.number(number), signature

    def sign_numbers(self) -> tuple[int, ...]:
        return self._numbers(b"numbers", b"sign")

    def public_key(self, number: int) -> bytes:
        return self._ask(b"public_key", *wire.numbers([number]))[0]

    def destroyed(self, kind: str) -> tuple[int, ...]:
        return self._numbers(b"destroyed", checked(kind).encode())

    def add(self, kind: str) -> int:
        made = self._ask(b"add", checked(kind).encode(), once=True)
        self._line.asked_at = -BELIEVED
        return wire.number(made[0])

    def destroy(self, kind: str, number: int) -> None:
        self._ask(b"destroy", checked(kind).encode(), *wire.numbers([number]), once=True)

    def status(self) -> str:
        """What the service has done since it started, as JSON."""
        return self._ask(b"status")[0].decode()

    def _numbers(self, *asked: bytes) -> tuple[int, ...]:
        return tuple(wire.number(part) for part in self._ask(*asked))

    def _ask(self, *parts: bytes, once: bool = False) -> list[bytes]:
        """The reply's parts. A change is asked `once`, on a fresh connection: it must not be made twice."""
        try:
            reply = self._spoken(parts, fresh=once)
            if reply is None and not once:
                reply = self._spoken(parts, fresh=True)
        except wire.NotAFrame:
            self._hang_up()
            raise errors.KeyringError(
                "More was asked of the key service at once than fits a request."
            ) from None
        if reply is None:
            raise errors.KeyringUnavailable(
                f"The key service does not answer at {self.path}. Start it (systemctl start frittvalg-keys), "
                "or set FRITTVALG_KEY_SOCKET to where it listens (see deploy/keys.md)."
            )
        if reply[0] == b"ok":
            return reply[1:]
        name, sentence = reply[0].decode(), reply[1].decode()
        if name == errors.KeyringBusy.__name__:
            raise errors.KeyringBusy(sentence, wait=float(reply[2]))
        raise KNOWN_ERRORS.get(name, errors.KeyringError)(sentence)

    def _spoken(self, parts: Sequence[bytes], *, fresh: bool) -> list[bytes] | None:
        """The reply; None when there was none, and then the connection is closed. Raises NotAFrame."""
        try:
            peer = self._connection(fresh)
            wire.send(peer, parts)
            reply = wire.receive(peer)
        except TimeoutError:
            self._hang_up()
            raise errors.KeyringUnavailable(
                f"The key service at {self.path} took longer than {self.timeout:g} seconds."
            ) from None
        except OSError:
            reply = None
        if not reply:
            self._hang_up()
        return reply or None

    def _connection(self, fresh: bool) -> socket.socket:
        """This thread's own in this process: what was opened before a fork belongs to the parent."""
        line = self._line
        if fresh or line.pid != os.getpid():
            self._hang_up()
        if line.connection is None:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            made.settimeout(self.timeout)
            line.connection, line.pid = made, os.getpid()
            made.connect(str(self.path))
        return line.connection

    def _hang_up(self) -> None:
        if self._line.connection is not None:
            self._line.connection.close()
        self._line.connection = None


def _portions(wanted: Sequence[MacWanted]) -> Iterator[list[bytes]]:
    """The parts of as many as fit a request each."""
    parts: list[bytes] = []
    size = 0
    for purpose, message, number in wanted:
        if parts and (len(parts) >= 3 * MACS_AT_ONCE or size + len(message) > wire.LARGEST_FRAME // 2):
            yield parts
            parts, size = [], 0
        parts += [purpose.encode(), message, *wire.numbers([number])]
        size += len(message)
    if parts:
        yield parts
