"""A small identity provider on this machine: its addresses, keys, tokens, and whatever a forger changes."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from advisory.oidc import provider as net
from advisory.oidc.provider import Provider

CLIENT, SECRET = "fritt-valg", "hemmelig: æ%+"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


KEY, OTHER_KEY = new_key(), new_key()


def public(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    n, e = (b64(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e}


def token(claims: dict[str, Any], *, key: rsa.RSAPrivateKey = KEY, **head: Any) -> str:
    told = {"alg": "RS256", "kid": "one", "typ": "JWT"} | head
    signed = ".".join(b64(json.dumps(part).encode()) for part in (told, claims))
    return f"{signed}.{b64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class IdentityProvider:
    """`claims` are laid over what it would say; `sabotage` changes the answer to a path."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.keys = [public(KEY, "one")]
        self.signs_with = KEY
        self.head: dict[str, Any] = {}
        self.sabotage: dict[str, Any] = {}
        self.asked: list[str] = []
        self._begun: dict[str, dict[str, str]] = {}
        self.issuer = ""

    def provider(self, **changes: Any) -> Provider:
        told = {"name": "Virksomheten", "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET}
        return Provider(**(told | changes))

    def passed(self, address: str) -> dict[str, str]:
        """What she comes back with when she has signed in there: the query of the way back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self._begun)}"
        self._begun[code] = asked
        return {"state": asked["state"], "code": code}

    def answer(self, path: str, headers: Any, body: str) -> tuple[int, Any]:
        self.asked.append(path)
        if path in self.sabotage:
            return self.sabotage[path]  # type: ignore[no-any-return]
        if path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token"}
            found = {f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()}
            return 200, found | {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        if path == "/keys":
            return 200, {"keys": self.keys}
        return self._token(headers, {name: values[0] for name, values in parse_qs(body).items()})

    def _token(self, headers: Any, told: dict[str, str]) -> tuple[int, Any]:
        begun = self._begun.pop(told.get("code", ""), None)
        expected = b64(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(b"fritt-valg:hemmelig%3A%20%C3%A6%25%2B").decode()
        if begun is None or headers["Authorization"] != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        if begun["code_challenge"] != expected or begun["redirect_uri"] != told["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "kari", "nonce": begun["nonce"]}
        claims |= {"iat": now, "exp": now + 300} | self.claims
        return 200, {
            "id_token": token(claims, key=self.signs_with, **self.head),
            "access_token": "kanari-4711",
        }


@contextmanager
def running() -> Iterator[IdentityProvider]:
    made = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, said = made.answer(self.path, self.headers, body)
            raw = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{made.issuer}/keys")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_GET

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        net.forget()
        yield made
        server.shutdown()
        thread.join()
