"""A word planted in every text, name and label is found in no file, dump, log or error page.

And no code of a case's facts stands in clear in the tables of cases, their trail, or the sessions.
"""

import contextlib
import gzip
import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from cases import codebook
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
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
)
# Everything that a case, its readers and its trail leave; public lists and permissions stand elsewhere.
TABLES = (
    "cases_case",
    "cases_casekey",
    "cases_person",
    "cases_inquiry",
    "cases_statuschange",
    "cases_draft",
    "cases_casegrouppermission",
    "cases_caseuserpermission",
    "audit_entry",
    "audit_chainhead",
    "auditlog_logentry",
    "advisory_account",
    "advisory_post",
    "advisory_membership",
    "advisory_agency",
    "advisory_coverage",
    "advisory_storedsession",
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
LISTS = {slot.list for kind in (CaseFacts, PersonFacts, InquiryFacts) for slot in kind.SLOTS.values()}


@dataclass
class Leavings:
    """What is left of a day: files to look into, rows to look into, and what was planted."""

    tokens: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def found(self) -> set[tuple[str, str, str]]:
        return {(name, *trace) for name, data in self.files.items() for trace in traces(data, self.tokens)}


@contextlib.contextmanager
def a_day(folder: Path, address: str) -> Iterator[Leavings]:
    """Live the day in a process of its own; inside the block its database is still open."""
    left = Leavings({spot: new_token() for spot in SPOTS})
    (folder / "tokens.json").write_text(json.dumps(left.tokens))
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("FRITTVALG", "DATABASE"))
    }
    env |= {
        "FRITTVALG_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "config.settings.testing",
        "DATABASE_URL": address,
    }
    (folder / "home").mkdir()
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
            yield left
        finally:
            process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Leavings:
    folder = tmp_path_factory.mktemp("day")
    with a_day(folder, "") as left:
        # The whole home, the write-ahead log and its index while they are in use.
        for path in sorted((folder / "home").rglob("*")):
            if path.is_file():
                left.files[path.name] = path.read_bytes()
        shutil.copytree(folder / "home", folder / "copy")
    with contextlib.closing(sqlite3.connect(folder / "copy" / "db.sqlite3")) as database:
        left.rows = {
            table: database.execute(f"SELECT * FROM {table}").fetchall()
            for table in (*TABLES, *MUST_STAY_EMPTY)
        }
    return left


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[Leavings]:
    if postgres.programs is None:
        pytest.skip("no pg_dump beside the server that was named")
    name = f"canary_{secrets.token_hex(4)}"
    address = urlunsplit(urlsplit(postgres.url)._replace(path=f"/{name}"))
    with psycopg.connect(postgres.url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with a_day(tmp_path_factory.mktemp("day"), address) as left:
                dump = [postgres.programs / "pg_dump", "--dbname", address]
                left.files["dump"] = subprocess.run(dump, check=True, capture_output=True).stdout
                with psycopg.connect(address) as database:
                    left.rows = {
                        table: database.execute(f"SELECT * FROM {table}").fetchall()
                        for table in (*TABLES, *MUST_STAY_EMPTY)
                    }
            yield left
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def left(request: pytest.FixtureRequest) -> Leavings:
    found: Leavings = request.getfixturevalue(f"on_{request.param}")
    return found


def test_no_planted_word_is_found_anywhere(left: Leavings) -> None:
    assert left.found() == set()
    assert len(left.files["log"]) > 2000
    assert {name for name in left.files if name.endswith(".html")} >= {"500-view.html", "500-seal.html"}


def test_what_was_looked_into_is_what_is_stored(left: Leavings) -> None:
    """A search that finds nothing must have had something to search."""
    assert {
        table: len(rows) for table, rows in left.rows.items() if table in MUST_STAY_EMPTY
    } == dict.fromkeys(MUST_STAY_EMPTY, 0)
    for table in set(TABLES) - {"cases_caseuserpermission"}:
        assert left.rows[table], table
    case = str(left.rows["cases_case"][0][0]).replace("-", "")
    if "dump" in left.files:
        assert case in left.files["dump"].decode(errors="replace").replace("-", "")
    else:
        stored = left.files["db.sqlite3"] + left.files["db.sqlite3-wal"]
        assert case.encode() in stored
        assert len(left.files["db.sqlite3-wal"]) > 0


def words(rows: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    """Every word of every column of text in these tables."""
    texts = (
        value for table in rows.values() for row in table for value in row if isinstance(value, str | dict)
    )
    return {word for text in texts for word in re.findall(r"[\w+-]+", str(text))}


def blobs(rows: dict[str, list[tuple[Any, ...]]]) -> bytes:
    return b"|".join(
        bytes(value) for table in rows.values() for row in table for value in row if isinstance(value, bytes)
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_no_code_of_a_cases_facts_stands_in_clear(left: Leavings) -> None:
    """Every code of every list that facts are made of; and its labels, in all three languages."""
    said, sealed = words(left.rows), blobs(left.rows)
    texts = "|".join(sorted(said)).lower()
    for name in LISTS:
        for code, entry in codebook.entries(name).items():
            assert code not in said, (name, code)
            # Shorter ones stand in any random bytes by chance.
            assert len(code) < 5 or code.encode() not in sealed, (name, code)
            for label in entry.labels:
                for text in (label.nb, label.nn, label.en):
                    assert len(text) < 5 or text.encode() not in sealed, (name, text)
                    assert not (len(text) >= 5 and text.isalpha() and text.lower() in texts.split("|")), (
                        name,
                        text,
                    )


def test_the_length_of_a_record_says_nothing(left: Leavings) -> None:
    lengths = {
        table: {len(value) for row in left.rows[table] for value in row if isinstance(value, bytes)}
        for table in ("cases_case", "cases_person", "cases_inquiry")
    }
    facts = 48 + 34
    assert lengths["cases_case"] == lengths["cases_person"] == {facts}
    assert lengths["cases_inquiry"] == {facts, 128 + 34}


# --- the search itself ---

DRESSES: dict[str, Callable[[bytes], bytes]] = {
    "clear": lambda text: text,
    "capitals": lambda text: text.upper(),
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "utf-16 the other way": lambda text: text.decode().encode("utf-16-be"),
    "hexadecimal": lambda text: text.hex().encode(),
    "base64": b64encode,
    "base64 from the second byte": lambda text: b64encode(b"x" + text),
    "base64 from the third byte": lambda text: b64encode(b"xy" + text),
    "base64 for addresses": lambda text: urlsafe_b64encode("ø".encode() + text),
    "compressed": lambda text: zlib.compress(b"before " * 20 + text + b" after"),
    "compressed hard": lambda text: zlib.compress(text * 3, 9),
    "gzip": lambda text: gzip.compress(b"before " + text),
    "a signed session": lambda text: b"." + urlsafe_b64encode(zlib.compress(b'{"login": "' + text + b'"}')),
    "compressed in a column of bytes": lambda text: b"\\x" + zlib.compress(text * 2).hex().encode(),
    "utf-16 in a column of bytes": lambda text: b"\\x00ff" + text.decode().encode("utf-16-le").hex().encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_search_finds_the_word_in_every_dress(dress: str) -> None:
    for _ in range(20):
        token = new_token()
        noise = secrets.token_bytes(300)
        data = noise + b"\0" + DRESSES[dress](token.encode()) + b"\0" + noise
        assert {spot for spot, _name in traces(data, {"here": token, "not here": new_token()})} == {"here"}
