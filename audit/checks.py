"""Refuses a database whose trail can be changed: its triggers must be there and be those of the migration."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import connections

# A migration's name is no name of a module, as Python spells them.
LAID = import_module("audit.migrations.0002_append_only")
LISTING = {
    "sqlite": "SELECT name, sql, '' FROM sqlite_master WHERE type = 'trigger'",
    # O and A fire for everybody; D (off) and R (only in replication) are as good as gone.
    "postgresql": """SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)""",
}
FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*\$\$(.*)\$\$", re.DOTALL)
TRIGGER = re.compile(r"CREATE TRIGGER (\w+) (?:.*EXECUTE FUNCTION (\w+)\(\))?", re.DOTALL)

# What a trigger is, and the body of the function it calls (PostgreSQL), each in one spelling.
Definition = tuple[str, str]


@register("database")
def trail_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """audit.E001 for each trigger that is missing, switched off or another than the migration makes.

    Runs with `check --database default`.
    """
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "audit_entry" not in connection.introspection.table_names():
            continue
        with connection.cursor() as cursor:
            cursor.execute(LISTING[connection.vendor])
            present = {name: (_plain(made), _plain(body)) for name, made, body in cursor.fetchall()}
        for name, definition in sorted(expected(connection.vendor).items()):
            if name not in present:
                problems.append(_problem(name, "is missing"))
            elif present[name] != definition:
                problems.append(_problem(name, "was altered"))
    return problems


def expected(vendor: str) -> dict[str, Definition]:
    """The triggers that migration 0002 makes on this kind of database, by name."""
    statements: list[str] = {"sqlite": LAID.SQLITE, "postgresql": LAID.POSTGRESQL}[vendor]
    bodies = {found[1]: found[2] for one in statements if (found := FUNCTION.match(one))}
    return {
        found[1]: (_plain(one), _plain(bodies.get(found[2], "")))
        for one in statements
        if (found := TRIGGER.match(one))
    }


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def _problem(name: str, what: str) -> Error:
    return Error(
        f"The trail is not protected: trigger {name} {what}.",
        hint="Run “manage.py verify_trail”, find out who did it, and put it back (audit.0002).",
        id="audit.E001",
    )
