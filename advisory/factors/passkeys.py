"""Passkeys (WebAuthn): a key in a telephone, a machine or a stick, opened by finger, face or PIN.

A challenge is in the session of who asked for it, lives for five minutes and is used once; a passkey also
takes none that was made before the last one it answered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from advisory.factors.kinds import Kind, content, kind_of
from advisory.models import Account, Factor

CHALLENGE = "passkey"
ALIVE = timedelta(minutes=5)
# What a response from a browser that is none of ours makes the library raise.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


class NoPasskey(Exception):
    """What the browser answered is no passkey of ours, or no answer to what it was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A passkey's answer, proved by its key: which it was, its count, when it was asked (microseconds)."""

    factor: Factor
    count: int
    asked: int


def offer(request: HttpRequest, account: Account, factors: Iterable[Factor]) -> dict[str, Any]:
    """What a browser needs to make a passkey for the account."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=account.pk.bytes, name=account.email, display_name=account.name),
        credentials=_credentials(factors),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _remember(request, state)
    return dict(options)


def made(request: HttpRequest, response: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """The content of the passkey that a browser made. Raises NoPasskey."""
    state, asked = _remembered(request)
    try:
        data = _server(request).register_complete(state, response)
    except MALFORMED as error:
        raise NoPasskey from error
    if data.credential_data is None or not data.is_user_verified():
        raise NoPasskey
    key = websafe_encode(bytes(data.credential_data))
    return content(Kind.PASSKEY, credential=key, count=data.counter, last=asked, name=name)


def ask(request: HttpRequest, factors: Iterable[Factor] = ()) -> dict[str, Any]:
    """What a browser needs to answer with one of these passkeys; with any it has, when none are named."""
    options, state = _server(request).authenticate_begin(
        credentials=_credentials(factors), user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(request, state)
    return dict(options)


def answered(request: HttpRequest, response: Mapping[str, Any], factors: Iterable[Factor]) -> Answer:
    """Which of these passkeys answered. Raises NoPasskey; the challenge is used up in any case."""
    state, asked = _remembered(request)
    known = [one for one in factors if kind_of(one) is Kind.PASSKEY]
    try:
        found = _server(request).authenticate_complete(state, _credentials(known), response)
        data = AuthenticationResponse.from_dict(response).response.authenticator_data
    except MALFORMED as error:
        raise NoPasskey from error
    if not data.is_user_verified():
        raise NoPasskey
    factor = next(one for one in known if _credential(one).credential_id == found.credential_id)
    return Answer(factor, data.counter, asked)


def owner_named(response: Mapping[str, Any]) -> bytes:
    """The id of the account that a passkey says it is of; nothing proves it yet. Raises NoPasskey."""
    try:
        return bytes(websafe_decode(response["response"]["userHandle"]))
    except MALFORMED as error:
        raise NoPasskey from error


def is_one_of(response: Mapping[str, Any], factors: Iterable[Factor]) -> bool:
    """Whether the answer says that it is by one of these; nothing proves it yet."""
    named = response.get("id")
    return any(named == websafe_encode(one.credential_id) for one in _credentials(factors))


def _server(request: HttpRequest) -> Fido2Server:
    """Answers count only from the very address that this page is at."""
    own = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(**get_adapter().get_public_key_credential_rp_entity())
    return Fido2Server(entity, verify_origin=lambda origin: origin == own)


def _credential(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(factor.content["credential"]))


def _credentials(factors: Iterable[Factor]) -> list[AttestedCredentialData]:
    return [_credential(one) for one in factors if kind_of(one) is Kind.PASSKEY]


def _remember(request: HttpRequest, state: Mapping[str, Any]) -> None:
    asked = int(timezone.now().timestamp() * 1_000_000)
    request.session[CHALLENGE] = {**state, "asked": asked}


def _remembered(request: HttpRequest) -> tuple[dict[str, Any], int]:
    """The challenge, and when it was made; no later try finds it. Raises NoPasskey."""
    state = request.session.pop(CHALLENGE, None)
    if not isinstance(state, dict):
        raise NoPasskey
    asked = int(state.pop("asked"))
    age = timezone.now().timestamp() - asked / 1_000_000
    if not 0 <= age <= ALIVE.total_seconds():
        raise NoPasskey
    return state, asked
