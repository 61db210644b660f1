"""All rows of all tables, byte for byte."""

from typing import Any

from django.db import connection

Rows = dict[str, list[tuple[str, ...]]]


def all_rows() -> Rows:
    """By table, sorted, without the numbers that the database counts up: no rollback sets them back."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = sorted(_comparable(names, row) for row in cursor.fetchall())
    return found


def differing(one: Rows, other: Rows) -> set[str]:
    """The tables that do not hold the same."""
    return {table for table in one | other if one.get(table) != other.get(table)}


def _comparable(names: list[str], row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(
        f"{name}={bytes(value) if isinstance(value, memoryview) else value!r}"
        for name, value in zip(names, row, strict=True)
        if not (name == "id" and isinstance(value, int))
    )
