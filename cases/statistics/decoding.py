"""Facts records to NumPy columns, with the same strictness as reading one row.

`cases.models.facts` owns the layout; this reads the same slots for all rows at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisory.sealing.errors import SealError
from cases import codebook
from cases.models.slots import LAYOUT, RECORD_BYTES, Slot

Column = NDArray[Any]
Columns = dict[str, Column]


def decoded(records: Sequence[bytes], slots: dict[str, Slot]) -> Columns:
    """One column a slot, as the numbers of its code list; a choice of several stays a bitmap (uint64).

    Raises SealError for a record of another length or layout, or with a number its list does not have.
    """
    if records and {*map(len, records)} != {RECORD_BYTES}:
        raise SealError("a facts record has the wrong length")
    raw = np.frombuffer(b"".join(records), dtype=np.uint8).reshape(-1, RECORD_BYTES)
    if (raw[:, 0] != LAYOUT).any():
        raise SealError("a facts record has an unknown layout")
    columns = {name: _column(raw, slot) for name, slot in slots.items()}
    for name, slot in slots.items():
        _refuse_unknown(columns[name], slot)
    return columns


def _column(raw: NDArray[np.uint8], slot: Slot) -> Column:
    if slot.shape == "one":
        return np.ascontiguousarray(raw[:, slot.offset])
    block = np.ascontiguousarray(raw[:, slot.offset : slot.offset + slot.size])
    if slot.shape == "wide":
        return block.view(">u2").ravel().astype(np.uint16)
    return block.view(">u8").ravel().astype(np.uint64)


def _refuse_unknown(column: Column, slot: Slot) -> None:
    if slot.shape == "many":
        used = int(np.bitwise_or.reduce(column)) if len(column) else 0
        found: Iterable[int] = (bit for bit in range(1, 64) if used >> bit & 1)
    else:
        found = np.flatnonzero(np.bincount(column)).tolist() if len(column) else ()
    try:
        for number in set(found) - {0}:
            codebook.code_of(slot.list, number)
    except KeyError:
        raise SealError(f"a facts record holds a number that the list {slot.list} does not have") from None
