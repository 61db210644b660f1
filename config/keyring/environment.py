"""A keyring in an environment variable, for places that hand secrets over in no other way.

A file is better: whoever may look into /proc sees the environment a process was started with, for as
long as it runs.
"""

import os
import threading

from config.keyring.errors import KeyringError, KeyringReadOnly
from config.keyring.held import HeldKeys, LocalKeyring

VARIABLE = "FRITTVALG_KEYS"


class EnvironmentKeyring(LocalKeyring):
    """Key lines with `;` or a new line between. The variable is taken away when it is read, at the first
    use, so that no program started from here inherits it."""

    def __init__(self, variable: str = VARIABLE) -> None:
        self.variable = variable
        self._kept: HeldKeys | None = None
        self._lock = threading.Lock()

    def held(self, *, newest: bool = False) -> HeldKeys:
        with self._lock:
            if self._kept is None:
                self._kept = HeldKeys(self._text(), name=self.variable)
            return self._kept

    def _text(self) -> str:
        text = os.environ.pop(self.variable, "")
        if not text.strip():
            raise KeyringError(
                f"Set {self.variable} to the key lines, with ; between them, or leave FRITTVALG_KEYRING "
                "unset to use a key file (see deploy/keys.md)."
            )
        return text.replace(";", "\n")

    def add(self, kind: str) -> int:
        raise self._read_only()

    def destroy(self, kind: str, number: int) -> None:
        raise self._read_only()

    def _read_only(self) -> KeyringReadOnly:
        return KeyringReadOnly(
            f"Keys in the environment are changed where {self.variable} is set: put the line there, or the "
            "word destroyed in place of a key, and start again (see deploy/keys.md)."
        )
