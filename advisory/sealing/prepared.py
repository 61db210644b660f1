"""Many records of one column, opened and sealed: what `cipher` does, with little left to do for each.

Of a record's associated data only two ids differ from row to row; the rest is made once a key.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from advisory.sealing import cipher
from advisory.sealing.errors import SealError

_HEADER = cipher.HEADER.size
_NONCE_END = _HEADER + cipher.NONCE_BYTES
_ROW = UUID(int=2**128 - 1)
_OWNER = UUID(int=2**128 - 2)


class Column:
    """The column `field` of `table` (`app.Model`). Rows and owners are given by the 16 bytes of their ids."""

    def __init__(self, table: str, field: str, schema: int = 1) -> None:
        self.table, self.field, self.schema = table, field, schema
        self._prepared: dict[int, tuple[bytes, bytes, bytes, bytes]] = {}

    def place(self, row: bytes, owner: bytes) -> cipher.Place:
        return cipher.Place(self.table, UUID(bytes=row), self.field, UUID(bytes=owner), self.schema)

    def open(self, record: bytes, row: bytes, owner: bytes, *, key: AESGCM, key_id: int) -> bytes:
        """The plain bytes. Raises SealError with the place, as `cipher.open_record` does."""
        prepared = self._prepared.get(key_id) or self._prepare(key_id)
        header, before, between, after = prepared
        if record[:_HEADER] != header or len(record) < cipher.OVERHEAD:
            # Says what is wrong with it.
            return cipher.open_record(record, key=key, key_id=key_id, place=self.place(row, owner))
        try:
            return key.decrypt(
                record[_HEADER:_NONCE_END], record[_NONCE_END:], before + row + between + owner + after
            )
        except InvalidTag:
            raise SealError(
                f"a sealed value of {self.table}.{self.field} does not open", place=self.place(row, owner)
            ) from None

    def seal(
        self, plain: bytes, row: bytes, owner: bytes, *, key: AESGCM, key_id: int, nonce: bytes
    ) -> bytes:
        """The record of `plain`. `nonce` is 12 random bytes that were never used."""
        prepared = self._prepared.get(key_id) or self._prepare(key_id)
        header, before, between, after = prepared
        return header + nonce + key.encrypt(nonce, plain, before + row + between + owner + after)

    def _prepare(self, key_id: int) -> tuple[bytes, bytes, bytes, bytes]:
        data = self.place(_ROW.bytes, _OWNER.bytes).associated_data(key_id)
        before, rest = data.split(_ROW.bytes)
        between, after = rest.split(_OWNER.bytes)
        header = cipher.HEADER.pack(cipher.VERSION, cipher.SUITE_AES_256_GCM, key_id)
        found = self._prepared[key_id] = (header, before, between, after)
        return found


class Random:
    """Random bytes from the system, fetched many at a time; none is given twice."""

    FETCH = 1 << 14

    def __init__(self) -> None:
        self._held, self._at = b"", 0

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._held):
            self._held, self._at = os.urandom(max(self.FETCH, size)), 0
        start, self._at = self._at, self._at + size
        return self._held[start : self._at]
