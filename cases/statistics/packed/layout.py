"""How a column is written as bytes, and which columns a year has.

Whole numbers without sign, little-endian, the first byte says how many bytes each takes. A column's length
tells how many cases, inquiries and persons there are, which stands in clear anyway (decision 0001).
"""

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases.statistics.decoding import Column, Columns

# Of each case of the year, in the order of their ids: the id in two halves, how many inquiries it got in the
# year, and how many rows of entries and of half-years follow.
CASES = ("c.high", "c.low", "c.asked", "c.entries", "c.spans")
# Of each entry, by case and scheme.
ENTRIES = (
    "kind",
    "concern",
    "circumstances",
    "focus_country",
    "urgency",
    "scheme",
    "channel",
    "asker",
    "actions",
    "month",
    "persons",
    "overlap",
    "case_background",
    "abroad",
    "post",
)
SEVERAL = ("circumstances", "actions")
# Of each person of each entry, by entry.
PERSONS = ("sex", "age_group", "background", "whereabouts")
# Of each half-year in which a case was active in a scheme, by case; whether it ended in it.
SPANS = ("s.month", "s.kind", "s.scheme", "s.ended")
# What was done in later years in inquiries that belong to an entry: its place, the day, a bitmap.
LATER = ("l.entry", "l.day", "l.actions")
# The ids of the posts, by their numbers in the column “post”.
POSTS = "posts"
NAMES = (*CASES, *ENTRIES, *PERSONS, *SPANS, *LATER, POSTS)
_WIDTHS = (1, 2, 4, 8)
# What is done later is written in steps of so many, so that its length tells little.
STEP = 64


def packed(column: Column) -> bytes:
    """The bytes of whole numbers of any kind, as narrow as the largest allows."""
    most = int(column.max(initial=0))
    width = next(one for one in _WIDTHS if most < 256**one)
    return bytes([width]) + column.astype(f"<u{width}").tobytes()


def unpacked(raw: bytes) -> Column:
    """Raises SealError for what is no column."""
    if not raw or raw[0] not in _WIDTHS or (len(raw) - 1) % raw[0]:
        raise SealError("a packed column has an unknown layout")
    column: NDArray[np.unsignedinteger] = np.frombuffer(raw, dtype=f"<u{raw[0]}", offset=1)
    return column


def halves(ids: list[bytes]) -> Columns:
    """Ids of 16 bytes as two columns of numbers that sort as they do."""
    pairs = np.frombuffer(b"".join(ids), dtype=">u8").reshape(-1, 2).astype(np.uint64)
    return {"c.high": pairs[:, 0], "c.low": pairs[:, 1]}
