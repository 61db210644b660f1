"""A worker of the real server on a home of the suite's, and a look into its memory.

Gunicorn reads this file as its configuration: the product's own, but that the worker may be looked into.
"""

import contextlib
import ctypes
import re
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)")
START_SECONDS = 60


def post_fork(server: Any, worker: Any) -> None:
    """Undo what keeps the worker's memory from its own user: the suite need not run as root."""
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)


globals().update(
    {
        name: value
        for name, value in runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py")).items()
        if not name.startswith("_") and __name__ not in ("tests.security.worker", "__main__")
    }
)


@dataclass(frozen=True)
class Worker:
    pid: int
    port: int

    def memory(self) -> bytes:
        """Every page that the process could have written to, as a core dump would hold it."""
        held = []
        with open(f"/proc/{self.pid}/mem", "rb", 0) as memory:
            for line in Path(f"/proc/{self.pid}/maps").read_text().splitlines():
                found = MAPPING.match(line)
                if found is None or "w" not in found[3] or found[4].startswith("[v"):
                    continue
                first, last = int(found[1], 16), int(found[2], 16)
                with contextlib.suppress(OSError):
                    memory.seek(first)
                    held.append(memory.read(last - first))
        return b"\0".join(held)


@contextlib.contextmanager
def serving(env: dict[str, str], log: Path) -> Iterator[Worker]:
    """One worker, for the time of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {**env, "FRITTVALG_BIND": f"127.0.0.1:{port}", "FRITTVALG_WORKERS": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", str(Path(__file__).resolve())]
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    try:
        deadline = time.monotonic() + START_SECONDS
        # It listens before it forks: the worker may come a moment later.
        while not (_listens(port) and _children(process.pid)):
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.1)
        (child,) = _children(process.pid)
        yield Worker(child, port)
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            if f"\nPPid:\t{parent}\n" in status.read_text():
                found.append(int(status.parent.name))
    return found
