"""The three statements that read sealed facts, on SQLite and on PostgreSQL.

By SQL, for the model fields would make an object of every value. Nothing sealed is compared or
sorted here; ids come as 16 bytes and days as numbers like 20080615.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from cases.models import Case, Inquiry, Person

# row id, case id, day, order of creation, facts of the inquiry, facts of the case
InquiryRow = tuple[bytes, bytes, int, object, bytes, bytes]
EarlierRow = tuple[bytes, bytes, int, object, bytes]
PersonRow = tuple[bytes, bytes, bytes]

# Names of our own tables and columns are all that is put together below; days are parameters.
# ruff: noqa: S608
_WITHIN = "i.received_on BETWEEN %s AND %s"
_CASE, _INQUIRY, _PERSON = (model._meta.db_table for model in (Case, Inquiry, Person))
# The plus keeps SQLite's converters of declared types away; ids are hexadecimal digits there.
_SPEECH = {
    "sqlite": {
        "id": "{} || ''",
        "day": "CAST(replace({}, '-', '') AS INTEGER)",
        "created": "{} || ''",
    },
    "postgresql": {
        "id": "uuid_send({})",
        "day": "to_char({}, 'YYYYMMDD')::integer",
        "created": "extract(epoch FROM {})::float8",
    },
}


def inquiries(cursor: Any, first: date, last: date) -> Iterator[InquiryRow]:
    """Inquiries received between these days, each with the facts of its case."""
    sql = f"SELECT {_asked()}, c.facts FROM {_INQUIRY} i JOIN {_CASE} c ON c.id = i.case_id WHERE {_WITHIN}"
    for row, case, day, created, facts, case_facts in _run(cursor, sql, first, last):
        yield _bytes(row), _bytes(case), day, created, facts, case_facts


def earlier_inquiries(cursor: Any, first: date, last: date) -> Iterator[EarlierRow]:
    """Inquiries received before these days, of cases about which somebody asked within them."""
    within = f"SELECT i.case_id FROM {_INQUIRY} i WHERE {_WITHIN}"
    sql = f"SELECT {_asked()} FROM {_INQUIRY} i WHERE i.received_on < %s AND i.case_id IN ({within})"
    for row, case, day, created, facts in _run(cursor, sql, first, first, last):
        yield _bytes(row), _bytes(case), day, created, facts


def persons(cursor: Any, first: date, last: date) -> Iterator[PersonRow]:
    """The persons of the cases about which somebody asked between these days."""
    within = f"SELECT i.case_id FROM {_INQUIRY} i WHERE {_WITHIN}"
    ids = f"{_said('id', 'p.id')}, {_said('id', 'p.case_id')}"
    sql = f"SELECT {ids}, p.facts FROM {_PERSON} p WHERE p.case_id IN ({within})"
    for row, case, facts in _run(cursor, sql, first, last):
        yield _bytes(row), _bytes(case), facts


def last_day(cursor: Any) -> int | None:
    """The latest day on which anybody was asked anything."""
    cursor.execute(f"SELECT {_said('day', 'max(i.received_on)')} FROM {_INQUIRY} i")
    found: int | None = cursor.fetchone()[0]
    return found


def _asked() -> str:
    columns = (("id", "i.id"), ("id", "i.case_id"), ("day", "i.received_on"), ("created", "i.created_at"))
    return ", ".join([*(_said(what, column) for what, column in columns), "i.facts"])


def _run(cursor: Any, sql: str, *days: date) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql, [connection.ops.adapt_datefield_value(day) for day in days])
    while batch := cursor.fetchmany(2000):
        yield from batch


def _said(what: str, column: str) -> str:
    return _SPEECH[connection.vendor][what].format(column)


def _bytes(row_id: Any) -> bytes:
    return bytes.fromhex(row_id) if isinstance(row_id, str) else row_id
