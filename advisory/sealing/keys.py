"""Epoch keys, and the sub-key of each purpose.

The keyring's key-encryption key wraps an epoch key; HKDF (RFC 5869) makes one sub-key
a purpose from it; a case's own key is wrapped by the sub-key `wraps`. So changing the
key-encryption key re-wraps as many keys as there are epochs, whatever the number of cases.
"""

import hmac
import secrets
import struct
import threading
import uuid
from collections.abc import Sequence
from time import monotonic
from typing import Protocol, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection

from advisory.sealing import cipher
from advisory.sealing.errors import SealError

KEY_BYTES = 32
# What an epoch's key is used for: a sub-key each, so that what one made never opens or holds for another.
PURPOSES = {
    "wraps": "the keys of cases",
    "facts": "coded facts of cases, persons and inquiries",
    "house": "staff, places and drafts",
    "factors": "second factors: secrets of apps, keys and names of passkeys, recovery codes",
    "sessions": "what a signed-in browser's session holds",
    "segments": "packed columns of the facts that count",
    "seals": "MACs that bind the rows of a case, of an account or of a place together",
}
# Seconds after which a process that seals looks for a new epoch.
LOOK_AGAIN = 30.0


class WrapKeyring(Protocol):
    def wrap_with(self, number: int, key: bytes, *, context: bytes) -> bytes: ...

    def unwrap(self, number: int, wrapped: bytes, *, context: bytes) -> bytes: ...

    def kek_numbers(self) -> tuple[int, ...]: ...

    def destroyed(self, kind: str) -> tuple[int, ...]: ...

    def add(self, kind: str) -> int: ...

    def destroy(self, kind: str, number: int) -> None: ...

    def mac_number(self) -> int: ...

    def mac_numbers(self) -> tuple[int, ...]: ...

    def mac(self, purpose: str, message: bytes, *, number: int) -> bytes: ...

    def macs(self, wanted: Sequence[tuple[str, bytes, int]]) -> list[bytes]: ...


def keyring() -> WrapKeyring:
    return cast(WrapKeyring, settings.KEYRING)


class Keychest:
    """The epoch keys of this database, opened once a process. Thread-safe.

    Holds (epoch, purpose) -> cipher. `forget()` empties it; opening a new epoch does so here. Another
    process notices when it meets a record of that epoch, or when it asks for the current one outside a
    transaction and last looked more than LOOK_AGAIN seconds ago. Within a transaction it never looks, so a
    save costs the same each time: whoever is about to change something asks before the transaction, as the
    door does for every case that it opens, and jobs do before each row.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epochs: dict[int, bytes] = {}
        self._ciphers: dict[tuple[int, str], AESGCM] = {}
        self._mac_keys: dict[tuple[int, str], bytes] = {}
        self._looked = 0.0

    def forget(self) -> None:
        with self._lock:
            self._epochs.clear()
            self._ciphers.clear()
            self._mac_keys.clear()

    def current(self) -> int:
        """Number of the epoch that seals now. Raises SealError when there is none."""
        if not self._epochs or (monotonic() - self._looked > LOOK_AGAIN and not connection.in_atomic_block):
            self._load()
        return max(self._epochs)

    def cipher(self, epoch: int, purpose: str) -> AESGCM:
        """The sub-key's cipher. Raises SealError for an epoch that is not in the database."""
        found = self._ciphers.get((epoch, purpose))
        if found is None:
            found = self._ciphers[epoch, purpose] = AESGCM(self._sub_key(epoch, purpose))
        return found

    def mac(self, epoch: int, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA256 under the purpose's sub-key. Raises SealError for an epoch not in the database."""
        key = self._mac_keys.get((epoch, purpose))
        if key is None:
            key = self._mac_keys[epoch, purpose] = self._sub_key(epoch, purpose)
        return hmac.digest(key, message, "sha256")

    def _sub_key(self, epoch: int, purpose: str) -> bytes:
        """Raises LookupError for a purpose that is not declared."""
        if purpose not in PURPOSES:
            raise LookupError(f"No sub-key is declared for “{purpose}”.")
        info = b"frittvalg seal " + purpose.encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self._epoch(epoch))

    def _epoch(self, number: int) -> bytes:
        if number not in self._epochs:
            self._load()
        try:
            return self._epochs[number]
        except KeyError:
            raise SealError(f"key epoch {number} is not in this database") from None

    def _load(self) -> None:
        from advisory.models.epoch import Epoch  # the models import the fields, which import this

        ring = keyring()
        self._looked = monotonic()
        with self._lock:
            # In a backup put back, an epoch that was destroyed since still stands there; it is as gone.
            gone = set(ring.destroyed("kek"))
            found = {}
            for row in Epoch.objects.filter(destroyed_at=None).exclude(kek__in=gone):
                found[row.number] = self._epochs.get(row.number) or ring.unwrap(
                    row.kek, bytes(row.wrapped or b""), context=epoch_context(row.number)
                )
            if self._epochs.keys() - found.keys():
                self._ciphers, self._mac_keys = {}, {}
            self._epochs = found
        if not self._epochs:
            raise SealError(
                "the database has no key epoch; run “manage.py migrate” with the key file in place"
            )


chest = Keychest()


def epoch_context(number: int) -> bytes:
    return b"frittvalg epoch " + struct.pack(">I", number)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap_place(wrap_id: uuid.UUID, case_id: uuid.UUID) -> cipher.Place:
    return cipher.Place(table="cases.CaseKey", row=wrap_id, field="wrapped", owner=case_id)


def wrap_case_key(key: bytes, *, wrap_id: uuid.UUID, case_id: uuid.UUID) -> tuple[int, bytes]:
    """(epoch number, wrapped case key), bound to its row and its case."""
    epoch = chest.current()
    place = wrap_place(wrap_id, case_id)
    return epoch, cipher.seal(key, key=chest.cipher(epoch, "wraps"), key_id=epoch, place=place)


def unwrap_case_key(wrapped: bytes, *, wrap_id: uuid.UUID, case_id: uuid.UUID) -> bytes:
    """The case key. Raises SealError when the wrap was altered or belongs to another case."""
    epoch = cipher.key_id_of(wrapped)
    place = wrap_place(wrap_id, case_id)
    return cipher.open_record(wrapped, key=chest.cipher(epoch, "wraps"), key_id=epoch, place=place)
