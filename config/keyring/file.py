"""A keyring in one file, readable by its owner alone.

A change is written beside it, made durable and put in its place, so a crash leaves the old file or the
new one. Other processes notice: when they meet a number they do not hold, and when they ask for numbers.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from config.keyring.errors import KeyringError, KeyringReadOnly, NoSuchKeyError
from config.keyring.held import DESTROYED, NEEDED, HeldKeys, LocalKeyring, checked, missing, new_line
from config.keyring.provider import KINDS
from config.private import is_credential, is_private

NAME = "the key file"
# Seconds for which the MAC root in use is believed to be the same: each trail entry asks for it.
BELIEVED = 1.0


class FileKeyring(LocalKeyring):
    """The file is read at the first use, so that commands that need no key start without one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: HeldKeys | None = None
        self._stamp: tuple[int, ...] = ()
        self._looked = -BELIEVED

    def held(self, *, newest: bool = False) -> HeldKeys:
        kept = self._kept
        if kept is not None and (not newest or self._stamp == self._found_stamp()):
            return kept
        text, stamp = self._read()
        kept = self._kept = HeldKeys(text, name=NAME)
        self._stamp = stamp
        return kept

    def mac_number(self) -> int:
        now = monotonic()
        newest = now - self._looked > BELIEVED
        if newest:
            self._looked = now
        return max(self.held(newest=newest).found["mac"])

    def add(self, kind: str) -> int:
        checked(kind)
        with self._alone():
            text, _stamp = self._read()
            number = HeldKeys(text, name=NAME).next_number(kind)
            self._replace(text.rstrip("\n") + f"\n{new_line(kind, number)}\n")
        return number

    def destroy(self, kind: str, number: int) -> None:
        checked(kind)
        with self._alone():
            text, _stamp = self._read()
            held = HeldKeys(text, name=NAME)
            if number not in held.found[kind]:
                raise NoSuchKeyError(missing(kind, number, held))
            if kind in NEEDED and len(held.found[kind]) == 1:
                raise KeyringError(f"{kind} {number} is the last of its kind; add another before.")
            lines = (
                f"{kind} {number} {DESTROYED}" if line.split()[:2] == [kind, str(number)] else line
                for line in text.splitlines()
            )
            self._replace("\n".join(lines) + "\n")

    def complete(self) -> list[str]:
        """Add a first key of each kind that a file of an older version lacks; the kinds added."""
        held = self.held(newest=True)
        lacking = [kind for kind in KINDS if not held.found[kind] and not held.gone[kind]]
        for kind in lacking:
            self.add(kind)
        return lacking

    @staticmethod
    def create(path: Path) -> None:
        """Write a new key file (mode 0400). Raises FileExistsError rather than replace one."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, "\n".join(new_line(kind, 1) for kind in KINDS) + "\n")
        _sync_folder(path.parent)

    def _found_stamp(self) -> tuple[int, ...]:
        """Tells one file from the next; that of the keys we hold while there is no file to be seen."""
        try:
            return _stamp_of(os.stat(self.path))
        except OSError:
            return self._stamp

    def _read(self) -> tuple[str, tuple[int, ...]]:
        """The text, and the stamp of the file it is from."""
        try:
            while True:
                private = is_private(self.path)
                with self.path.open(encoding="ascii") as file:
                    stamp = _stamp_of(os.fstat(file.fileno()))
                    text = file.read()
                if stamp == _stamp_of(os.stat(self.path)):
                    break  # else it was replaced while it was read, and the old one wiped
        except (OSError, UnicodeDecodeError) as error:
            raise KeyringError(
                "The key file could not be read. Set FRITTVALG_KEY_FILE to it, or run "
                "“manage.py create_keys” if this installation is new."
            ) from error
        if not private:
            raise KeyringError("The key file can be read by others than its owner. Run chmod 0400 on it.")
        return text, stamp

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time, and only where the file can be changed. Raises KeyringReadOnly."""
        if is_credential(self.path):
            raise KeyringReadOnly(
                "This process has a copy of the key file, made by systemd, and cannot change it. As root: "
                "“FRITTVALG_KEY_FILE=/etc/frittvalg/keyring manage.py keyring …”, then restart the "
                "service (see deploy/keys.md)."
            )
        try:
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                yield
            finally:
                os.close(folder)
        except OSError as error:
            raise KeyringReadOnly(
                f"The key file could not be changed ({error.strerror}). Do it as the user who owns it and "
                "its folder (see deploy/keys.md)."
            ) from error

    def _replace(self, text: str) -> None:
        """The old file's bytes are overwritten as well: a destroyed key must not linger in freed blocks."""
        beside = self.path.with_name(self.path.name + ".new")
        beside.unlink(missing_ok=True)
        self._looked = -BELIEVED
        _write(beside, text, like=os.stat(self.path))
        self.path.chmod(0o600)
        with self.path.open("r+b") as old:
            os.replace(beside, self.path)
            _sync_folder(self.path.parent)
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())


def _stamp_of(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _write(path: Path, text: str, *, like: os.stat_result | None = None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        if like is not None and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(file.fileno(), like.st_uid, like.st_gid)
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
