"""Rows as SQL sees them: those of a case or an account, written, taken away and put back."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models

from advisory.models import Account, Factor, Membership
from cases import guards
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    Event,
    Inquiry,
    Person,
    Ruling,
    StatusChange,
)

Row = dict[str, Any]
# What refuses is our own code, the same on both databases: the other one is tried a fifth as often.
TRIALS = 200 if connection.vendor == "sqlite" else 40
# By model: which column says to which case or account a row belongs.
CASE: Mapping[type[models.Model], str] = {
    Case: "id",
    CaseKey: "case_id",
    Person: "case_id",
    Inquiry: "case_id",
    StatusChange: "inquiry_id",
    CaseGroupPermission: "content_object_id",
    CaseUserPermission: "content_object_id",
    Ruling: "case_id",
    Event: "case_id",
}
ACCOUNT: Mapping[type[models.Model], str] = {Account: "id", Membership: "account_id", Factor: "account_id"}


def key(value: Any) -> Any:
    """As the database spells an id."""
    return value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


class Held:
    """The rows of one case or account as they stood at a moment, by model."""

    def __init__(self, owner: UUID, tables: Mapping[type[models.Model], str]) -> None:
        self.owner, self.tables = owner, tables
        self.rows: dict[type[models.Model], list[Row]] = {}
        for model in tables:
            sql, values = self._of(model)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE {sql}", values)
                names = [column[0] for column in cursor.description]
                found = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
            self.rows[model] = sorted(found, key=lambda row: str(row["id"]))

    def _of(self, model: type[models.Model]) -> tuple[str, list[Any]]:
        owned = self.tables[model]
        if owned != "inquiry_id":
            return f"{owned} = %s", [key(self.owner)]
        return "inquiry_id IN (SELECT id FROM cases_inquiry WHERE case_id = %s)", [key(self.owner)]

    def row(self, model: type[models.Model], pk: Any) -> Row | None:
        return next((row for row in self.rows[model] if row["id"] == pk), None)

    def differing(self, other: "Held") -> list[tuple[type[models.Model], Row, Row, str]]:
        """(model, row here, row there, column) of every column that says something else there."""
        return [
            (model, row, there, column)
            for model, rows in self.rows.items()
            for row in rows
            if (there := other.row(model, row["id"]))
            for column in row
            if row[column] != there[column]
        ]


def update(model: type[models.Model], pk: Any, values: Row) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    execute(f"UPDATE {model._meta.db_table} SET {columns} WHERE id = %s", [*values.values(), pk])


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    for row in rows:
        marks = ", ".join(["%s"] * len(row))
        execute(f"INSERT INTO {model._meta.db_table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def delete(model: type[models.Model], pk: Any) -> None:
    execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [pk])


def execute(sql: str, values: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def unguarded() -> Iterator[None]:
    """Without what the database itself refuses of a lane, as the owner of the tables can make it.

    For a test in a transaction of its own, whose end brings it back.
    """
    checks = [one.name for one in Inquiry._meta.constraints if isinstance(one, models.CheckConstraint)]
    lite = connection.vendor == "sqlite"
    if not lite:
        # No table is altered while keys wait to be checked.
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ("step", "begin"):
        execute(f"DROP TRIGGER {guards.TABLE}_{name}{'' if lite else f' ON {guards.TABLE}'}")
    if lite:
        execute("PRAGMA ignore_check_constraints = ON")
    else:
        for name in checks:
            execute(f"ALTER TABLE {guards.TABLE} DROP CONSTRAINT {name}")
        execute("SET CONSTRAINTS ALL DEFERRED")
    try:
        yield
    finally:
        if lite:
            execute("PRAGMA ignore_check_constraints = OFF")


def put(held: Held) -> None:
    """Make the tables say what they said then: whole, and nothing besides."""
    there = Held(held.owner, held.tables)
    missing = {
        model: [row for row in held.rows[model] if row not in there.rows[model]] for model in held.tables
    }
    for model in held.tables:
        # Whatever was given to another owner meanwhile is found by its id.
        for row in [*(one for one in there.rows[model] if one not in held.rows[model]), *missing[model]]:
            delete(model, row["id"])
    for model, rows in missing.items():
        insert(model, rows)


@contextmanager
def tampered(genuine: Held) -> Iterator[None]:
    """Within it anything may be done to the rows; afterwards they are the genuine ones again."""
    try:
        yield
    finally:
        put(genuine)


def broken(draw: random.Random, value: bytes) -> bytes:
    """Cut, flipped in a bit, exchanged, emptied, or in clear."""
    where = draw.randrange(max(1, len(value)))
    flipped = bytearray(value or b"\0")
    flipped[where] ^= 1 << draw.randrange(8)
    return draw.choice(
        [
            bytes(flipped),
            value[:where],
            value[where + 1 :],
            value + b"\0",
            b"",
            b'{"kind": "SAK"} i klartekst',
            draw.randbytes(len(value)),
        ]
    )


def other(draw: random.Random, model: type[models.Model], column: str, before: Any) -> Any:
    """Another value that the column can hold."""
    field: Any = next(one for one in model._meta.concrete_fields if one.column == column)
    if isinstance(field, models.ForeignKey):
        ids = [key(pk) for pk in field.related_model._base_manager.values_list("pk", flat=True)]
        return draw.choice([one for one in ids if one != before])
    makers: dict[str, Callable[[], Any]] = {
        "UUIDField": lambda: key(UUID(int=draw.getrandbits(128), version=4)),
        "BinaryField": lambda: broken(draw, bytes(before)),
        "BooleanField": lambda: not before,
        "DateTimeField": lambda: field.get_db_prep_value(_moment(draw), connection),
        "DateField": lambda: field.get_db_prep_value(_moment(draw).date(), connection),
        "PositiveIntegerField": lambda: int(before or 0) + draw.randrange(1, 9),
        "PositiveSmallIntegerField": lambda: int(before or 0) + draw.randrange(1, 9),
        "CharField": lambda: _word(draw, field, before),
    }
    return makers[field.get_internal_type()]()


def _word(draw: random.Random, field: Any, before: Any) -> str:
    words = [word for word, _label in field.choices or ()] or [
        "en",
        "no_way",
        "x" * 8,
        draw.randbytes(8).hex(),
    ]
    return draw.choice([word for word in words if word != before])


def _moment(draw: random.Random) -> datetime:
    return datetime(2031, 1, 1, tzinfo=UTC) + timedelta(microseconds=draw.randrange(10**15))
