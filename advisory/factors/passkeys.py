"""Passkeys (WebAuthn): a key in a telephone, a machine or a stick, opened by finger, face or PIN.

A challenge lives for five minutes and is used once: a passkey takes none that is not younger than the last
one it answered. It is in the session of who asked for it; at the log-in page, where anybody may ask, nothing
is stored, and the challenge itself says when it was made, and that by us.
"""

import hmac
import secrets
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
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
# A challenge that is stored nowhere begins so: when it was made (microseconds), and random bits.
TOLD = struct.Struct(">Q16s")
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


def ask(request: HttpRequest, factors: Iterable[Factor]) -> dict[str, Any]:
    """What a browser needs to answer with one of these passkeys; with any it has, when there are none."""
    options, state = _server(request).authenticate_begin(
        credentials=_credentials(factors), user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(request, state)
    return dict(options)


def ask_anybody(request: HttpRequest) -> dict[str, Any]:
    """What a stranger's browser needs to answer with any passkey it has."""
    options, _state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=_told(_now())
    )
    return dict(options)


def answered(request: HttpRequest, response: Mapping[str, Any], factors: Iterable[Factor]) -> Answer:
    """Which of these passkeys answered. Raises NoPasskey; the session's challenge is used up in any case."""
    if request.user.is_authenticated or CHALLENGE in request.session:
        state, asked = _remembered(request)
    else:
        state, asked = _told_in(response)
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
    request.session[CHALLENGE] = {**state, "asked": _now()}


def _remembered(request: HttpRequest) -> tuple[dict[str, Any], int]:
    """The challenge, and when it was made; no later try finds it. Raises NoPasskey."""
    state = request.session.pop(CHALLENGE, None)
    if not isinstance(state, dict):
        raise NoPasskey
    asked = int(state.pop("asked"))
    _must_be_young(asked)
    return state, asked


def _told(asked: int) -> bytes:
    """A challenge that says when it was made: time, random bits, and our mark over both."""
    said = TOLD.pack(asked, secrets.token_bytes(16))
    return said + salted_hmac("advisory.factors.passkeys", said, algorithm="sha256").digest()


def _told_in(response: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """As `_remembered`, of a challenge that was stored nowhere. Raises NoPasskey."""
    try:
        challenge = AuthenticationResponse.from_dict(response).response.client_data.challenge
    except MALFORMED as error:
        raise NoPasskey from error
    said, mark = challenge[: TOLD.size], challenge[TOLD.size :]
    right = salted_hmac("advisory.factors.passkeys", said, algorithm="sha256").digest()
    if len(said) != TOLD.size or not hmac.compare_digest(mark, right):
        raise NoPasskey
    asked = int(TOLD.unpack(said)[0])
    _must_be_young(asked)
    verification = UserVerificationRequirement.REQUIRED
    return {"challenge": websafe_encode(challenge), "user_verification": verification}, asked


def _now() -> int:
    return int(timezone.now().timestamp() * 1_000_000)


def _must_be_young(asked: int) -> None:
    """Raises NoPasskey."""
    if not 0 <= _now() - asked <= ALIVE.total_seconds() * 1_000_000:
        raise NoPasskey
