"""To the provider and back: the way is bound to the browser's session, and can be gone once.

State against requests from elsewhere, a nonce against tokens, PKCE against codes from elsewhere.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from advisory.oidc import provider as net
from advisory.oidc.provider import Provider
from advisory.oidc.tokens import NoToken, Subject, opened

KEY = "oidc"
Purpose = Literal["in", "link"]
# So long somebody may take at the provider.
PATIENCE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Back:
    """Who came back, and what for."""

    subject: Subject
    purpose: str
    wanted: str


def way_there(request: HttpRequest, provider: Provider, purpose: Purpose, wanted: str) -> str:
    """The address to send the browser to. Raises ProviderFailed."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(3))
    there = net.metadata(provider)["authorization_endpoint"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    told = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": _redirect(),
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.acr:
        told["acr_values"] = " ".join(provider.acr)
    request.session[KEY] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "purpose": purpose,
        "wanted": wanted,
        "at": time.time(),
    }
    return f"{there}{'&' if '?' in there else '?'}{urlencode(told)}"


def way_back(request: HttpRequest, provider: Provider) -> Back:
    """Raises NoToken for whatever was not begun in this session or is not as it should be, ProviderFailed."""
    begun = request.session.pop(KEY, None)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not isinstance(begun, dict) or not hmac.compare_digest(str(begun["state"]).encode(), state.encode()):
        raise NoToken("state")
    now = time.time()
    if not code or not 0 <= now - float(begun["at"]) <= PATIENCE_SECONDS:
        raise NoToken("code")
    token = net.exchanged(provider, code=code, verifier=str(begun["verifier"]), redirect=_redirect())
    keys = partial(_keys, provider)
    subject = opened(token, provider=provider, nonce=str(begun["nonce"]), now=now, keys=keys)
    return Back(subject, str(begun["purpose"]), str(begun["wanted"]))


def _keys(provider: Provider, anew: bool) -> list[dict[str, object]]:
    return net.keys(provider, anew=anew)


def _redirect() -> str:
    return str(settings.SITE_ADDRESS) + reverse("oidc_back")
