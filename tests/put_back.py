"""The database as it was before a test that commits: the reference data, and nothing that a test left.

Emptying every table and loading the reference data again takes a second, and hundreds of tests would do it.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction


class Kept:
    """A copy of all that the test database holds, to be put back after each test that commits.

    On SQLite the file's pages, triggers and all. On PostgreSQL the rows of the tables that were written, past
    the triggers, which refuse just that; whom the tests sign in as there must be a superuser.
    """

    def __init__(self) -> None:
        connection = connections["default"]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.pages = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.pages)
            return
        with connection.cursor() as cursor:
            self.rows = _rows(cursor)
            self.stood = _stand(cursor, self.rows)

    def put_back(self) -> None:
        # Of this moment: a test that drives a browser has a connection of its own.
        connection = connections["default"]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.pages.backup(connection.connection)
            return
        with transaction.atomic(), connection.cursor() as cursor:
            stand = _stand(cursor, self.rows)
            written = {table for table in self.rows if stand[table] != self.stood[table]}
            # Emptying all of them takes a third of a second, and most tests write a few.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in sorted(table for table in written if not self.rows[table]):
                cursor.execute(f'DELETE FROM "{table}"')
            self._fill_again(cursor, {table for table in written if self.rows[table]})

    def _fill_again(self, cursor: Any, tables: set[str]) -> None:
        """Empty them with all that refers to them, and put back what they held.

        Not deleted row by row: later rows would fill the gaps, and tables be read in another order.
        """
        if not tables:
            return
        emptied = sorted(_with_referring(cursor, tables))
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in emptied))
        for table in emptied:
            if rows := self.rows[table]:
                back = f'SELECT (held::"{table}").* FROM unnest(%s::text[]) AS held'
                cursor.execute(f'INSERT INTO "{table}" {back}', [rows])
        self.stood |= _stand(cursor, emptied)


def _rows(cursor: Any) -> dict[str, list[str]]:
    """By table the rows it holds, as text that PostgreSQL reads back."""
    found = {}
    for table in connections["default"].introspection.table_names(cursor):
        cursor.execute(f'SELECT row(held.*)::text FROM "{table}" AS held')
        found[table] = [row for (row,) in cursor.fetchall()]
    return found


def _stand(cursor: Any, tables: Iterable[str]) -> dict[str, str]:
    """By table, where its rows stand and which transactions wrote them: another once it is written."""
    places = "coalesce(string_agg(concat(ctid, ' ', xmin), ' '), '')"
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}', {places} FROM \"{table}\"" for table in tables))
    return dict(cursor.fetchall())


def _with_referring(cursor: Any, tables: set[str]) -> set[str]:
    """These tables and whatever refers to them: PostgreSQL empties none without the other."""
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    )
    pairs = cursor.fetchall()
    found = set(tables)
    while more := {table for table, of in pairs if of in found} - found:
        found |= more
    return found
