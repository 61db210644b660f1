"""MACs over whole rows: what belongs together in the database cannot be taken apart, added to or altered.

A sealed value is bound to its place by its own associated data; a seal binds the clear columns too, and
rows to each other. Its key is the epoch's sub-key `seals`, its format:

    version (1) | epoch (4, big-endian) | HMAC-SHA256 (32)
"""

import hmac
import struct
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import models

from advisory.sealing.errors import SealError
from advisory.sealing.fields import SealedField
from advisory.sealing.keys import chest
from advisory.sealing.opener import Sealed, copying_unopened

PURPOSE = "seals"
HEADER = struct.Struct(">BI")
SEAL_BYTES = HEADER.size + 32

# Names of columns by model name, in the order in which they are bound.
Columns = Mapping[str, tuple[str, ...]]


def made(kind: str, version: int, rows: Iterable[models.Model], columns: Columns) -> bytes:
    """The seal of these rows under the newest epoch. `kind` says what is bound: none serves for another."""
    epoch = chest.current()
    header = HEADER.pack(version, epoch)
    return header + chest.mac(epoch, PURPOSE, _message(kind, header, rows, columns))


def epoch_of(seal: object) -> int:
    """Raises SealError for what is no seal."""
    return _header(seal)[1]


def holds(kind: str, seal: object, rows: Iterable[models.Model], versions: Mapping[int, Columns]) -> bool:
    """Whether the seal is that of these rows. False, never an error, for what is no seal at all.

    Raises SealError when its epoch is not in the database any more.
    """
    try:
        version, epoch = _header(seal)
    except SealError:
        return False
    columns = versions.get(version)
    if columns is None:
        return False
    stored = bytes(seal)  # type: ignore[call-overload]
    try:
        message = _message(kind, stored[: HEADER.size], rows, columns)
    except _UNREADABLE:
        return False
    return hmac.compare_digest(stored[HEADER.size :], chest.mac(epoch, PURPOSE, message))


# What a clear column that was overwritten with anything at all can make of a row's bytes.
_UNREADABLE = (AttributeError, TypeError, ValueError, KeyError)


def _header(seal: object) -> tuple[int, int]:
    if not isinstance(seal, bytes | memoryview) or len(seal) != SEAL_BYTES:
        raise SealError("a seal is missing or cut short")
    version, epoch = HEADER.unpack_from(seal)
    return int(version), int(epoch)


def _message(kind: str, header: bytes, rows: Iterable[models.Model], columns: Columns) -> bytes:
    """Every part with its length before it; each row begins with the name of its model and its columns."""
    parts = [kind.encode(), header]
    with copying_unopened():
        for row in rows:
            name = str(row._meta.object_name)
            parts.append(_named(name, columns[name]))
            parts += [_bytes(row, column) for column in columns[name]]
    return b"".join([piece for part in parts for piece in (struct.pack(">I", len(part)), part)])


@cache
def _named(model: str, columns: tuple[str, ...]) -> bytes:
    return " ".join((model, *columns)).encode()


# In this order: a bool is an int, a datetime a date.
_KINDS: tuple[tuple[Any, Callable[[Any], bytes]], ...] = (
    (NoneType, lambda value: b"-"),
    (Sealed, lambda value: b"S" + value.record),
    (UUID, lambda value: b"U" + value.bytes),
    (bool, lambda value: b"T" if value else b"F"),
    (int, lambda value: b"I%d" % value),
    (str, lambda value: b"W" + value.encode()),
    (datetime, lambda value: b"M" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()),
    (date, lambda value: b"D" + value.isoformat().encode()),
    ((bytes, memoryview), lambda value: b"B" + bytes(value)),
)


def _bytes(row: models.Model, column: str) -> bytes:
    """One column as bytes, its kind first, so that no two values give the same."""
    value: Any = row.__dict__[column] if column in row.__dict__ else getattr(row, column)
    if not isinstance(value, Sealed):
        field = _sealed_field(type(row), column)
        if field is not None:
            # Not yet stored: sealed now, as it will be stored.
            value = field.sealed_on(row)
    for kind, encode in _KINDS:
        if isinstance(value, kind):
            return encode(value)
    raise TypeError(f"a seal cannot bind a {type(value).__name__}")


@cache
def _sealed_field(model: type[models.Model], column: str) -> SealedField | None:
    found = [field for field in model._meta.local_concrete_fields if field.attname == column]
    return found[0] if found and isinstance(found[0], SealedField) else None
