"""The one identity provider that an installation may name, and what it says of itself on the net.

Asked for nothing but who somebody is: no address, no profile, no token is kept. Imports no model: the
settings make a Provider of what the operator has set.
"""

import base64
import json
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT_SECONDS = 5
LONGEST_ANSWER = 256 * 1024
# How long its addresses and keys are believed; for a key that is not among them one looks again sooner.
KEPT_SECONDS = 3600
AGAIN_SECONDS = 60
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderFailed(Exception):
    """It does not answer, or not as it should. Says nothing of what it answered."""


@dataclass(frozen=True, slots=True)
class Provider:
    """`acr`: the levels of assurance that are asked for, one of which must be met; none asks for nothing."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for an issuer without TLS, but on this machine."""
        _must_be_safe(self.issuer)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_known: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}


def metadata(provider: Provider) -> dict[str, str]:
    """Its addresses, as it publishes them. Raises ProviderFailed."""
    said = _kept(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", KEPT_SECONDS)
    if said.get("issuer") != provider.issuer:
        raise ProviderFailed
    found = {name: said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    try:
        for address in found.values():
            _must_be_safe(address)
    except ValueError:
        raise ProviderFailed from None
    return {name: str(address) for name, address in found.items()}


def keys(provider: Provider, *, anew: bool = False) -> list[dict[str, Any]]:
    """The keys that it signs with, as JSON Web Keys. Raises ProviderFailed."""
    said = _kept(provider, metadata(provider)["jwks_uri"], AGAIN_SECONDS if anew else KEPT_SECONDS)
    found = said.get("keys")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def exchanged(provider: Provider, *, code: str, verifier: str, redirect: str) -> str:
    """The identity token for a code. Raises ProviderFailed, also for a code that is none."""
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect,
    }
    secret = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}
    token = _asked(metadata(provider)["token_endpoint"], urlencode(told).encode(), headers).get("id_token")
    if not isinstance(token, str):
        raise ProviderFailed
    return token


def forget() -> None:
    _known.clear()


def _kept(provider: Provider, address: str, seconds: float) -> dict[str, Any]:
    now = time.monotonic()
    found = _known.get((provider.issuer, address))
    if found is None or now - found[0] >= seconds:
        found = _known[provider.issuer, address] = (now, _asked(address))
    return found[1]


def _asked(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    request = Request(address, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310  (_must_be_safe)
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            said = json.loads(answer.read(LONGEST_ANSWER))
    except (URLError, HTTPException, OSError, ValueError, RecursionError):
        # Without its cause: an answer may repeat what was sent.
        raise ProviderFailed from None
    if not isinstance(said, dict):
        raise ProviderFailed
    return said


def _must_be_safe(address: object) -> None:
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    if not parts.hostname or parts.scheme not in {"https", "http"}:
        raise ValueError("An identity provider's address must be https.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("An identity provider's address must be https.")
