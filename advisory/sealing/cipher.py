"""The record format of a sealed value, and nothing else. Pure functions.

    version (1) | suite (1) | key id (4, big-endian) | nonce (12) | ciphertext and tag

Suite 1 is AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D: at most 2**32
values a key; a case key seals some thousands, an epoch's sub-key some millions).
The place of the value is its associated data, so a value that was moved does not open.
"""

import secrets
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from advisory.sealing.errors import SealError

VERSION = 1
SUITE_AES_256_GCM = 1
HEADER = struct.Struct(">BBI")
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = HEADER.size + NONCE_BYTES + TAG_BYTES
APPLICATION = b"frittvalg"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: table, row, field, and the row that owns it (a case, or the row itself)."""

    table: str
    row: UUID
    field: str
    owner: UUID
    schema: int = 1

    def associated_data(self, key_id: int) -> bytes:
        """Every part with its length before it, so that parts cannot run into each other."""
        parts = (
            APPLICATION,
            self.table.encode(),
            self.row.bytes,
            self.field.encode(),
            self.owner.bytes,
            struct.pack(">H", self.schema),
            struct.pack(">I", key_id),
        )
        return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def seal(plain: bytes, *, key: AESGCM, key_id: int, place: Place) -> bytes:
    """The record of `plain`; OVERHEAD bytes longer. A fresh nonce each time."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    header = HEADER.pack(VERSION, SUITE_AES_256_GCM, key_id)
    return header + nonce + key.encrypt(nonce, plain, place.associated_data(key_id))


def key_id_of(record: bytes, *, place: Place | None = None) -> int:
    """Which key sealed this record. Raises SealError for anything that is no record of ours."""
    if not isinstance(record, bytes | memoryview) or len(record) < OVERHEAD:
        raise SealError("a sealed value is cut short", place=place)
    version, suite, key_id = HEADER.unpack_from(record)
    if version != VERSION or suite != SUITE_AES_256_GCM:
        raise SealError("a sealed value has an unknown format", place=place)
    return int(key_id)


def open_record(record: bytes, *, key: AESGCM, key_id: int, place: Place) -> bytes:
    """The plain bytes. Raises SealError with the place; there is no trial with another key, no way past."""
    if key_id_of(record, place=place) != key_id:
        raise SealError("a sealed value was sealed with another key", place=place)
    start = HEADER.size
    nonce, sealed = record[start : start + NONCE_BYTES], record[start + NONCE_BYTES :]
    try:
        return key.decrypt(nonce, sealed, place.associated_data(key_id))
    except InvalidTag:
        raise SealError(f"a sealed value of {place.table}.{place.field} does not open", place=place) from None
