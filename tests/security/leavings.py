"""What a day at work leaves: files, rows and what was planted, gathered while its database is open."""

import contextlib
import gzip
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres_server import Server
from tests.security.traces import new_token, traces

ROOT = Path(__file__).resolve().parents[2]
SPOTS = (
    "account name",
    "e-mail",
    "password",
    "wrong password",
    "unknown log-in",
    "post name",
    "agency name",
    "narrative",
    "changed narrative",
    "conflicting narrative",
    "refused narrative",
    "no risk",
    "assessment",
    "refused assessment",
    "no week",
    "safe contact",
    "refused task",
    "task",
    "task given up",
    "no follow-up",
    "follow-up",
    "refused contact",
    "wrong choice",
    "unknown field",
    "draft",
    "kept draft",
    "query",
    "path",
    "headers",
    "cookie",
    "forged form",
    "flood",
    "erased narrative",
    "hold until",
    "case number",
    "period reason",
    "refused reason",
    "reason of rules",
    "refused rule",
    "reason of edition",
    "title of advice",
    "text of advice",
    "refused advice",
    "words looked for",
    "own name",
    "refused own name",
    "own name looked for",
)
# Everything that a case, its readers and its trail leave; public lists and permissions stand elsewhere.
TABLES = (
    "cases_case",
    "cases_casekey",
    "cases_person",
    "cases_inquiry",
    "cases_statuschange",
    "cases_event",
    "cases_draft",
    "cases_casename",
    "cases_retentionperiod",
    "cases_ruleset",
    "cases_ruledraft",
    "cases_edition",
    "cases_editionstep",
    "cases_advice",
    "cases_casegrouppermission",
    "cases_caseuserpermission",
    "audit_entry",
    "audit_chainhead",
    "audit_change",
    "auditlog_logentry",
    "advisory_account",
    "advisory_post",
    "advisory_membership",
    "advisory_agency",
    "advisory_coverage",
    "advisory_storedsession",
    "advisory_subject",
    "advisory_tries",
    "advisory_letter",
    "axes_accessattempt",
)
MUST_STAY_EMPTY = (
    "account_emailaddress",
    "account_emailconfirmation",
    "axes_accesslog",
    "axes_accessfailurelog",
    "guardian_userobjectpermission",
    "guardian_groupobjectpermission",
)
# A server that logs all it is told to do, as a careless administrator's might, and keeps whole pages in its
# write-ahead log.
TALKATIVE = (
    *("-c", "fsync=off", "-c", "log_statement=all", "-c", "log_min_duration_statement=0"),
    *("-c", "log_parameter_max_length=-1", "-c", "log_parameter_max_length_on_error=-1"),
    *("-c", "log_error_verbosity=verbose", "-c", "log_min_messages=debug1"),
)


@dataclass
class Leavings:
    """What is left of a day: files to look into, rows to look into, and what was planted.

    `control` was planted beside the product's tables, in clear: it must be found where files are searched.
    """

    tokens: dict[str, str]
    home: Path
    control: str = field(default_factory=new_token)
    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    # Every path below the home and the folder for temporary files, as the processes left them.
    paths: set[str] = field(default_factory=set)

    def found(self) -> set[tuple[str, str, str]]:
        return {(name, *trace) for name, data in self.files.items() for trace in traces(data, self.tokens)}

    def mail(self) -> set[str]:
        return {name for name in self.files if name.startswith("home/mail/")}

    def letters(self) -> set[str]:
        """Mail of the product's own, as against reports of errors."""
        return {name for name in self.mail() if b"Subject: [Django]" not in self.files[name]}

    def where_the_control_is(self) -> set[str]:
        return {name for name, data in self.files.items() if traces(data, {"control": self.control})}

    def take(self, folder: Path, name: str) -> None:
        """Every file below a folder as it is at this moment."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                # What is being written may be gone again.
                with contextlib.suppress(FileNotFoundError):
                    self.files[f"{name}/{path.relative_to(folder)}"] = path.read_bytes()


def environment(folder: Path, address: str = "") -> dict[str, str]:
    """Of a process that works in `folder`: home, temporary files, nothing of the suite's own settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FRITTVALG", "DATABASE"))
    }
    return kept | {
        "FRITTVALG_HOME": str(folder / "home"),
        "FRITTVALG_SETTINGS": "development",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": address,
        "TMPDIR": str(folder / "tmp"),
        "SQLITE_TMPDIR": str(folder / "tmp"),
    }


