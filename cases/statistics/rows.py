"""The statements that read sealed facts, on SQLite and on PostgreSQL.

By SQL, for the model fields would make an object of every value. Nothing sealed is compared or
sorted here; days come as numbers like 20080615. `only` are the cases that are asked for; without it, all.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from cases.models import Case, Inquiry, Person, StatusChange
from cases.statistics.sql import Id, among, as_bytes, as_value, run, said

# row id, case id, day, order of creation, facts
InquiryRow = tuple[Id, Id, int, Any, bytes]
# row id, case id, facts; of a case both ids are its own
FactsRow = tuple[Id, Id, bytes]

# Names of our own tables and columns are all that is put together below; days are parameters.
# ruff: noqa: S608
_CASE, _INQUIRY, _PERSON, _CHANGE = (model._meta.db_table for model in (Case, Inquiry, Person, StatusChange))
_WITHIN = "i.received_on BETWEEN %s AND %s"


def inquiries(cursor: Any, first: date, last: date, only: Sequence[Id] | None = None) -> Iterator[InquiryRow]:
    """Inquiries received between these days."""
    if only is not None:
        return _asked(cursor, f"{_WITHIN} AND {among('i.case_id')}", first, last, as_value(only))
    return _asked(cursor, _WITHIN, first, last)


def earlier_inquiries(cursor: Any, first: date, last: date) -> Iterator[InquiryRow]:
    """Inquiries received before these days, of cases about which somebody asked within them."""
    return _of_those_asked(cursor, "i.received_on < %s", (first, first, last))


def later_inquiries(cursor: Any, first: date, last: date) -> Iterator[InquiryRow]:
    """Inquiries received after these days, of cases about which somebody asked within them."""
    return _of_those_asked(cursor, "i.received_on > %s", (last, first, last))


def cases(cursor: Any, first: date, last: date, only: Sequence[Id] | None = None) -> Iterator[FactsRow]:
    """The cases about which somebody asked between these days, and perhaps others."""
    return _facts(cursor, _CASE, "id", (first, last), only)


def persons(cursor: Any, first: date, last: date, only: Sequence[Id] | None = None) -> Iterator[FactsRow]:
    """The persons of those cases, and perhaps others."""
    return _facts(cursor, _PERSON, "case_id", (first, last), only)


def posts(
    cursor: Any, first: date, last: date, only: Sequence[Id] | None = None
) -> Iterator[tuple[Id, uuid.UUID]]:
    """The post of each inquiry between these days."""
    row, post = said("id", "i.id"), said("id", "i.post_id")
    also, values = ("", []) if only is None else (f" AND {among('i.case_id')}", [as_value(only)])
    sql = f"SELECT {row}, {post} FROM {_INQUIRY} i WHERE {_WITHIN}{also}"
    convert = as_bytes()
    for inquiry, asked in run(cursor, sql, first, last, *values):
        yield inquiry, uuid.UUID(bytes=convert(asked))


def open_lanes(
    cursor: Any, begins: datetime, last: date, closed: str, only: Sequence[Id] | None = None
) -> Iterator[tuple[Id, Id, int, bool, bytes]]:
    """Lanes received by the last day that were open at some time since `begins`, or received since (a day
    that was typed wrongly may be after it was closed); and whether each is open now.
    """
    row, case, day = said("id", "i.id"), said("id", "i.case_id"), said("day", "i.received_on")
    since = f"SELECT 1 FROM {_CHANGE} c WHERE c.inquiry_id = i.id AND c.at >= %s"
    also, values = ("", []) if only is None else (f" AND {among('i.case_id')}", [as_value(only)])
    sql = (
        f"SELECT {row}, {case}, {day}, i.status <> %s, i.facts FROM {_INQUIRY} i "
        f"WHERE i.received_on <= %s AND (i.status <> %s OR i.received_on >= %s OR EXISTS ({since})){also}"
    )
    yield from run(cursor, sql, closed, last, closed, begins.date(), begins, *values)


def years_erased(
    cursor: Any, only: Sequence[Id] | None = None, asked_in: tuple[date, date] | None = None
) -> set[int]:
    """The years in which somebody asked (between these days) about a case that was erased since."""
    day = said("day", "i.received_on")
    condition, values = "", []
    if only is not None:
        condition, values = f" AND {among('k.id')}", [as_value(only)]
    if asked_in is not None:
        condition, values = f"{condition} AND {_WITHIN}", [*values, *asked_in]
    sql = (
        f"SELECT DISTINCT {day} / 10000 FROM {_INQUIRY} i JOIN {_CASE} k ON k.id = i.case_id "
        f"WHERE k.erased_at IS NOT NULL{condition}"
    )
    return {year for (year,) in run(cursor, sql, *values)}


def uncounted(cursor: Any) -> list[tuple[Id, int, int, bool]]:
    """Cases that no packed column holds as they are: the first year in which one may hold them, their
    revision, and whether they are to be erased."""
    cursor.execute(
        f"SELECT {said('id', 'k.id')}, k.uncounted_from, k.revision, k.marked_at IS NOT NULL "
        f"FROM {_CASE} k WHERE k.uncounted_from IS NOT NULL"
    )
    return list(cursor.fetchall())


def years_asked(cursor: Any, only: Sequence[Id] | None = None) -> set[int]:
    """The years in which anybody was asked anything about these cases."""
    day = said("day", "i.received_on")
    condition, values = ("", []) if only is None else (f" WHERE {among('i.case_id')}", [as_value(only)])
    return {
        year
        for (year,) in run(cursor, f"SELECT DISTINCT {day} / 10000 FROM {_INQUIRY} i{condition}", *values)
    }


def last_day(cursor: Any) -> int | None:
    """The latest day on which anybody was asked anything."""
    cursor.execute(f"SELECT {said('day', 'max(i.received_on)')} FROM {_INQUIRY} i")
    found: int | None = cursor.fetchone()[0]
    return found


def _of_those_asked(cursor: Any, condition: str, days: tuple[date, date, date]) -> Iterator[InquiryRow]:
    """`days`: that of the condition, and those between which somebody asked."""
    within = f"SELECT 1 FROM {_INQUIRY} j WHERE j.case_id = i.case_id AND j.received_on BETWEEN %s AND %s"
    return _asked(cursor, f"{condition} AND EXISTS ({within})", *days)


def _asked(cursor: Any, condition: str, *values: Any) -> Iterator[InquiryRow]:
    row, case = said("id", "i.id"), said("id", "i.case_id")
    day, created = said("day", "i.received_on"), said("created", "i.created_at")
    sql = f"SELECT {row}, {case}, {day}, {created}, i.facts FROM {_INQUIRY} i WHERE {condition}"
    return run(cursor, sql, *values)


def _facts(
    cursor: Any, table: str, case_column: str, days: tuple[date, date], only: Sequence[Id] | None
) -> Iterator[FactsRow]:
    sql = f"SELECT {said('id', 't.id')}, {said('id', f't.{case_column}')}, t.facts FROM {table} t"
    if only is not None:
        return run(cursor, f"{sql} WHERE {among(f't.{case_column}')}", as_value(only))
    if connection.vendor == "sqlite":
        # The whole table, of which the reader opens what she knows: six to ten times quicker here than
        # looking rows up by random ids, and most years are shown together anyway.
        return run(cursor, sql)
    sql += f" WHERE t.{case_column} IN (SELECT i.case_id FROM {_INQUIRY} i WHERE {_WITHIN})"
    return run(cursor, sql, *days)


__all__ = [
    "FactsRow",
    "Id",
    "InquiryRow",
    "as_bytes",
    "cases",
    "earlier_inquiries",
    "inquiries",
    "last_day",
    "later_inquiries",
    "open_lanes",
    "persons",
    "posts",
    "uncounted",
    "years_asked",
    "years_erased",
]
