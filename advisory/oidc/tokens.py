"""Identity tokens: signed by the provider (RS256), for us, for this sign-in, not old; else they are none."""

import base64
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from advisory.oidc.provider import Provider

# How far two clocks may be apart, and how long after it was made a token is taken.
SKEW_SECONDS = 60
AGE_SECONDS = 600
LONGEST_SUBJECT = 255
SMALLEST_KEY = 2048
Keys = Callable[[bool], Iterable[dict[str, Any]]]


class NoToken(Exception):
    """Not a token to be believed. Says in a word of ours why, and never what stood in it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as the provider calls her: the two together are one person, for ever."""

    issuer: str
    subject: str


def opened(token: str, *, provider: Provider, nonce: str, now: float, keys: Keys) -> Subject:
    """Who it is about. `keys(anew)` gives the provider's keys, looked up again if `anew`. Raises NoToken."""
    try:
        signed, _dot, signature = token.rpartition(".")
        head, claims = (_decoded(part) for part in signed.split("."))
        proof = _bytes(signature)
    except (ValueError, RecursionError):
        raise NoToken("shape") from None
    if head.get("alg") != "RS256" or "crit" in head:
        raise NoToken("algorithm")
    known = _with_id(keys(False), head.get("kid")) or _with_id(keys(True), head.get("kid"))
    if not any(_signs(key, signed.encode(), proof) for key in known):
        raise NoToken("signature")
    _must_be_for_us(claims, provider, nonce)
    _must_be_of_now(claims, now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NoToken("subject")
    return Subject(provider.issuer, subject)


def _must_be_for_us(claims: dict[str, Any], provider: Provider, nonce: str) -> None:
    if claims.get("iss") != provider.issuer:
        raise NoToken("issuer")
    audience = claims.get("aud")
    if audience not in (provider.client_id, [provider.client_id]):
        raise NoToken("audience")
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise NoToken("nonce")
    if provider.acr and claims.get("acr") not in provider.acr:
        raise NoToken("acr")


def _must_be_of_now(claims: dict[str, Any], now: float) -> None:
    ends, made = _moment(claims, "exp"), _moment(claims, "iat")
    begins = _moment(claims, "nbf") if "nbf" in claims else made
    latest = now + SKEW_SECONDS
    if ends <= now - SKEW_SECONDS or begins > latest or not now - AGE_SECONDS <= made <= latest:
        raise NoToken("time")


def _with_id(keys: Iterable[dict[str, Any]], kid: object) -> list[dict[str, Any]]:
    return [one for one in keys if one.get("kid") == kid and one.get("use", "sig") == "sig"]


def _signs(key: dict[str, Any], message: bytes, signature: bytes) -> bool:
    if key.get("kty") != "RSA":
        return False
    try:
        modulus, exponent = (int.from_bytes(_bytes(str(key.get(name, ""))), "big") for name in ("n", "e"))
        public = RSAPublicNumbers(exponent, modulus).public_key()
        if public.key_size < SMALLEST_KEY:
            return False
        public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def _decoded(part: str) -> dict[str, Any]:
    said = json.loads(_bytes(part))
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def _bytes(part: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _moment(claims: dict[str, Any], name: str) -> float:
    """Seconds since 1970. Raises NoToken for anything but a finite number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise NoToken("time")
    return value
