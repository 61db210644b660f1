"""Lengths that say little: texts fill the next bucket before they are sealed, profiles one fixed size."""

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


def pad(text: str, *, size: int | None = None) -> bytes:
    """`text` filled up to its bucket, or to `size` bytes; ValueError when it does not fit into those."""
    raw = text.encode()
    needed = LENGTH.size + len(raw)
    if size is not None and needed > size:
        # Says no more than lengths: the text is about to be sealed.
        raise ValueError(f"a value of {needed} bytes does not fit into the {size} it is padded to")
    return (LENGTH.pack(len(raw)) + raw).ljust(size or bucket(needed), b"\0")


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
