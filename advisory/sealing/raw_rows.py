"""Rows of a table as the database gives them, and as a seal binds them, without a model's object for each.

Gives the same bytes as `seals`, for jobs over a whole database: there objects cost more than all MACs.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

from advisory.sealing import seals
from advisory.sealing.fields import SealedField
from advisory.sealing.keys import chest

# What a column that was overwritten with anything at all raises while it is read.
UNREADABLE = (AttributeError, TypeError, ValueError, KeyError, struct.error)

Encode = Callable[[Any], bytes]


def framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


class Table:
    """One model's columns that a job asks for, by the names of its fields' attributes.

    `bound` are those that a seal binds; `more` are asked for beside them.
    """

    def __init__(self, model: type[models.Model], bound: Iterable[str], *more: str) -> None:
        self.model, self.name = model, str(model._meta.object_name)
        self.bound = list(dict.fromkeys(bound))
        self.names = [*self.bound, *(name for name in more if name not in self.bound)]
        self.at = {name: index for index, name in enumerate(self.names)}

    @cached_property
    def fields(self) -> list[Any]:
        found = {field.attname: field for field in self.model._meta.local_concrete_fields}
        return [found[name] for name in self.names]

    @cached_property
    def selected(self) -> str:
        """The columns as SQL asks for them."""
        table = self.model._meta.db_table
        return ", ".join(_selected(table, field) for field in self.fields)

    @cached_property
    def encoders(self) -> list[Encode]:
        return [_encoder(field) for field in self.fields[: len(self.bound)]]

    def encoded(self, row: Sequence[Any]) -> list[bytes]:
        """Each bound column as bytes, their length first. Raises UNREADABLE."""
        return [
            NONE if value is None else encode(value)
            for encode, value in zip(self.encoders, row, strict=False)
        ]

    def binder(self, columns: Sequence[str]) -> Callable[[Sequence[bytes]], bytes]:
        """A function from encoded columns to the row's part of a message."""
        named = framed(" ".join((self.name, *columns)).encode())
        pick = itemgetter(*(self.at[name] for name in columns))
        if len(columns) == 1:
            return lambda parts: named + pick(parts)
        return lambda parts: named + b"".join(pick(parts))


def sealed_as(kind: str, version: int, epoch: int, bound: Iterable[bytes]) -> bytes:
    """The seal of rows that were bound already; as `seals.made`, under an epoch that is named."""
    header = seals.HEADER.pack(version, epoch)
    return header + chest.mac(epoch, seals.PURPOSE, framed(kind.encode()) + framed(header) + b"".join(bound))


def _selected(table: str, field: Any) -> str:
    column = f"{table}.{connection.ops.quote_name(field.column)}"
    # As the text that it is: the driver would make an object of it, only to be written as text again.
    if connection.vendor == "sqlite" and isinstance(field, models.DateField):
        return f"CAST({column} AS TEXT)"
    return column


NONE = framed(b"-")


def _encoder(field: Any) -> Encode:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    lite = connection.vendor == "sqlite"
    kinds: list[tuple[type[Any], Encode]] = [
        (SealedField, _sealed),
        (models.BinaryField, _binary),
        (models.UUIDField, _hexadecimal if lite else _uuid),
        (models.BooleanField, _refused),
        (models.DateTimeField, _moment_text if lite else _moment),
        (models.DateField, _day_text if lite else _day),
        (models.IntegerField, _integer),
        (models.CharField, _text),
    ]
    return next((encode for kind, encode in kinds if isinstance(field, kind)), _refused)


def _refused(value: Any) -> bytes:
    raise TypeError("a seal over raw rows cannot bind this kind of column")


def _sealed(value: Any) -> bytes:
    return framed(b"S" + (bytes(value) if isinstance(value, bytes | memoryview) else b""))


def _binary(value: Any) -> bytes:
    return framed(b"B" + value)


def _uuid(value: UUID) -> bytes:
    return b"\0\0\0\x11U" + value.bytes


def _hexadecimal(value: str) -> bytes:
    found = bytes.fromhex(value)
    if len(found) != 16 or len(value) != 32:
        raise ValueError("no id")
    return b"\0\0\0\x11U" + found


@lru_cache(maxsize=1 << 14, typed=True)
def _integer(value: int) -> bytes:
    if type(value) is not int:
        raise TypeError("no number")
    return framed(b"I%d" % value)


def _text(value: str) -> bytes:
    return framed(b"W" + value.encode())


def _moment(value: datetime) -> bytes:
    return b"\0\0\0\x21M" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()


def _moment_text(value: str) -> bytes:
    """As Django writes it in SQLite: UTC, with six digits of a second or none."""
    if len(value) == 19:
        value += ".000000"
    if len(value) != 26 or value[10] != " ":
        raise ValueError("no moment")
    return b"\0\0\0\x21M" + value.replace(" ", "T").encode() + b"+00:00"


def _day(value: date) -> bytes:
    return framed(b"D" + value.isoformat().encode())


def _day_text(value: str) -> bytes:
    return framed(b"D" + value.encode())
