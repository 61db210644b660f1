"""The few statements that jobs over the whole register send, and the count that stands on every list.

Jobs send many rows by their ids, on PostgreSQL as arrays and in binary, on SQLite as marks and by
`executemany`: measured, the ORM takes three times as long. Names come from models alone, values never stand
in a statement.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.sql import Query

Row = TypeVar("Row", bound=models.Model)

# What the ORM calls a column's kind, and PostgreSQL an array of it.
ARRAYS = {
    "UUIDField": "uuid[]",
    "BinaryField": "bytea[]",
    "PositiveIntegerField": "int[]",
    "PositiveSmallIntegerField": "smallint[]",
    "BigAutoField": "bigint[]",
    "AutoField": "int[]",
}


def keep_pages_at_hand() -> None:
    """Let SQLite hold 256 MB of the file in this connection, not two: a job goes through all indexes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -262144")


def ask(sql: str, values: Sequence[Any]) -> list[Any]:
    """Rows as the driver gives them."""
    with _cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def ask_in_binary(sql: str, values: Sequence[Any]) -> list[Any]:
    """The same, in binary on PostgreSQL: much of what is stored comes twice as long as text."""
    with _cursor_of_a_page() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def stored_ids(ids: Sequence[UUID]) -> list[Any]:
    """Ids as this database's driver writes them."""
    return list(ids) if connection.features.has_native_uuid_field else [one.hex for one in ids]


def as_uuid(found: Any) -> UUID:
    """An id as the driver gives it."""
    return found if isinstance(found, UUID) else UUID(found)


def ask_one(sql: str, values: Sequence[Any]) -> Any:
    """The one row of a question that a page asks: by Django's cursor, which counts it and names its errors.

    Measured, building the same of querysets takes longer than the question.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def ask_rows(model: type[Row], sql: str, values: Sequence[Any]) -> list[tuple[Row, tuple[Any, ...]]]:
    """Rows of a model, whose columns the statement gives first and in their order, each with what it gives
    beside them, as the database gives it.

    In binary on PostgreSQL: of a page, reading ids and times from text takes as long as asking for them.
    """
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    with _cursor_of_a_page() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    compiler = Query(model).get_compiler(connection=connection)
    converters = compiler.get_converters([field.get_col(model._meta.db_table) for field in fields])
    return [
        (model.from_db(connection.alias, names, row[: len(names)]), tuple(row[len(names) :]))
        for row in compiler.apply_converters(found, converters)
    ]


def among(column: str, ids: Sequence[Any]) -> tuple[str, list[Any]]:
    """A condition, and its values."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%b::uuid[])", [list(ids)]
    return f"{column} IN ({', '.join(['%s'] * len(ids))})", list(ids)


def update(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Write these columns; each row holds their new values and then its primary key."""
    if not rows:
        return
    sql = _update(model, names)
    with _cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(sql, rows)


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    table = model._meta.db_table
    fields: list[Any] = [*(model._meta.get_field(name) for name in names), model._meta.pk]
    *columns, key = [str(one.column) for one in fields]
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%b::{ARRAYS[_kind(one)]}" for one in fields)
        new = ", ".join(f"{one} = new.{one}" for one in columns)
        named = f"new({', '.join([*columns, key])})"
        return f"UPDATE {table} SET {new} FROM unnest({arrays}) AS {named} WHERE {table}.{key} = new.{key}"  # noqa: S608
    return f"UPDATE {table} SET {', '.join(f'{one} = %s' for one in columns)} WHERE {key} = %s"  # noqa: S608


def _kind(field: Any) -> str:
    return "BinaryField" if isinstance(field, models.BinaryField) else str(field.get_internal_type())


def _cursor() -> Any:
    """PostgreSQL's own: Django's writes values into the statement, bytes as twice their length of text."""
    if connection.vendor == "postgresql":
        import psycopg

        connection.ensure_connection()
        return psycopg.Cursor(connection.connection, row_factory=psycopg.rows.tuple_row)
    return connection.cursor()


def _cursor_of_a_page() -> Any:
    """PostgreSQL's own, in binary, behind Django's, which counts its questions and names its errors."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    import psycopg

    own = _cursor()
    own.format = psycopg.pq.Format.BINARY
    return connection.make_debug_cursor(own) if connection.queries_logged else connection.make_cursor(own)
