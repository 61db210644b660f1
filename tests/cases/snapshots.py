"""What stands in the tables at a moment, byte for byte, and work done by several threads at once."""

import threading
from collections.abc import Callable, Collection
from typing import Any

from django.db import connection, connections

TABLES = (
    "cases_case",
    "cases_casekey",
    "cases_inquiry",
    "cases_event",
    "cases_person",
    "cases_statuschange",
    "cases_casegrouppermission",
    "cases_caseuserpermission",
    "cases_draft",
    "audit_entry",
    "audit_chainhead",
)


def everything(*, but: Collection[str] = ()) -> dict[str, list[Any]]:
    """Every row of the tables of cases and of the trail, except those that are named."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            if table in but:
                continue
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(map(_comparable, cursor.fetchall()))
    return found


def _comparable(row: Any) -> tuple[str, ...]:
    return tuple(repr(bytes(value) if isinstance(value, memoryview) else value) for value in row)


def counts(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, int]:
    """How many rows more each table has; tables that did not grow are left out."""
    grown = {name: len(after[name]) - len(before[name]) for name in before}
    return {name: count for name, count in grown.items() if count}


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, all begun at one moment; what each gave, or raised."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
