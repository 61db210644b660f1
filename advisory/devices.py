"""Browsers that an account has signed in from, so that nobody else's tries stand in her way there.

A browser is known by a random value in a cookie, which the database holds as a keyed digest bound to the
account. Not by its address: that would let everybody behind it delay her, and tell them that she works there.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from advisory.client_address import address_group
from advisory.models import Account, Tries
from advisory.sealing.lookup import login_digest, try_tags

KNOWN_FOR = timedelta(days=90)
# 128 random bits: nobody comes upon one.
VALUE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where tries for one account come from. `known`: a browser that it has signed in from."""

    name: str
    known: bool


class DeviceMiddleware:
    """Gives a browser its cookie when somebody has signed in from it, and again each time for as long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.device_to_keep = ""  # type: ignore[attr-defined]
        response = self.get_response(request)
        kept: str = request.device_to_keep  # type: ignore[attr-defined]
        if kept:
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                kept,
                max_age=KNOWN_FOR,
                secure=settings.DEVICE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def watch() -> None:
    user_logged_in.connect(_remember, dispatch_uid="advisory.devices")


def place_of(request: HttpRequest, tag: str) -> Place:
    """As it was when the request first asked: signing in does not change it on the way."""
    asked: dict[str, Place] = request.__dict__.setdefault("places", {})
    if tag not in asked:
        device = _device_in(request)
        known = device is not None and _is_known(device, tag)
        asked[tag] = Place(f"device {device}" if known else f"address {address_group(request)}", known)
    return asked[tag]


def _remember(request: HttpRequest | None, user: Account, **kwargs: Any) -> None:
    """After the whole sign-in, second factor and all. Without an answer to come there is no browser."""
    if request is None or not hasattr(request, "device_to_keep"):
        return
    tag = login_digest(user.email)
    device = _device_in(request)
    if device is None or not _is_known(device, tag):
        # Never one that the account does not know: somebody may have planted it to count in her place.
        device = secrets.token_hex(16)
    (known,) = try_tags(tag, [f"known {device}"])
    until = timezone.now() + KNOWN_FOR
    Tries.objects.update_or_create(tag=known, defaults={"expires_at": until})
    request.device_to_keep = device


def _device_in(request: HttpRequest) -> str | None:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return value if VALUE.fullmatch(value) else None


def _is_known(device: str, tag: str) -> bool:
    (known,) = try_tags(tag, [f"known {device}"])
    return Tries.objects.filter(pk=known, expires_at__gt=timezone.now()).exists()
