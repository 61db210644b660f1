"""Refuses a database whose trail can be changed, or passed by: its triggers must be there and be ours."""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from audit import changes

# A migration's name is no name of a module, as Python spells them. Each may make, replace and drop.
NAMES = ("0002_append_only", "0003_revisions", "0004_change", "0005_trimming")
LAID = {name: import_module(f"audit.migrations.{name}") for name in NAMES}
LISTING = {
    "sqlite": "SELECT name, sql, '' FROM sqlite_master WHERE type = 'trigger'",
    # O and A fire for everybody; D (off) and R (only in replication) are as good as gone.
    "postgresql": """SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)""",
}
FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\(\).*\$\$(.*)\$\$", re.DOTALL)
TRIGGER = re.compile(r"CREATE TRIGGER (\w+) (?:.*EXECUTE FUNCTION (\w+)\(\))?", re.DOTALL)
DROPPED = re.compile(r"DROP TRIGGER (\w+)")

# What a trigger is, and the body of the function it calls (PostgreSQL), each in one spelling.
Definition = tuple[str, str]


@register("database")
def trail_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """audit.E001 for each trigger that is missing, switched off or another than the migrations make.

    Runs with `check --database default`.
    """
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "audit_entry" not in connection.introspection.table_names():
            continue
        problems += _compared(connection, folded(_laid(connection)), "audit.E001")
    return problems


@register("database", deploy=True)
def changes_are_logged(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """audit.E002 for each trigger of the change log that is missing, switched off or another one.

    Runs with `check --deploy`, not before `migrate`, which makes them.
    """
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        tables = connection.introspection.table_names()
        if "audit_change" in tables:
            wanted = folded([changes.statements(connection.vendor, tables)])
            problems += _compared(connection, wanted, "audit.E002")
    return problems


@register("database", deploy=True)
def no_other_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """audit.E003 for each trigger that the product did not make: it can keep an entry out of the trail, and
    whoever reads is none the wiser. Runs with `check --deploy`, as the one above.
    """
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        tables = connection.introspection.table_names()
        if "audit_change" not in tables:
            continue
        ours = folded([*_laid(connection), changes.statements(connection.vendor, tables)])
        foreign = sorted(present(connection).keys() - ours.keys())
        problems += [_problem(name, "is none of ours", "audit.E003") for name in foreign]
    return problems


def present(connection: BaseDatabaseWrapper) -> dict[str, Definition]:
    """The triggers that are there and on, by name."""
    with connection.cursor() as cursor:
        cursor.execute(LISTING[connection.vendor])
        found: dict[str, Definition] = {}
        for name, made, body in cursor.fetchall():
            # On PostgreSQL each table may have one of a name: the second must not hide the first.
            key = f"{name} on another table" if name in found else name
            found[key] = _plain(made), _plain(body)
    return found


def _laid(connection: BaseDatabaseWrapper) -> list[list[str]]:
    """The statements of the migrations that were applied: `migrate` itself asks before it makes the rest."""
    applied = MigrationRecorder(connection).applied_migrations()
    laid = [LAID[name] for name in NAMES if ("audit", name) in applied]
    return [{"sqlite": one.SQLITE, "postgresql": one.POSTGRESQL}[connection.vendor] for one in laid]


def folded(laid: Iterable[list[str]]) -> dict[str, Definition]:
    """The triggers that these statements leave behind, by name."""
    bodies: dict[str, str] = {}
    made: dict[str, tuple[str, str]] = {}
    for statements in laid:
        for one in statements:
            if found := FUNCTION.match(one):
                bodies[found[1]] = found[2]
            elif found := TRIGGER.match(one):
                made[found[1]] = one, found[2]
            elif found := DROPPED.match(one):
                del made[found[1]]
    return {
        name: (_plain(statement), _plain(bodies.get(function, "")))
        for name, (statement, function) in made.items()
    }


def _compared(connection: BaseDatabaseWrapper, wanted: dict[str, Definition], id: str) -> list[CheckMessage]:
    there = present(connection)
    return [
        _problem(name, "is missing" if name not in there else "was altered", id)
        for name, definition in sorted(wanted.items())
        if there.get(name) != definition
    ]


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def _problem(name: str, what: str, id: str) -> Error:
    return Error(
        f"The trail is not protected: trigger {name} {what}.",
        hint="Run “manage.py verify_trail”, find out who did it, and put it back (audit/migrations).",
        id=id,
    )
