"""Refuses a database whose trail can be changed: its triggers must be there and be those of the migration."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import connections

# A migration's name is no name of a module, as Python spells them. Each may make, replace and drop.
LAID = [import_module(f"audit.migrations.{name}") for name in ("0002_append_only", "0003_revisions")]
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
    """The triggers that the migrations leave behind on this kind of database, by name."""
    bodies: dict[str, str] = {}
    made: dict[str, tuple[str, str]] = {}
    for migration in LAID:
        for one in {"sqlite": migration.SQLITE, "postgresql": migration.POSTGRESQL}[vendor]:
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


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def _problem(name: str, what: str) -> Error:
    return Error(
        f"The trail is not protected: trigger {name} {what}.",
        hint="Run “manage.py verify_trail”, find out who did it, and put it back (audit/migrations).",
        id="audit.E001",
    )