@contextlib.contextmanager
def a_day(folder: Path, address: str) -> Iterator[Leavings]:
    """Live the day in a process of its own; inside the block its database is still open."""
    left = Leavings({spot: new_token() for spot in SPOTS}, folder / "home")
    (folder / "tokens.json").write_text(json.dumps(left.tokens))
    (folder / "tmp").mkdir()
    env = environment(folder, address)
    subprocess.run([sys.executable, "manage.py", "create_keys"], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "tests.security.canary_day", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        try:
            assert process.stdout is not None
            said = []
            while said[-1:] != [b"ready\n"]:
                said.append(process.stdout.readline())
                assert said[-1], (folder / "log").read_text()[-3000:]
            left.files = {path.name: path.read_bytes() for path in (folder / "pages").iterdir()}
            left.files |= {"log": (folder / "log").read_bytes(), "output": b"".join(said)}
            left.take(folder / "home", "home")
            left.take(folder / "tmp", "tmp")
            left.files |= unlinked(process.pid)
            left.paths = {name for name in left.files if name.startswith(("home/", "tmp/"))}
            yield left
        finally:
            process.kill()
            process.communicate()


def unlinked(pid: int) -> dict[str, bytes]:
    """Files that a process holds open and that have no name any more, as SQLite's temporary ones."""
    found = {}
    for one in Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(OSError):
            if os.readlink(one).endswith(" (deleted)") and one.is_file():
                found[f"tmp/unlinked-{one.name}"] = one.read_bytes()
    return found


def rows_of(database: Any) -> dict[str, list[tuple[Any, ...]]]:
    tables = (*TABLES, *MUST_STAY_EMPTY)
    return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def day_on_sqlite(folder: Path) -> Leavings:
    """The whole home, the write-ahead log and its index while they are in use, and two kinds of backup."""
    with a_day(folder, "") as left:
        with contextlib.closing(sqlite3.connect(folder / "home" / "db.sqlite3")) as source:
            # By SQLite's backup, and as one that was packed away.
            with contextlib.closing(sqlite3.connect(folder / "backup")) as copy:
                source.backup(copy)
            left.files["backup"] = (folder / "backup").read_bytes()
            left.files["backup.gz"] = gzip.compress(left.files["backup"])
            source.execute("VACUUM INTO ?", [str(folder / "vacuumed")])
            left.files["vacuumed"] = (folder / "vacuumed").read_bytes()
        shutil.copytree(folder / "home", folder / "copy")
    with contextlib.closing(sqlite3.connect(folder / "copy" / "db.sqlite3")) as database:
        left.rows = rows_of(database)
    with contextlib.closing(sqlite3.connect(folder / "control")) as control:
        control.execute("CREATE TABLE control (word TEXT)")
        control.execute("CREATE INDEX control_word ON control (word)")
        control.execute("INSERT INTO control VALUES (?)", [left.control])
        control.commit()
    left.files["control"] = (folder / "control").read_bytes()
    left.files["control.gz"] = gzip.compress(left.files["control"])
    return left


def day_on_postgres(folder: Path, server: Server) -> Leavings:
    """The server's whole folder, its log, and three kinds of dump."""
    assert server.programs is not None
    assert server.folder is not None
    name = f"canary_{secrets.token_hex(4)}"
    address = urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))
    with psycopg.connect(server.url, autocommit=True) as keeper:
        keeper.execute(f"CREATE DATABASE {name}")
        with a_day(folder, address) as left, psycopg.connect(address, autocommit=True) as database:
            left.rows = rows_of(database)
            left.files |= dumps(server.programs, address, "")
            # In clear beside the product's tables: in a row, an index, a large value, and in a statement.
            database.execute("CREATE TABLE control (word TEXT, large TEXT)")
            database.execute("CREATE INDEX control_word ON control (word)")
            long = "og ".join(secrets.token_hex(9) for _ in range(300))
            database.execute(
                "INSERT INTO control VALUES (%s, %s)", [left.control, f"{long} {left.control} {long}"]
            )
            database.execute("CHECKPOINT")
            left.files |= dumps(server.programs, address, "control ")
            left.take(server.folder / "data", "data")
            left.files["server log"] = (server.folder / "log").read_bytes()
    return left


def dumps(programs: Path, address: str, mark: str) -> dict[str, bytes]:
    """As text, as text packed with gzip, and in PostgreSQL's own packed format, also as it is restored."""
    kinds = {"dump": ["--format=plain"], "dump.gz": ["--format=plain", "--compress=9"]}
    kinds["dump.custom"] = ["--format=custom", "--compress=6"]
    made = {}
    for kind, options in kinds.items():
        command = [programs / "pg_dump", *options, "--dbname", address]
        made[mark + kind] = subprocess.run(command, check=True, capture_output=True).stdout
    restored = [programs / "pg_restore", "--file", "-"]
    packed = made[f"{mark}dump.custom"]
    made[f"{mark}dump.custom restored"] = subprocess.run(
        restored, input=packed, check=True, capture_output=True
    ).stdout
    return made
