"""An installation made by the steps of deploy/README.md, with the files of deploy/ and no shortcut.

Everything runs in processes of its own with production settings, so that nothing of the suite's own
settings, database or keys can lend a hand.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.deploy.browser import HOST, Browser

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OWNER, APP = "frittvalg_owner", "frittvalg_app"
START_SECONDS = 60
EMAIL, PASSWORD = "first.keeper@example.no", f"a long {secrets.token_hex(12)} sentence"


@dataclass
class Installation:
    """One database with its roles, one home with its keys, and the processes that use them."""

    superuser: str
    home: Path
    database: str
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.home / "service.log"

    def address(self, role: str) -> str:
        place = urlsplit(self.superuser)
        return f"postgres://{role}:{self.passwords[role]}@{place.hostname}:{place.port}/{self.database}"

    def environment(self, role: str, **changes: str) -> dict[str, str]:
        """What a unit sets for its process. The database's address holds a password, so it is a file."""
        kept = {name: os.environ[name] for name in ("LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return {
            **kept,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "FRITTVALG_SETTINGS": "production",
            "FRITTVALG_HOME": str(self.home),
            "FRITTVALG_HOSTS": HOST,
            "FRITTVALG_TRUSTED_PROXIES": "1",
            "FRITTVALG_STATIC_ROOT": str(self.home / "static"),
            "CREDENTIALS_DIRECTORY": str(self.home / f"credentials-{role}"),
            **changes,
        }

    def run(
        self, *arguments: str, role: str = APP, given: str = "", **changes: str
    ) -> subprocess.CompletedProcess[str]:
        """deploy/start with a management command; `given` comes in by standard input."""
        return subprocess.run(
            [DEPLOY / "start", *arguments],
            env=self.environment(role, **changes),
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def must(self, *arguments: str, role: str = APP, given: str = "", **changes: str) -> str:
        done = self.run(*arguments, role=role, given=given, **changes)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def update(self) -> None:
        """deploy/update as the owner of the tables."""
        done = subprocess.run(
            [DEPLOY / "update"], env=self.environment(OWNER), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    def execute(self, role: str, statement: str) -> None:
        """One statement or a file of them as that role, each in a transaction of its own."""
        with psycopg.connect(self.address(role), autocommit=True) as connection:
            connection.execute(statement.encode())


def install(superuser: str, home: Path) -> Installation:
    """Database, roles, keys, tables, rights, static files, and one account."""
    made = Installation(superuser, home, f"frittvalg_{secrets.token_hex(4)}")
    with psycopg.connect(superuser, autocommit=True) as connection:
        taken = connection.execute("SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", (OWNER, APP))
        assert not taken.fetchall(), "this server holds an installation; give the suite another one"
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made.database)))
    with psycopg.connect(superuser, dbname=made.database, autocommit=True) as connection:
        connection.execute((DEPLOY / "postgres" / "roles.sql").read_bytes())
        for role in (OWNER, APP):
            made.passwords[role] = secrets.token_hex(12)
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(made.passwords[role])))
    hand_out(made)
    made.must("collectstatic", "--no-input", "--verbosity", "0")
    made.update()
    return made


def hand_out(made: Installation) -> None:
    """Make the keys as the README does, and hand them to each role as systemd does."""
    secret, keys = made.home / "etc" / "secret_key", made.home / "etc" / "keyring"
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "create_keys"],
        env={
            "FRITTVALG_SETTINGS": "development",
            "FRITTVALG_SECRET_KEY_FILE": str(secret),
            "FRITTVALG_KEY_FILE": str(keys),
        },
        check=True,
        capture_output=True,
    )
    for role in (OWNER, APP):
        folder = made.home / f"credentials-{role}"
        folder.mkdir(mode=0o700)
        for name, content in (
            ("secret_key", secret.read_text()),
            ("keyring", keys.read_text()),
            ("database_url", made.address(role)),
        ):
            # The group's bit is what an access list of newer systemd versions looks like.
            (folder / name).write_text(content)
            (folder / name).chmod(0o440)


def remove(made: Installation) -> None:
    with psycopg.connect(made.superuser, autocommit=True) as connection:
        name = sql.Identifier(made.database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        for role in (OWNER, APP):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


@contextlib.contextmanager
def serving(made: Installation) -> Iterator[Browser]:
    """deploy/start without arguments: the checks, then gunicorn; ended by the signal systemd sends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = made.environment(APP, FRITTVALG_BIND=f"127.0.0.1:{port}", FRITTVALG_WORKERS="2")
    with made.log.open("wb") as log:
        process = subprocess.Popen([DEPLOY / "start"], env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            assert process.poll() is None, made.log.read_text()[-3000:]
            assert time.monotonic() < deadline, made.log.read_text()[-3000:]
            time.sleep(0.1)
        yield Browser(port)
    finally:
        process.terminate()
        assert process.wait(20) == 0


def _answers(port: int) -> bool:
    try:
        return Browser(port).get("/helse/live").status == 200
    except (OSError, HTTPException):
        return False
