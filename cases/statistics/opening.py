"""Opens the facts of many rows: the same records, keys and places as the sealed columns.

What `advisory.sealing` does for one value is prepared here once a key, so that only the
row's own ids are put into the associated data. Every record that does not open raises.
"""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag

from advisory.sealing import cipher
from advisory.sealing.errors import SealError, opening
from advisory.sealing.keys import chest
from advisory.sealing.opener import Sealed
from advisory.sealing.registry import registered

# (record, row id, id of the owning case) to the plain bytes.
Open = Callable[[bytes, bytes, bytes], bytes]

_ROW = uuid.UUID(int=2**128 - 1)
_OWNER = uuid.UUID(int=2**128 - 2)


class _Prepared(NamedTuple):
    """A key, and the associated data of one column with gaps for the two ids."""

    decrypt: Callable[[bytes, bytes, bytes], bytes]
    before: bytes
    between: bytes
    after: bytes


def record_of(value: Any) -> bytes:
    """What `values_list` gave for a sealed column, as it is stored."""
    if not isinstance(value, Sealed):
        raise TypeError("this is no sealed value")
    return value.record


def opener(label: str, length: int) -> Open:
    """A function that opens records of the column `app.Model.field`, `length` bytes each inside.

    It raises SealError for a record that does not open or is of another length.
    """
    entry = registered(label)
    table, _dot, field = label.rpartition(".")
    header, nonce_end = cipher.HEADER.size, cipher.HEADER.size + cipher.NONCE_BYTES
    sealed_length = length + cipher.OVERHEAD
    prepared: dict[bytes, _Prepared] = {}

    def place(row: bytes, owner: bytes) -> cipher.Place:
        return cipher.Place(table, uuid.UUID(bytes=row), field, uuid.UUID(bytes=owner), entry.schema)

    def prepare(record: bytes) -> _Prepared:
        key_id = cipher.key_id_of(record)
        data = place(_ROW.bytes, _OWNER.bytes).associated_data(key_id)
        before, rest = data.split(_ROW.bytes)
        between, after = rest.split(_OWNER.bytes)
        return _Prepared(chest.cipher(key_id, entry.lock).decrypt, before, between, after)

    def open_one(record: bytes, row: bytes, owner: bytes) -> bytes:
        if len(record) != sealed_length:
            raise SealError(f"a sealed value of {label} has the wrong length", place=place(row, owner))
        start = record[:header]
        found = prepared.get(start)
        if found is None:
            with opening(place(row, owner)):
                found = prepared[start] = prepare(record)
        decrypt, before, between, after = found
        try:
            return decrypt(
                record[header:nonce_end], record[nonce_end:], before + row + between + owner + after
            )
        except InvalidTag:
            raise SealError(f"a sealed value of {label} does not open", place=place(row, owner)) from None

    return open_one
