"""Whole cases as the rows of their tables, hundreds at a time, not opened: for jobs over the whole register.

The door and the services take a case at a time, as objects; here that would cost more than all cryptography.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection, models

from advisory.sealing.raw_rows import Table
from cases import raw_sql, seal_versions
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    Event,
    Inquiry,
    Person,
    Ruling,
    StatusChange,
)


def _table(model: type[models.Model], *more: str) -> Table:
    name = str(model._meta.object_name)
    versions = (*seal_versions.VERSIONS.values(), *seal_versions.GRANT_VERSIONS.values())
    return Table(model, (one for by in versions for one in by.get(name, ())), *more)


CASE = _table(Case, "seal", "marked_at", "held_until", "erased_at")
KEY = _table(CaseKey, "case_id")
PERSON = _table(Person, "case_id")
INQUIRY = _table(Inquiry, "case_id")
CHANGE = _table(StatusChange)
POST_GRANT = _table(CaseGroupPermission, "content_object_id", "seal", "id")
ACCOUNT_GRANT = _table(CaseUserPermission, "content_object_id", "seal", "id")
RULING = _table(Ruling, "case_id")
EVENT = _table(Event, "case_id")


class Row:
    """What the database gave; and `parts`, each column as a seal binds it, later as it will be stored."""

    __slots__ = ("parts", "raw", "table")

    def __init__(self, table: Table, raw: Sequence[Any]) -> None:
        self.table, self.raw = table, raw
        self.parts: list[bytes] = []

    def encode(self) -> None:
        """Raises UNREADABLE for a column that holds what none of its kind can hold."""
        self.parts = self.table.encoded(self.raw)

    def __getitem__(self, name: str) -> Any:
        return self.raw[self.table.at[name]]

    def id(self) -> bytes:
        """The 16 bytes of the row's id."""
        return self.parts[self.table.at["id"]][5:]

    def record(self, name: str) -> bytes:
        """A sealed value; nothing, which never opens, for what is none."""
        found = self.raw[self.table.at[name]]
        return found if type(found) is bytes else b""

    def bind(self, name: str, part: bytes) -> None:
        self.parts[self.table.at[name]] = part


@dataclass(slots=True)
class RawCase:
    """A case and its rows."""

    key: Any
    row: Row
    keys: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    inquiries: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    exceptions: list[Row] = field(default_factory=list)
    rulings: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        yield self.row
        for rows in (self.keys, self.persons, self.inquiries, self.changes):
            yield from rows
        for rows in (self.grants, self.exceptions, self.rulings, self.events):
            yield from rows


# (the list of a case, its table, the column that names the case)
BELONGING = (
    ("keys", KEY, "case_id"),
    ("persons", PERSON, "case_id"),
    ("inquiries", INQUIRY, "case_id"),
    ("grants", POST_GRANT, "content_object_id"),
    ("exceptions", ACCOUNT_GRANT, "content_object_id"),
    ("rulings", RULING, "case_id"),
    ("events", EVENT, "case_id"),
)


def those(keys: Sequence[Any]) -> list[RawCase]:
    """The cases with these ids, as the driver writes them."""
    table = Case._meta.db_table
    condition, values = raw_sql.among(f"{table}.id", keys)
    return loaded(raw_sql.ask(f"SELECT {CASE.selected} FROM {table} WHERE {condition}", values))  # noqa: S608


def locked(keys: Sequence[Any]) -> dict[Any, bytes]:
    """Cases held for this transaction, with their seals now. In one order, so that no two jobs lock up."""
    condition, values = raw_sql.among("id", keys)
    lock = " ORDER BY id FOR UPDATE" if connection.features.has_select_for_update else ""
    sql = f"SELECT id, seal FROM {Case._meta.db_table} WHERE {condition}{lock}"  # noqa: S608  (a model's name)
    return dict(raw_sql.ask(sql, values))


