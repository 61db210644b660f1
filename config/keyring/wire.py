"""How the key service is spoken to: one frame a request, one frame a reply, on a Unix stream socket.

A frame is its length (4 bytes, big-endian) and that many bytes; in it stand parts, each with its length
before it likewise. The first part of a request is what is asked, of a reply `ok` or the class of an error.
"""

import socket
import struct
from collections.abc import Sequence

LENGTH = struct.Struct(">I")
NUMBER = struct.Struct(">I")
LARGEST_FRAME = 1 << 20


class NotAFrame(ValueError):
    """The other side does not speak this."""


def packed(parts: Sequence[bytes]) -> bytes:
    return b"".join(LENGTH.pack(len(part)) + part for part in parts)


def unpacked(body: bytes) -> list[bytes]:
    """Raises NotAFrame for parts that do not fill the frame exactly."""
    parts, at = [], 0
    while at < len(body):
        if at + LENGTH.size > len(body):
            raise NotAFrame
        (length,) = LENGTH.unpack_from(body, at)
        at += LENGTH.size
        if at + length > len(body):
            raise NotAFrame
        parts.append(body[at : at + length])
        at += length
    return parts


def send(peer: socket.socket, parts: Sequence[bytes]) -> None:
    """Raises NotAFrame for more than a frame may hold."""
    body = packed(parts)
    if len(body) > LARGEST_FRAME:
        raise NotAFrame
    peer.sendall(LENGTH.pack(len(body)) + body)


def receive(peer: socket.socket) -> list[bytes] | None:
    """The parts; None when the other side is gone. Raises NotAFrame."""
    head = _exactly(peer, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LARGEST_FRAME:
        raise NotAFrame
    body = _exactly(peer, length)
    return None if body is None else unpacked(body)


def number(part: bytes) -> int:
    """Raises NotAFrame."""
    if len(part) != NUMBER.size:
        raise NotAFrame
    return int(NUMBER.unpack(part)[0])


def numbers(found: Sequence[int]) -> list[bytes]:
    return [NUMBER.pack(one) for one in found]


def _exactly(peer: socket.socket, length: int) -> bytes | None:
    found = bytearray()
    while len(found) < length:
        part = peer.recv(length - len(found))
        if not part:
            return None
        found += part
    return bytes(found)
