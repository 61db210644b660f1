"""The statements that read sealed facts, on SQLite and on PostgreSQL.

By SQL, for the model fields would make an object of every value. Nothing sealed is compared or
sorted here; days come as numbers like 20080615.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection

from cases.models import Case, Inquiry, Person, StatusChange

# An id as the database gives it cheapest; `as_bytes` makes bytes of it.
Id = Any
# row id, case id, day, order of creation, facts
InquiryRow = tuple[Id, Id, int, Any, bytes]
# row id, case id, facts; of a case both ids are its own
FactsRow = tuple[Id, Id, bytes]
BATCH = 2000

# Names of our own tables and columns are all that is put together below; days are parameters.
# ruff: noqa: S608
_CASE, _INQUIRY, _PERSON, _CHANGE = (model._meta.db_table for model in (Case, Inquiry, Person, StatusChange))
_WITHIN = "i.received_on BETWEEN %s AND %s"
# The empty text keeps SQLite's converters of declared types away; ids are hexadecimal digits there.
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
    """Inquiries received between these days."""
    return _asked(cursor, _WITHIN, first, last)


def earlier_inquiries(cursor: Any, first: date, last: date) -> Iterator[InquiryRow]:
    """Inquiries received before these days, of cases about which somebody asked within them."""
    later = f"SELECT 1 FROM {_INQUIRY} j WHERE j.case_id = i.case_id AND j.received_on BETWEEN %s AND %s"
    return _asked(cursor, f"i.received_on < %s AND EXISTS ({later})", first, first, last)


def cases(cursor: Any, first: date, last: date) -> Iterator[FactsRow]:
    """The cases about which somebody asked between these days, and perhaps others."""
    return _facts(cursor, _CASE, "id", first, last)


def persons(cursor: Any, first: date, last: date) -> Iterator[FactsRow]:
    """The persons of those cases, and perhaps others."""
    return _facts(cursor, _PERSON, "case_id", first, last)


def posts(cursor: Any, last: date) -> Iterator[tuple[Id, uuid.UUID]]:
    """The post of each inquiry up to this day."""
    row, post = _said("id", "i.id"), _said("id", "i.post_id")
    sql = f"SELECT {row}, {post} FROM {_INQUIRY} i WHERE i.received_on <= %s"
    for inquiry, asked in _run(cursor, sql, last):
        yield inquiry, uuid.UUID(bytes=as_bytes()(asked))


def open_lanes(
    cursor: Any, begins: datetime, last: date, closed: str
) -> Iterator[tuple[Id, Id, int, bool, bytes]]:
    """Lanes received by the last day that were open at some time since `begins`; whether each is open now."""
    row, case, day = _said("id", "i.id"), _said("id", "i.case_id"), _said("day", "i.received_on")
    since = f"SELECT 1 FROM {_CHANGE} c WHERE c.inquiry_id = i.id AND c.at >= %s"
    sql = (
        f"SELECT {row}, {case}, {day}, i.status <> %s, i.facts FROM {_INQUIRY} i "
        f"WHERE i.received_on <= %s AND (i.status <> %s OR EXISTS ({since}))"
    )
    adapt = connection.ops
    cursor.execute(
        sql, [closed, adapt.adapt_datefield_value(last), closed, adapt.adapt_datetimefield_value(begins)]
    )
    return chain.from_iterable(iter(lambda: cursor.fetchmany(BATCH), []))


def years_erased(cursor: Any) -> set[int]:
    """The years in which somebody asked about a case that was erased since."""
    day = _said("day", "i.received_on")
    sql = (
        f"SELECT DISTINCT {day} / 10000 FROM {_INQUIRY} i JOIN {_CASE} k ON k.id = i.case_id "
        "WHERE k.erased_at IS NOT NULL"
    )
    return {year for (year,) in _run(cursor, sql)}


def last_day(cursor: Any) -> int | None:
    """The latest day on which anybody was asked anything."""
    cursor.execute(f"SELECT {_said('day', 'max(i.received_on)')} FROM {_INQUIRY} i")
    found: int | None = cursor.fetchone()[0]
    return found


def as_bytes() -> Callable[[Any], bytes]:
    """From an id as these statements give it to its 16 bytes."""
    return bytes.fromhex if connection.vendor == "sqlite" else bytes


def _asked(cursor: Any, condition: str, *days: date) -> Iterator[InquiryRow]:
    row, case = _said("id", "i.id"), _said("id", "i.case_id")
    day, created = _said("day", "i.received_on"), _said("created", "i.created_at")
    sql = f"SELECT {row}, {case}, {day}, {created}, i.facts FROM {_INQUIRY} i WHERE {condition}"
    return _run(cursor, sql, *days)


def _facts(cursor: Any, table: str, case_column: str, *days: date) -> Iterator[FactsRow]:
    sql = f"SELECT {_said('id', 't.id')}, {_said('id', f't.{case_column}')}, t.facts FROM {table} t"
    if connection.vendor == "sqlite":
        # The whole table, of which the reader opens what she knows: six to ten times quicker here than
        # looking rows up by random ids, and most years are shown together anyway.
        return _run(cursor, sql)
    sql += f" WHERE t.{case_column} IN (SELECT i.case_id FROM {_INQUIRY} i WHERE {_WITHIN})"
    return _run(cursor, sql, *days)


def _run(cursor: Any, sql: str, *days: date) -> Iterator[Any]:
    """The rows, without a step of Python of their own for each."""
    cursor.execute(sql, [connection.ops.adapt_datefield_value(day) for day in days])
    return chain.from_iterable(iter(lambda: cursor.fetchmany(BATCH), []))


def _said(what: str, column: str) -> str:
    return _SPEECH[connection.vendor][what].format(column)
