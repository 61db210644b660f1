"""The register as it is now, kept for a process of its own to work on while the other one grows.

So that both sizes are measured in turn, round by round, and not minutes apart.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections

from advisory.sealing.keys import chest
from config.keyring import FileKeyring
from tests.flows.traffic import FORK


class Copy:
    """A copy of the database and of its keyring."""

    def __init__(self) -> None:
        self.keys = Path(tempfile.mkdtemp()) / "keyring"
        shutil.copy2(settings.KEYRING.path, self.keys)
        self.name = f"{connection.settings_dict['NAME']}_small"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self.name])
        else:
            self._other(f"CREATE DATABASE {self.name} TEMPLATE {connection.settings_dict['NAME']}")

    @contextmanager
    def at_work(self, work: Callable[[Any], float]) -> Iterator[Callable[[Any], float]]:
        """`work`, as a function that calls it with the same argument on the copy: milliseconds."""
        connections.close_all()
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=self._serve, args=(theirs, work), daemon=True)
        process.start()

        def one(argument: Any) -> float:
            ours.send((argument,))
            return float(ours.recv())

        try:
            yield one
        finally:
            ours.send(None)
            process.join()
            if connection.vendor == "postgresql":
                self._other(f"DROP DATABASE {self.name}")

    def _serve(self, pipe: Any, work: Callable[[Any], float]) -> None:
        connection.settings_dict["NAME"] = self.name
        settings.KEYRING = FileKeyring(self.keys)
        chest.forget()
        while (asked := pipe.recv()) is not None:
            pipe.send(work(*asked))
        connections.close_all()

    def _other(self, statement: str) -> None:
        """From another database, for nobody may be in the one that is copied or dropped."""
        connections.close_all()
        with psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}) as other:
            other.autocommit = True
            other.execute(statement)
