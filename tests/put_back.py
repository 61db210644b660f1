"""The database as it was before a test that commits: the reference data, and nothing that a test left.

Emptying every table and loading the reference data again takes a second, and hundreds of tests would do it.
"""

import sqlite3
from typing import Any

from django.db import connections, transaction


class Kept:
    """A copy of all that the test database holds, to be put back after each test that commits.

    On SQLite the file's pages, triggers and all. On PostgreSQL its rows, past the triggers, which refuse just
    that; whom the tests sign in as there must be a superuser.
    """

    def __init__(self) -> None:
        connection = connections["default"]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.pages = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.pages)
        else:
            self.rows = self._read()

    def _read(self) -> dict[str, list[Any]]:
        """By table the rows it holds, as text that PostgreSQL reads back."""
        found = {}
        with connections["default"].cursor() as cursor:
            for table in connections["default"].introspection.table_names(cursor):
                cursor.execute(f'SELECT row(held.*)::text FROM "{table}" AS held')
                found[table] = [row for (row,) in cursor.fetchall()]
        return found

    def put_back(self) -> None:
        # Of this moment: a test that drives a browser has a connection of its own.
        connection = connections["default"]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.pages.backup(connection.connection)
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            # Not deleted row by row: later rows would fill the gaps, and tables be read in another order.
            every = ", ".join(f'"{table}"' for table in self.rows)
            cursor.execute(f"TRUNCATE {every}")
            for table, rows in self.rows.items():
                if rows:
                    back = f'SELECT (held::"{table}").* FROM unnest(%s::text[]) AS held'
                    cursor.execute(f'INSERT INTO "{table}" {back}', [rows])
