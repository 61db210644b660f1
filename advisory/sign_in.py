"""Sign-in by e-mail and password without an address in clear anywhere.

allauth runs the pages, axes counts the failures; both are given keyed tags where they
would store what was typed or where it came from.
"""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from advisory.models import Account
from advisory.sealing.lookup import address_digest, login_digest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; accounts are made by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LookupBackend(BaseBackend):
    """Finds the account by keyed digest. A deactivated one is refused like an unknown one."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if not email or not password:
            return None
        account = Account.objects.by_login(email)
        if account is None or not account.is_active:
            # The same work as for a real account, so that the time does not tell which it was.
            make_password(password)
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: Any) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()


def username_tag(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The keyed digest of the log-in that was typed, for axes' table; None when none was."""
    typed = (credentials or {}).get("email") or (request.POST.get("login") if request else None)
    if not typed:
        tag = (credentials or {}).get("username")
        return str(tag) if tag else None
    return login_digest(str(typed))


def address_tag(request: HttpRequest) -> str:
    """A keyed stand-in for the client's address, in the shape axes' column wants (a private IPv6)."""
    return str(ipaddress.IPv6Address(b"\xfd" + address_digest(client_address(request))[1:16]))


def client_address(request: HttpRequest) -> str:
    """The address the last of our own proxies saw. Without declared proxies no header is believed."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if trusted and len(forwarded) >= trusted and forwarded[-trusted]:
        return forwarded[-trusted]
    return peer


class TagOnlyHandler(AxesDatabaseHandler):
    """Keeps out of axes' table what was posted and what the browser said of itself."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is not None:
            request.axes_user_agent = ""  # type: ignore[attr-defined]
            request.axes_http_accept = ""  # type: ignore[attr-defined]
        super().user_login_failed(sender, credentials, request, **kwargs)
