"""Reads the trail's rows even where somebody wrote into them what no column of theirs can hold.

SQLite stores any text in any column, and then a whole query fails on one row. Such a row is named.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, models

from audit.chain import Flaw

# What an id, a time or a text that is none raises while a row is read.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, DatabaseError)

# SQLite's own number of a row, whatever stands in its columns.
HIDDEN_NUMBER = models.Func(template="rowid", output_field=models.BigIntegerField())


def all_at_once(rows: models.QuerySet[Any]) -> Iterator[Any]:
    """Every row in order. Raises one of UNREADABLE for a row that cannot be read."""
    return rows.iterator(chunk_size=5000)


class OneByOne:
    """Every row that can be read, in order, by a query of its own; `flaws` are the others. SQLite only."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def __call__(self, rows: models.QuerySet[Any]) -> Iterator[Any]:
        table = rows.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {table} ORDER BY chain, number")  # noqa: S608
            found = [row for (row,) in cursor.fetchall()]
        for row in found:
            try:
                yield rows.order_by().alias(row=HIDDEN_NUMBER).get(row=row)
            except UNREADABLE:
                self.flaws.append(_flaw(table, row))


def _flaw(table: str, row: int) -> Flaw:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT quote(chain), quote(number) FROM {table} WHERE rowid = %s", [row])  # noqa: S608
        chain, number = cursor.fetchone()
    what = "was altered: it cannot be read"
    return Flaw(_id(chain), int(number) if number.isdigit() else number, f"{what} (table {table})")


def _id(quoted: str) -> uuid.UUID | str:
    try:
        return uuid.UUID(quoted.strip("'"))
    except ValueError:
        return quoted
