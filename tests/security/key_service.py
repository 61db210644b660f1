"""A key service in a process of its own, as the unit starts it, that tests kill and start again."""

import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.keyring import KeyringUnavailable
from config.keyring.client import ServiceKeyring

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20


class RunningService:
    """`start` returns when it answers. Its log is the file `log`."""

    def __init__(self, folder: Path, keys: Path, *options: str) -> None:
        # A socket's path may have 108 bytes; the folders of tests are long.
        self.socket = Path(tempfile.mkdtemp(prefix="keys-")) / "socket"
        self.keys, self.log, self.options = keys, folder / "service.log", options
        self.through: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        uid = str(os.geteuid())
        who = () if "--user" in self.options else ("--user", uid, "--keeper", uid)
        places = ("--socket", str(self.socket), "--keys", str(self.keys))
        return [sys.executable, "-m", "config.keyring.service", *places, *who, *self.options]

    def start(self) -> None:
        with self.log.open("ab") as log:
            if self.through is None:
                self.process = subprocess.Popen(self.command(), cwd=ROOT, stdout=log, stderr=log)
            else:
                # As systemd does it: the socket is descriptor 3, and says for which process it is.
                line = "exec 3<&0; LISTEN_FDS=1 LISTEN_PID=$$ exec " + shlex.join(self.command())
                self.process = subprocess.Popen(
                    ["sh", "-c", line], cwd=ROOT, stdin=self.through, stdout=log, stderr=log
                )
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                ServiceKeyring(self.socket).status()
                return
            except KeyringUnavailable:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < until
                time.sleep(0.02)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def stop(self) -> None:
        self.kill()
        self.socket.unlink(missing_ok=True)
        self.socket.parent.rmdir()
