"""Keys in memory, and what is done with them; where they come from is the providers' affair.

Lines are `KIND NUMBER BASE64`, 32 random bytes each; `KIND NUMBER destroyed` stands for a key that is no
more, so that its number is never given again. Blank lines and those that begin with # are passed over.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.keyring.errors import KeyringError, NoSuchKeyError
from config.keyring.provider import KINDS, MacWanted

KEY_BYTES = 32
NONCE_BYTES = 12
DESTROYED = "destroyed"
# A key file of version 0.1 has no signing key; all but signing works with it.
NEEDED = ("kek", "mac")
BELONGS = "Start with the keys that belong to this database (see deploy/keys.md)."


def new_line(kind: str, number: int) -> str:
    return f"{kind} {number} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


class HeldKeys:
    """The keys of one text. `name` says in sentences where they are from."""

    def __init__(self, text: str, *, name: str) -> None:
        """Raises KeyringError and names the line, never its content."""
        self.name = name
        self.found: dict[str, dict[int, bytes]] = {kind: {} for kind in KINDS}
        self.gone: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self.mac_keys: dict[tuple[str, int], bytes] = {}
        for place, line in enumerate(text.splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                try:
                    self._take(line)
                except (ValueError, binascii.Error):
                    raise KeyringError(f"Line {place} of {name} is not a valid key line.") from None
        if not all(self.found[kind] for kind in NEEDED):
            raise KeyringError(f"There must be at least one kek line and one mac line in {name}.")
        self.keks = {number: AESGCM(key) for number, key in self.found["kek"].items()}

    def _take(self, line: str) -> None:
        kind, number, encoded = line.split()
        if kind not in KINDS or int(number) < 1 or str(int(number)) != number:
            raise ValueError
        if int(number) in self.found[kind] or int(number) in self.gone[kind]:
            raise ValueError
        if encoded == DESTROYED:
            self.gone[kind].add(int(number))
            return
        key = base64.b64decode(encoded, validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError
        self.found[kind][int(number)] = key

    def next_number(self, kind: str) -> int:
        return max((*self.found[kind], *self.gone[kind]), default=0) + 1


class LocalKeyring:
    """A provider whose keys are in this process. Hands no key out, and shows none when printed."""

    def held(self, *, newest: bool = False) -> HeldKeys:
        """The keys; with `newest` as they are now, should they have changed since they were read."""
        raise NotImplementedError

    def wrap(self, key: bytes, *, context: bytes) -> tuple[int, bytes]:
        number = max(self.held(newest=True).keks)
        return number, self.wrap_with(number, key, context=context)

    def wrap_with(self, number: int, key: bytes, *, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._kek(number).encrypt(nonce, key, context)

    def unwrap(self, number: int, wrapped: bytes, *, context: bytes) -> bytes:
        kek = self._kek(number)
        try:
            return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            name = self.held().name
            raise KeyringError(
                f"Key-encryption key {number} of {name} does not open this database. {BELONGS}"
            ) from None

    def kek_numbers(self) -> tuple[int, ...]:
        return self._numbers("kek")

    def mac_number(self) -> int:
        return max(self.held(newest=True).found["mac"])

    def mac_numbers(self) -> tuple[int, ...]:
        return self._numbers("mac")

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes:
        key = self.held().mac_keys.get((purpose, number))
        if key is None:
            root = self._key("mac", number)
            info = b"frittvalg mac " + purpose.encode()
            key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)
            self.held().mac_keys[purpose, number] = key
        return hmac.digest(key, message, "sha256")

    def macs(self, wanted: Sequence[MacWanted]) -> list[bytes]:
        return [self.mac(purpose, message, number=number) for purpose, message, number in wanted]

    def sign(self, message: bytes) -> tuple[int, bytes]:
        numbers = self.sign_numbers()
        if not numbers:
            raise KeyringError(
                f"There is no signing key in {self.held().name}: run “manage.py create_keys --if-missing”, "
                "or “manage.py keyring add sign” (see deploy/keys.md)."
            )
        return numbers[-1], self._signing_key(numbers[-1]).sign(message)

    def sign_numbers(self) -> tuple[int, ...]:
        return self._numbers("sign")

    def public_key(self, number: int) -> bytes:
        return self._signing_key(number).public_key().public_bytes_raw()

    def destroyed(self, kind: str) -> tuple[int, ...]:
        return tuple(sorted(self.held(newest=True).gone[checked(kind)]))

    def _numbers(self, kind: str) -> tuple[int, ...]:
        return tuple(sorted(self.held(newest=True).found[kind]))

    def _kek(self, number: int) -> AESGCM:
        held = self.held()
        if number not in held.keks:
            self._key("kek", number)
            held = self.held()
        return held.keks[number]

    def _signing_key(self, number: int) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._key("sign", number))

    def _key(self, kind: str, number: int) -> bytes:
        """Looks again before it says no: another process may have added the key."""
        key = self.held().found[kind].get(number) or self.held(newest=True).found[kind].get(number)
        if key is None:
            raise NoSuchKeyError(missing(kind, number, self.held()))
        return key


def checked(kind: str) -> str:
    """Raises KeyringError for a kind there is not."""
    if kind not in KINDS:
        raise KeyringError(f"There are keys of the kinds {', '.join(KINDS)} only.")
    return kind


def missing(kind: str, number: int, held: HeldKeys) -> str:
    what = {"kek": "key-encryption key", "mac": "MAC root", "sign": "signing key"}[kind]
    if number in held.gone[kind]:
        return f"The {what} {number} was destroyed; what needs it cannot be opened again."
    return f"The {what} {number} is needed and is not in {held.name}. {BELONGS}"
