"""Opens the facts of many rows: the same records, keys and places as the sealed columns.

What `advisory.sealing` does for one value is prepared here once a key, so that only the
row's own ids are put into the associated data. Every record that does not open raises.
"""

import contextlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag

from advisory.sealing import cipher
from advisory.sealing.errors import SealError, opening
from advisory.sealing.keys import chest
from advisory.sealing.opener import Sealed
from advisory.sealing.registry import registered

_HEADER, _NONCE_END = cipher.HEADER.size, cipher.HEADER.size + cipher.NONCE_BYTES
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


class Opener:
    """Opens records of one column, `length` bytes each inside. What has to be made a key is made once."""

    def __init__(self, label: str, length: int) -> None:
        self._entry, self._label = registered(label), label
        self._table, _dot, self._field = label.rpartition(".")
        self._sealed_length = length + cipher.OVERHEAD
        self._prepared: dict[bytes, _Prepared] = {}

    def __call__(self, record: bytes, row: bytes, owner: bytes) -> bytes:
        """Raises SealError for a record that does not open or is of another length."""
        if len(record) != self._sealed_length:
            raise SealError(
                f"a sealed value of {self._label} has the wrong length", place=self._place(row, owner)
            )
        found = self._prepared.get(record[:_HEADER])
        if found is None:
            with opening(self._place(row, owner)):
                found = self._prepare(record)
        decrypt, before, between, after = found
        try:
            return decrypt(
                record[_HEADER:_NONCE_END], record[_NONCE_END:], before + row + between + owner + after
            )
        except InvalidTag:
            raise SealError(
                f"a sealed value of {self._label} does not open", place=self._place(row, owner)
            ) from None

    def many(self, records: Sequence[bytes], owned: Sequence[bytes], owners: Sequence[bytes]) -> list[bytes]:
        """The same of several, `owned` being their rows: with nothing left to do for each but to open it."""
        starts = {record[:_HEADER] for record in records}
        if len(starts) == 1 and {*map(len, records)} == {self._sealed_length}:
            # The first, for what the others need too; and whatever does not open again, for its place.
            self(records[0], owned[0], owners[0])
            decrypt, before, between, after = self._prepared[starts.pop()]
            with contextlib.suppress(InvalidTag):
                return [
                    decrypt(one[_HEADER:_NONCE_END], one[_NONCE_END:], before + row + between + owner + after)
                    for one, row, owner in zip(records, owned, owners, strict=True)
                ]
        return [self(*one) for one in zip(records, owned, owners, strict=True)]

    def _place(self, row: bytes, owner: bytes) -> cipher.Place:
        return cipher.Place(
            self._table, uuid.UUID(bytes=row), self._field, uuid.UUID(bytes=owner), self._entry.schema
        )

    def _prepare(self, record: bytes) -> _Prepared:
        key_id = cipher.key_id_of(record)
        data = self._place(_ROW.bytes, _OWNER.bytes).associated_data(key_id)
        before, rest = data.split(_ROW.bytes)
        between, after = rest.split(_OWNER.bytes)
        decrypt = chest.cipher(key_id, self._entry.lock).decrypt
        found = self._prepared[record[:_HEADER]] = _Prepared(decrypt, before, between, after)
        return found


def opener(label: str, length: int) -> Opener:
    """Of the column `app.Model.field`."""
    return Opener(label, length)
