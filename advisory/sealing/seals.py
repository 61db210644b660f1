"""MACs over whole rows: what belongs together in the database cannot be taken apart, added to or altered.

A sealed value is bound to its place by its own associated data; a seal binds the clear columns too, and
rows to each other. Its key is the epoch's sub-key `seals`, its format:

    version (1) | epoch (4, big-endian) | HMAC-SHA256 (32)
"""

import hmac
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says, where only its seal is asked for: making the row would cost more than its MAC."""

    model: type[models.Model]
    # Every bound column by the name of its attribute.
    values: Mapping[str, Any]


Bound = models.Model | Stated


def made(kind: str, version: int, rows: Iterable[Bound], columns: Columns) -> bytes:
    """The seal of these rows under the newest epoch. `kind` says what is bound: none serves for another."""
    epoch = chest.current()
    header = HEADER.pack(version, epoch)
    return header + chest.mac(epoch, PURPOSE, _message(kind, header, rows, columns))


def epoch_of(seal: object) -> int:
    """Raises SealError for what is no seal."""
    return _header(seal)[1]


def holds(kind: str, seal: object, rows: Iterable[Bound], versions: Mapping[int, Columns]) -> bool:
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


def _message(kind: str, header: bytes, rows: Iterable[Bound], columns: Columns) -> bytes:
    """Every part with its length before it; each row begins with the name of its model and its columns."""
    parts = [kind.encode(), header]
    for row in rows:
        if isinstance(row, Stated):
            parts += _stated(row, columns)
            continue
        # Its class, not its type: the user of a request stands behind a proxy.
        named, plan = _plan(row.__class__, columns[str(row._meta.object_name)])
        parts.append(named)
        held = row.__dict__
        for column, field in plan:
            value = held[column] if column in held else _asked_for(row, column)
            if field is not None and type(value) is not Sealed:
                # Not yet stored: sealed now, as it will be stored.
                value = field.sealed_on(row)
            encode = _ENCODERS.get(type(value))
            parts.append(encode(value) if encode else _encoded(value))
    return b"".join([piece for part in parts for piece in (len(part).to_bytes(4, "big"), part)])


def _stated(row: Stated, columns: Columns) -> Iterator[bytes]:
    named, plan = _plan(row.model, columns[str(row.model._meta.object_name)])
    yield named
    for column, _field in plan:
        value = row.values[column]
        encode = _ENCODERS.get(type(value))
        yield encode(value) if encode else _encoded(value)


Plan = tuple[bytes, tuple[tuple[str, SealedField | None], ...]]


@cache
def _plan(model: type[models.Model], columns: tuple[str, ...]) -> Plan:
    """The name that a row's part begins with, and each column with its field if that is a sealed one."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    sealed = {name: field for name, field in fields.items() if isinstance(field, SealedField)}
    named = " ".join((str(model._meta.object_name), *columns)).encode()
    return named, tuple((column, sealed.get(column)) for column in columns)


def _asked_for(row: models.Model, column: str) -> Any:
    """A column that was not loaded with the row."""
    with copying_unopened():
        return getattr(row, column)


# A value as bytes, its kind first, so that no two values give the same.
_ENCODERS: dict[type, Callable[[Any], bytes]] = {
    NoneType: lambda value: b"-",
    Sealed: lambda value: b"S" + value.record,
    UUID: lambda value: b"U" + value.bytes,
    bool: lambda value: b"T" if value else b"F",
    int: lambda value: b"I%d" % value,
    str: lambda value: b"W" + value.encode(),
    datetime: lambda value: b"M" + value.astimezone(UTC).isoformat(timespec="microseconds").encode(),
    date: lambda value: b"D" + value.isoformat().encode(),
    bytes: lambda value: b"B" + value,
    memoryview: lambda value: b"B" + bytes(value),
}


def _encoded(value: Any) -> bytes:
    """Of a class derived from one of the kinds, such as a choice of words. Raises TypeError for another."""
    for kind, encode in _ENCODERS.items():
        if isinstance(value, kind):
            return encode(value)
    raise TypeError(f"a seal cannot bind a {type(value).__name__}")
