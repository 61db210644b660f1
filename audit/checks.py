"""Refuses a database whose trail can be changed: the triggers must be there."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import connections

COMMON = frozenset(
    {"audit_entry_no_update", "audit_entry_no_delete", "audit_chainhead_forward", "audit_chainhead_no_delete"}
)
TRIGGERS = {
    "sqlite": COMMON | {"audit_entry_no_replace", "audit_chainhead_no_replace"},
    "postgresql": COMMON,
}

LISTING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@register("database")
def trail_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """audit.E001 for each trigger that is missing or switched off. Runs with `check --database default`."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "audit_entry" not in connection.introspection.table_names():
            continue
        with connection.cursor() as cursor:
            cursor.execute(LISTING[connection.vendor])
            present = {row[0] for row in cursor.fetchall()}
        problems += [
            Error(
                f"The trail is not protected: trigger {name} is missing.",
                hint="Run “manage.py verify_trail”, find out who removed it, and put it back (audit.0002).",
                id="audit.E001",
            )
            for name in sorted(TRIGGERS[connection.vendor] - present)
        ]
    return problems