def locked_anew(case: RawCase) -> RawCase | None:
    """The case as it is now, held for this transaction; None when it is gone."""
    locked([case.key])
    found = those([case.key])
    return found[0] if found else None


def batches(size: int) -> Iterator[list[RawCase]]:
    """Every case there is, `size` at a time, in an order in which neighbours stand beside each other."""
    place = "rowid" if connection.vendor == "sqlite" else "id"
    table = Case._meta.db_table
    sql = f"SELECT {table}.{place}, {CASE.selected} FROM {table}"  # noqa: S608  (names of models)
    order = f" ORDER BY {table}.{place} LIMIT {size}"
    found = raw_sql.ask(sql + order, [])
    while found:
        yield loaded([row[1:] for row in found])
        found = raw_sql.ask(f"{sql} WHERE {table}.{place} > %s{order}", [found[-1][0]])


def loaded(rows: Sequence[Sequence[Any]]) -> list[RawCase]:
    """Cases, given by the rows of their own table, with all that belongs to them."""
    at = CASE.at["id"]
    cases = {raw[at]: RawCase(raw[at], Row(CASE, raw)) for raw in rows}
    ids = list(cases)
    for name, table, owner in BELONGING:
        condition, values = raw_sql.among(f"{table.model._meta.db_table}.{owner}", ids)
        sql = f"SELECT {table.selected} FROM {table.model._meta.db_table} WHERE {condition}"  # noqa: S608
        _give(cases, name, table, table.at[owner], raw_sql.ask(sql, values))
    change, inquiry = CHANGE.model._meta.db_table, INQUIRY.model._meta.db_table
    condition, values = raw_sql.among(f"{inquiry}.case_id", ids)
    sql = (
        f"SELECT {CHANGE.selected}, {inquiry}.case_id FROM {change} "  # noqa: S608
        f"JOIN {inquiry} ON {inquiry}.id = {change}.inquiry_id WHERE {condition}"
    )
    _give(cases, "changes", CHANGE, len(CHANGE.names), raw_sql.ask(sql, values))
    return list(cases.values())


def _give(cases: Mapping[Any, RawCase], name: str, table: Table, owner: int, rows: Sequence[Any]) -> None:
    for raw in rows:
        getattr(cases[raw[owner]], name).append(Row(table, raw))


Bind = Callable[[Sequence[bytes]], bytes]


@cache
def binders(version: int) -> dict[str, Bind]:
    """How each model's row is bound in a case's seal of this version."""
    columns = seal_versions.VERSIONS[version]
    tables = (CASE, KEY, PERSON, INQUIRY, CHANGE, POST_GRANT, ACCOUNT_GRANT, RULING, EVENT)
    return {table.name: table.binder(columns[table.name]) for table in tables if table.name in columns}


def bound(case: RawCase, version: int) -> list[bytes]:
    """Every row of the case as its seal binds them, in the one order; see `seal.Whole.rows`."""
    found = [(how := binders(version))["Case"](case.row.parts)]
    for rows in (case.keys, case.persons, case.inquiries, case.changes):
        found += _bound_by_id(how, rows)
    for name, holder, rows in (
        ("CaseGroupPermission", "group_id", case.grants),
        ("CaseUserPermission", "user_id", case.exceptions),
    ):
        bind = how[name]
        found += [bind(row.parts) for row in sorted(rows, key=lambda row: _order(row, holder))]
    return found + _bound_by_id(how, case.rulings) + _bound_by_id(how, case.events)


def _bound_by_id(how: Mapping[str, Bind], rows: Sequence[Row]) -> list[bytes]:
    ordered = sorted(rows, key=Row.id) if len(rows) > 1 else rows
    return [how[row.table.name](row.parts) for row in ordered]


def _order(row: Row, holder: str) -> tuple[Any, int]:
    """By number, or by the bytes of an id, which are bound in their order."""
    value = row[holder]
    return (value if isinstance(value, int) else row.parts[row.table.at[holder]], row["permission_id"])
