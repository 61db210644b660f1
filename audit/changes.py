"""The change log: triggers that write down which rows were changed, by whatever way and in bulk as well.

The layers above say which of their tables are logged and why the others are not (`log_changes`, `unlogged`).
The triggers are laid after every `migrate`, so that neither a new table nor one that SQLite made anew for an
added column goes without; one that was gone before is told of. A check compares them with what should be.
A layer's own guards, which refuse what its tables must never hold, are laid and compared with them.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connections, transaction

from audit.actor import HOUSE, job
from audit.verbs import Verb

# Primary key by table; the tables whose new rows are logged too; the reason by table that is not logged.
_logged: dict[str, str] = {}
_inserts: set[str] = set()
_unlogged: dict[str, str] = {}
# By table and vendor: the statements that make its guards.
_guards: dict[str, Mapping[str, list[str]]] = {}
# Triggers that have written to the log and were gone when `migrate` began, by database.
_missed: dict[str, list[str]] = {}

EVENTS = {"insert": "NEW", "update": "OLD", "delete": "OLD"}
SQLITE = """CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
        INSERT INTO audit_change (at, relation, what, rows) VALUES
            (strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table}', '{what}', CAST({side}.{key} AS TEXT));
    END"""
# One row a statement, however many it changed; with the owner's rights, as the application has none there.
POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION audit_log_{table}() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
        INSERT INTO audit_change (at, relation, what, rows)
            SELECT clock_timestamp(), TG_TABLE_NAME, lower(TG_OP), string_agg({key}::text, ' ')
            FROM changed HAVING count(*) > 0;
        RETURN NULL;
    END $$"""
POSTGRESQL_TRIGGER = """CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_{table}()"""


def log_changes(tables: Iterable[str], *, inserts: Iterable[str] = (), keys: Mapping[str, str] = {}) -> None:
    """Have every UPDATE and DELETE of these tables logged; of `inserts`, a part of them, every INSERT too."""
    for table in tables:
        _logged[table] = keys.get(table, "id")
    _inserts.update(inserts)


def unlogged(tables: Mapping[str, str]) -> None:
    """Say of tables why what happens in them is not logged."""
    _unlogged.update(tables)


def guard(table: str, made: Mapping[str, list[str]]) -> None:
    """Have these statements, by vendor, lay a table's own triggers: named after it, and functions first."""
    _guards[table] = made


def accounted_for() -> set[str]:
    return {*_logged, *_unlogged}


def statements(vendor: str, present: Iterable[str]) -> list[str]:
    """What makes the triggers of the tables that are there, in order."""
    made: list[str] = []
    for table, key in sorted(_logged.items()):
        if table not in present:
            continue
        if vendor == "postgresql":
            made.append(POSTGRESQL_FUNCTION.format(table=table, key=key))
        for what, side in EVENTS.items():
            if what == "insert" and table not in _inserts:
                continue
            form = POSTGRESQL_TRIGGER if vendor == "postgresql" else SQLITE
            made.append(
                form.format(
                    name=f"{table}_log_{what}", table=table, key=key, what=what, event=what.upper(), side=side
                )
            )
    return made + [one for table in sorted(_guards) if table in present for one in _guards[table][vendor]]


def look(using: str, **kwargs: Any) -> None:
    """Before `migrate`, which may make tables anew without their triggers: which are gone already?"""
    from audit.checks import folded, present

    connection = connections[using]
    tables = connection.introspection.table_names()
    if "audit_change" not in tables:
        return
    missing = folded([statements(connection.vendor, tables)]).keys() - present(connection).keys()
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT relation, what FROM audit_change")
            wrote = {f"{table}_log_{what}" for table, what in cursor.fetchall()}
        _missed[using] = sorted(missing & wrote)


def lay(using: str, **kwargs: Any) -> None:
    """After `migrate`: make what is missing or another, and leave the rest as it is."""
    from audit.checks import folded, present

    connection = connections[using]
    tables = connection.introspection.table_names()
    if "audit_change" not in tables:
        return
    wanted, there = statements(connection.vendor, tables), present(connection)
    names = folded([wanted])
    with connection.cursor() as cursor:
        for statement in wanted:
            name = next((one for one in names if statement.startswith(f"CREATE TRIGGER {one} ")), "")
            if name and there.get(name) == names[name]:
                continue
            if name in there:
                of_table = f" ON {_table_of(name, tables)}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{of_table}")
            cursor.execute(statement)
    if missed := _missed.pop(using, []):
        _tell(missed, using)


def _table_of(trigger: str, tables: Iterable[str]) -> str:
    """The table that a trigger of ours is named after."""
    return max((one for one in tables if trigger.startswith(f"{one}_")), key=len)


def _tell(missed: list[str], using: str) -> None:
    from audit import record

    sys.stderr.write(
        f"The change log was not whole: {', '.join(missed)} had been taken away, and what happened "
        "meanwhile was not written. They are there again. This is an incident for the privacy officer.\n"
    )
    with transaction.atomic(using=using):
        record.write(Verb.TRIGGERS_MISSED, actor=job("migrate"), chain=HOUSE, fields=missed)
