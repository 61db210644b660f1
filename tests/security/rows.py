"""All rows of all tables, byte for byte."""

from typing import Any

from django.db import connection

Rows = dict[str, list[str]]


def all_rows() -> Rows:
    """By table, sorted, without the numbers that the database counts up: no rollback sets them back."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            if rows and "id" in names and isinstance(rows[0][names.index("id")], int):
                at = names.index("id")
                rows = [row[:at] + row[at + 1 :] for row in rows]
            found[table] = sorted(map(_comparable, rows))
    return found


def differing(one: Rows, other: Rows) -> set[str]:
    """The tables that do not hold the same."""
    return {table for table in one | other if one.get(table) != other.get(table)}


def _comparable(row: tuple[Any, ...]) -> str:
    said = repr(row)
    # PostgreSQL's driver gives bytes as a place in memory.
    if "<memory at" in said:
        return repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
    return said
