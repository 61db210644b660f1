"""A keyring in one file, readable by its owner alone.

Lines are `kek NUMBER BASE64` and `mac NUMBER BASE64`. The key-encryption keys wrap
the epoch keys of the database; the MAC roots seal the trail and make look-up digests.
The highest number of each kind is in use, the lower ones still open what they made.
"""

import base64
import binascii
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.env import is_private

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyringError(Exception):
    """The keyring is missing, unreadable by rule, malformed, or does not fit the database."""


class NoSuchRootError(KeyringError, LookupError):
    """A MAC root is asked for that the key file does not hold."""


class FileKeyring:
    """Wraps, unwraps and makes MACs; hands no key out.

    The file is read at the first use, so that commands that need no key start without one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keks: dict[int, AESGCM] = {}
        self._mac_roots: dict[int, bytes] = {}
        self._mac_keys: dict[tuple[str, int], bytes] = {}

    def wrap(self, key: bytes, *, context: bytes) -> tuple[int, bytes]:
        """(number of the key-encryption key, wrapped key), bound to `context`."""
        self._load()
        number = max(self._keks)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return number, nonce + self._keks[number].encrypt(nonce, key, context)

    def unwrap(self, number: int, wrapped: bytes, *, context: bytes) -> bytes:
        """The key. Raises KeyringError when the number is unknown or the bytes do not fit."""
        self._load()
        kek = self._keks.get(number)
        if kek is None:
            raise KeyringError(
                f"The database needs key-encryption key {number}, which the key file does not hold. "
                "Start with the key file that belongs to this database (see deploy/keys.md)."
            )
        try:
            return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise KeyringError(
                f"Key-encryption key {number} of the key file does not open this database. "
                "Start with the key file that belongs to this database (see deploy/keys.md)."
            ) from error

    def mac_number(self) -> int:
        """Number of the MAC root in use."""
        self._load()
        return max(self._mac_roots)

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        """HMAC-SHA256 under the sub-key of `purpose` (HKDF, RFC 5869) of that MAC root.

        Raises NoSuchRootError.
        """
        key = self._mac_keys.get((purpose, number))
        if key is None:
            key = self._derive(purpose, number)
        return hmac.digest(key, message, "sha256")

    def _derive(self, purpose: str, number: int) -> bytes:
        self._load()
        root = self._mac_roots.get(number)
        if root is None:
            raise NoSuchRootError(f"MAC root {number} is not in the key file.")
        info = b"frittvalg mac " + purpose.encode()
        key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)
        self._mac_keys[purpose, number] = key
        return key

    def _load(self) -> None:
        if self._keks:
            return
        try:
            private = is_private(self.path)
            text = self.path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyringError(
                "The key file could not be read. Set FRITTVALG_KEY_FILE to it, or run "
                "“manage.py create_keys” if this installation is new."
            ) from error
        if not private:
            raise KeyringError("The key file can be read by others than its owner. Run chmod 0400 on it.")
        keks, roots = _parse(text)
        self._keks = {number: AESGCM(key) for number, key in keks.items()}
        self._mac_roots = roots

    @staticmethod
    def create(path: Path) -> None:
        """Write a new key file (mode 0400). Raises FileExistsError rather than replace one."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [f"{kind} 1 {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}" for kind in KINDS]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())


KINDS = ("kek", "mac")


def _parse(text: str) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Keys by kind and number. Raises KeyringError and names the line, never its content."""
    found: dict[str, dict[int, bytes]] = {kind: {} for kind in KINDS}
    for line_number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            kind, number, encoded = line.split()
            key = base64.b64decode(encoded, validate=True)
            if kind not in found or int(number) < 1 or int(number) in found[kind] or len(key) != KEY_BYTES:
                raise ValueError
        except (ValueError, binascii.Error):
            raise KeyringError(f"Line {line_number} of the key file is not a valid key line.") from None
        found[kind][int(number)] = key
    if not all(found.values()):
        raise KeyringError("The key file must hold at least one kek line and one mac line.")
    return found["kek"], found["mac"]
