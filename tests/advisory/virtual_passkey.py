"""A passkey of software: makes a key for this site and answers its challenges, as a telephone would."""

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cbor import encode
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN, SITE = "http://testserver", "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    """`count` goes up with each answer unless the test sets it; `flags` are what it says of its owner."""

    def __init__(self, *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count, self.origin, self.flags = 0, origin, flags
        self.owner = ""

    def made(self, options: dict[str, Any]) -> str:
        """The answer to what `passkey_offer` gave, as the script sends it."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = encode(ES256.from_cryptography_key(self.key.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(self.flags | ATTESTED) + attested
        attestation = encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._sent({"clientDataJSON": said, "attestationObject": attestation})

    def answer(self, options: dict[str, Any], *, count: int | None = None) -> str:
        """The answer to what `passkey_challenge` gave."""
        self.count = self.count + 1 if count is None else count
        data = self._data(self.flags)
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": said, "authenticatorData": data, "signature": signed}
        return self._sent({**response, "userHandle": websafe_decode(self.owner)})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(SITE.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, response: dict[str, bytes]) -> str:
        coded = {name: websafe_encode(value) for name, value in response.items()}
        mine = websafe_encode(self.id)
        return json.dumps({"id": mine, "rawId": mine, "type": "public-key", "response": coded})
