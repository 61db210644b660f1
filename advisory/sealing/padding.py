"""Lengths that say little: texts fill the next bucket before they are sealed."""

import struct

from advisory.sealing.errors import SealError

LENGTH = struct.Struct(">I")
SMALLEST = 128


def bucket(size: int) -> int:
    """The padded length for `size` bytes: 128, then doubling, with one step half-way from 1024 on.

    So a text of up to 124 bytes looks like any other such text, and padding wastes less than half.
    """
    step = SMALLEST
    while step < size:
        if step >= 1024 and size <= step + step // 2:
            return step + step // 2
        step *= 2
    return step


def pad(text: str) -> bytes:
    raw = text.encode()
    return (LENGTH.pack(len(raw)) + raw).ljust(bucket(LENGTH.size + len(raw)), b"\0")


def unpad(padded: bytes) -> str:
    """Raises SealError when what was opened is not what `pad` makes: length, filling or spelling."""
    if len(padded) < LENGTH.size:
        raise SealError("a sealed text has no length")
    (size,) = LENGTH.unpack_from(padded)
    raw = padded[LENGTH.size : LENGTH.size + size]
    if len(raw) != size or padded[LENGTH.size + size :].strip(b"\0"):
        raise SealError("a sealed text has the wrong length")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        # From None: the original error would carry the opened bytes into a log.
        raise SealError("a sealed text is no text") from None
