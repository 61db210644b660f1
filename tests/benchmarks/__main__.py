"""`python -m tests.benchmarks [--quick]`: measure on both databases, print ratios, write benchmarks.json.

Everything runs in a throw-away home, on a file of SQLite with the product's own settings and on a PostgreSQL
that keeps its promises about power cuts. A target that is not met is said and is no failure, for machines
differ; two ways that give different results are one.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.benchmarks.child import PARTS, WITHOUT_DATABASE
from tests.benchmarks.runner import Line
from tests.databases import NoServerError, server

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = Path("benchmarks.json")
# The parent's own surroundings must not decide where the measurements write or which keys they use.
OURS = ("DATABASE_URL", "FRITTVALG_KEY_FILE", "FRITTVALG_SECRET_KEY_FILE")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look and for CI")
    parser.add_argument("--million", action="store_true", help="figures of a million cases too: for an hour")
    parser.add_argument("--part", choices=PARTS, action="append", help="this alone, or these")
    asked = parser.parse_args()
    mode = "quick" if asked.quick else "million" if asked.million else "full"
    parts = asked.part or list(PARTS)
    lines, status = [], 0
    for part in parts:
        more, other_status = run("", part, mode)
        lines, status = lines + more, status or other_status
    try:
        for part in (one for one in parts if one not in WITHOUT_DATABASE):
            with durable_postgres() as url:
                more, other_status = run(url, part, mode)
                lines, status = lines + more, status or other_status
    except NoServerError as reason:
        print(f"SKIPPED PostgreSQL: {reason}", file=sys.stderr)
        if os.environ.get("CI") == "true":
            sys.exit("In CI the figures of PostgreSQL may not be missing.")
    OUTPUT.write_text(json.dumps([line.as_dict() for line in lines], indent=1) + "\n")
    show(lines)
    if status:
        sys.exit("\nStopped early: see above.")


def run(url: str, part: str, mode: str) -> tuple[list[Line], int]:
    """Measure a part on one database, in a process and a home of their own: its lines and its exit status."""
    with tempfile.TemporaryDirectory(prefix="frittvalg-benchmarks-") as home:
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env |= {"FRITTVALG_HOME": home, "TMPDIR": home, "DATABASE_URL": url}
        output = Path(home) / "lines"
        output.touch()
        command = [sys.executable, "-m", "tests.benchmarks.child", mode, part, output]
        status = subprocess.call(command, cwd=ROOT, env=env)
        return [Line(**json.loads(line)) for line in output.read_text().splitlines()], status


@contextlib.contextmanager
def durable_postgres() -> Iterator[str]:
    """The address of an empty database, dropped afterwards. Raises NoServerError when there is no server."""
    with server(durable=True) as found:
        name = f"benchmark_{token_hex(6)}"
        with psycopg.connect(found.url, autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit"):
                value = connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone()
                if value != ("on",):
                    print(f"The server has {setting} off: its saves are not durable.", file=sys.stderr)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(found.url)._replace(path=f"/{name}"))
        finally:
            with psycopg.connect(found.url, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def show(lines: list[Line]) -> None:
    """The table; ms a call for both ways, and whether the target was met."""
    width = max((len(line.name) for line in lines), default=0)
    print(f"\n{'':{width}}  {'database':10} {'n':>7} {'value':>9} {'baseline':>9} {'ratio':>6}  target")
    for line in lines:
        said = {None: "", True: f"<= {line.target}  met", False: f"<= {line.target}  NOT MET"}[line.met]
        print(
            f"{line.name:{width}}  {line.database:10} {line.n:>7} {line.value:>9.3f} {line.baseline:>9.3f}"
            f" {line.ratio:>6.2f}  {said}"
        )
    missed = [line for line in lines if line.met is False]
    print(
        f"\n{len(missed)} of {len([line for line in lines if line.target])} targets not met."
        if missed
        else ""
    )
    print(f"Times in ms a call (statements: how many). Written to {OUTPUT}.")


if __name__ == "__main__":
    main()
