"""Sign-in by e-mail and password without an address in clear anywhere.

allauth runs the pages, axes counts the failures; both are given keyed tags where they
would store what was typed or where it came from.
"""

import ipaddress
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from advisory import hashing, throttling
from advisory.account_seal import verified_memberships
from advisory.client_address import address_group
from advisory.devices import place_of
from advisory.models import Account
from advisory.own_addresses import is_own
from advisory.passwords import matches, spend_as_much
from advisory.sealing.lookup import address_digest, login_digest

BACKEND = "advisory.sign_in.LookupBackend"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; accounts are made by invitation."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for an unknown, a wrong and a deactivated log-in.
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """The second factor, and nothing else."""
        return ["advisory.factors.adapter.FactorStage"]

    def is_safe_url(self, url: str) -> bool:
        """Only paths of our own."""
        return is_own(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """One kind of answer for everybody; allauth's JSON would repeat the form."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """None: the next page shows well enough that one is signed in."""


class LookupBackend(BaseBackend):
    """Finds the account by keyed digest. A deactivated one is refused like an unknown one."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        """Raises Wait and Busy before the password is looked at. Without a request axes has refused."""
        if not email or not password or request is None:
            return None
        tag = login_digest(email)
        throttling.must_be_allowed(request, tag)
        try:
            with hashing.slot(known=place_of(request, tag).known):
                account = _proved(email, password)
        except hashing.Busy:
            throttling.not_tried(request, tag)
            raise
        if account is not None:
            throttling.succeeded(request, tag)
        return account

    def get_user(self, user_id: Any) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()


def _proved(email: str, password: str) -> Account | None:
    """The account whose password this is; the same work, and as many hashes, whether or not there is one."""
    account = Account.objects.by_login(email)
    if account is None or not account.is_active:
        spend_as_much(password)
        return None
    if not matches(password, account.password):
        return None
    proved = account.password
    verified_memberships(account)
    # The row may have been read anew: the password that was proved must be the one that holds.
    return account if account.is_active and account.password == proved else None


def username_tag(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The keyed digest of the log-in, for axes' table; None when there is none.

    axes asks with what was typed (`email`), or after a sign-in with the account's digest itself.
    """
    given = credentials or {}
    typed: str | None = given.get("email") or (request.POST.get("login") if request else None)
    if typed:
        # First of all: the account's own digest may be under an older MAC root than the tags of its failures.
        return login_digest(str(typed))
    known = given.get("login_digest")
    return str(known) if known else None


def known_here(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Whether axes leaves this try alone: a browser that the account knows has a count of its own.

    Otherwise somebody behind the same address could close the log-in to her.
    """
    tag = username_tag(request, credentials)
    return tag is not None and place_of(request, tag).known


def address_tag(request: HttpRequest) -> str:
    """A keyed stand-in for the client's address, in the shape axes' column wants (a private IPv6)."""
    return str(ipaddress.IPv6Address(b"\xfd" + address_digest(address_group(request))[1:16]))


class TagOnlyHandler(AxesDatabaseHandler):
    """Keeps out of axes' table what was posted and asked for and what the browser said of itself.

    axes reads them from the request, so they are taken away while it writes its row.
    """

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            super().user_login_failed(sender, credentials, request, **kwargs)
            return
        request.axes_user_agent = ""  # type: ignore[attr-defined]
        request.axes_http_accept = ""  # type: ignore[attr-defined]
        asked, posted = request.GET, request.POST
        request.GET, request.POST = QueryDict(), QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = asked, posted
