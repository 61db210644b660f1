"""How the statements that read facts are said on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection

# An id as the database gives it cheapest; `as_bytes` makes bytes of it.
Id = Any
BATCH = 2000
_ID_BYTES = 16
# The empty text keeps SQLite's converters of declared types away; ids are hexadecimal digits there.
SPEECH = {
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


def as_bytes() -> Callable[[Any], bytes]:
    """From an id as these statements give it to its 16 bytes."""
    return bytes.fromhex if connection.vendor == "sqlite" else bytes


def among(column: str) -> str:
    """That a column is one of many ids, given as one value."""
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  (a column of ours)
    return f"{column} = ANY(%s::uuid[])"


def as_value(only: Sequence[Id]) -> Any:
    if connection.vendor == "sqlite":
        return json.dumps(list(only))
    # As PostgreSQL writes an array: one text is a tenth of the work of a thousand values.
    return f"{{{b''.join(only).hex(',', _ID_BYTES)}}}"


def run(cursor: Any, sql: str, *values: Any) -> Iterator[Any]:
    """The rows, without a step of Python of their own for each."""
    cursor.execute(sql, [_adapted(value) for value in values])
    return chain.from_iterable(iter(lambda: cursor.fetchmany(BATCH), []))


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def said(what: str, column: str) -> str:
    return SPEECH[connection.vendor][what].format(column)
