"""Where checkpoints are kept, outside the database: a book in a file, and the local system log.

A witness is only as good as the distance between it and whoever may write to the database: a file on another
volume, a log that is carried to another machine. Settings name them (WITNESSES).
"""

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from audit.checkpoints import Checkpoint, read

# How much of the end of a book is looked at first; four times as much each time that was too little.
TAIL_BYTES = 64 * 1024
# security/authorisation, notice; as RFC 5424 counts them.
PRIORITY = 10 * 8 + 5


class WitnessError(Exception):
    """A witness cannot be written or read, or is not what it was; the message says what to do."""


class FileWitness:
    """A book: a file to whose end checkpoints are written and from which nothing is ever taken."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """One writer at a time."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise WitnessError(f"The witness {self} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def append(self, checkpoint: Checkpoint) -> None:
        """Write it to the end and wait until it is on the disk. Raises WitnessError."""
        block = checkpoint.block().encode()
        try:
            new = not self.path.exists()
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(file).st_size
                if size and os.pread(file, 1, size - 1) != b"\n":
                    # A crash cut the last line off; what follows begins on a line of its own.
                    block = b"\n" + block
                while block:
                    block = block[os.write(file, block) :]
                os.fsync(file)
            finally:
                os.close(file)
            if new:
                _sync_folder(self.path.parent)
        except OSError as error:
            raise WitnessError(f"The witness {self} cannot be written: {error.strerror}.") from error

    def lines(self) -> Iterator[str]:
        """The whole book. Raises WitnessError when it is not there."""
        try:
            with self.path.open(encoding="ascii", errors="replace", newline="\n") as file:
                yield from file
        except OSError as error:
            raise WitnessError(f"The witness {self} cannot be read: {error.strerror}.") from error

    def recent(self, span: timedelta) -> list[Checkpoint]:
        """The last checkpoint, those of the time before it, and at least one still earlier, if there are any.

        Raises BadCheckpoint.
        """
        size, wanted = (self.path.stat().st_size if self.path.exists() else 0), TAIL_BYTES
        while True:
            found = list(read(self._end(min(wanted, size))))
            if wanted >= size or (found and found[0].at < found[-1].at - span):
                return found
            wanted *= 4

    def _end(self, wanted: int) -> Iterator[str]:
        """The lines of the last bytes, from the first that begins a checkpoint."""
        if not wanted:
            return
        with self.path.open("rb") as file:
            file.seek(-wanted, os.SEEK_END)
            begun = False
            for raw in file:
                begun = begun or raw.startswith(b"begin ")
                if begun:
                    yield raw.decode("ascii", errors="replace")


class SyslogWitness:
    """The system log of this machine, which carries the signed line to wherever logs are kept."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __str__(self) -> str:
        return self.address

    def append(self, checkpoint: Checkpoint) -> None:
        """Raises WitnessError."""
        said = f"<{PRIORITY}>frittvalg-witness: {checkpoint.line}"
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
                log.settimeout(5)
                log.sendto(said.encode(), self.address)
        except OSError as error:
            raise WitnessError(f"The witness {self} cannot be written: {error.strerror}.") from error


Witness = FileWitness | SyslogWitness


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
