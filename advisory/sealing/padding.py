"""Lengths that say little: texts fill the next bucket before they are sealed, profiles one fixed size."""

import struct

from advisory.sealing.errors import SealError

LENGTH = struct.Struct(">I")
# A note about violence is longer than a question, so one size holds nearly every note there is. As large as a
# row that SQLite keeps on one page of its own: 1 kB more cost a third of a full re-encryption.
SMALLEST = 3584
# What a full form may need, in letters of one byte.
SECOND = 8192


def bucket(size: int) -> int:
    """The padded length for `size` bytes: 3584, 8192, then doubling.

    So a text of up to 3580 bytes looks like any other; that one is longer shows, and little more than that.
    """
    if size <= SMALLEST:
        return SMALLEST
    step = SECOND
    while step < size:
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
