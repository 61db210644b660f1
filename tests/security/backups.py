"""A copy of the database as it stands, and the same put back, on SQLite and on PostgreSQL."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from advisory.sealing.keys import chest
from cases import access, codebook


def backup(folder: Path) -> str:
    """Copy the whole database; gives the name under which `restored` finds it."""
    if connection.vendor == "sqlite":
        path = folder / f"{uuid.uuid4().hex}.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
        return str(path)
    name = f"backup_{uuid.uuid4().hex}"
    _as_owner(f'CREATE DATABASE {name} TEMPLATE "{connection.settings_dict["NAME"]}"')
    return name


@contextmanager
def restored(name: str) -> Iterator[None]:
    """Within it the application works on the copy, having forgotten what it knew of the other."""
    now = connection.settings_dict["NAME"]
    _to(name)
    try:
        yield
    finally:
        _to(now)
        if connection.vendor == "postgresql":
            _as_owner(f"DROP DATABASE {name}")


def _to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    chest.forget()
    codebook.forget()
    access.permission_id.cache_clear()


def _as_owner(statement: str) -> None:
    """From another database: nobody may be connected to one that is copied or dropped."""
    connection.close()
    settings = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
        autocommit=True,
    ) as elsewhere:
        elsewhere.execute(statement)
