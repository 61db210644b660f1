"""Default deny: no view runs unless its rule says that this person may see it.

Whoever has not given a second factor in this session is nobody here: a password alone opens the page where
the first factor is set up, and that only for an account that has none.

Also where refusals and broken seals are written to the trail: here every transaction
of the request has ended, so nothing can take the entry back.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from advisory import way_back
from advisory.broken_seals import record_broken
from advisory.errors import Refused
from advisory.factors import marks
from advisory.hashing import Busy
from advisory.models import Account
from advisory.origin import actor_in
from advisory.pages import asks_again, opens_early, rule_of
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.session_acts import by_a_person, still_as_begun
from advisory.standing import Standing, standing_of
from advisory.throttling import Wait
from advisory.waiting import not_now
from audit import record
from audit.actor import ANONYMOUS, Actor

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives every request an id of our own; what the client sends as one is not believed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]
        return self.get_response(request)


class AccessMiddleware:
    """Asks each view's rule. Raises ImproperlyConfigured (a 500) for a view that states none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        rule = rule_of(view)
        if rule is None:
            raise ImproperlyConfigured(f"The view {view.__module__}.{view.__name__} states no page rule.")
        try:
            _must_be_as_begun(request)
            standing = standing_in(request)
            if standing is None and opens_early(view):
                standing = newcomer_in(request)
        except SealError as error:
            # Django asks `process_exception` only for what a view raises; a broken post is raised here.
            record_broken(error, actor=actor_of(request))
            raise
        if standing is not None:
            request.standing = standing  # type: ignore[attr-defined]
            if by_a_person(request, view):
                request.session.acted()  # type: ignore[attr-defined]
        if rule.allows(standing):
            stale = standing is not None and asks_again(view) and not marks.is_fresh(request, standing)
            return _ask_again(request) if stale else None
        if standing is None and newcomer_in(request) is not None:
            return redirect("factors")
        if standing is None and request.user.is_authenticated:
            # A session of before there was a factor, or whose factor is gone.
            record.refusal(actor=actor_of(request), reason="factor")
            logout(request)
        elif request.user.is_authenticated:
            # A stranger is only shown the way to the log-in page. Recording that would let anybody fill the
            # trail, which nothing can empty; a refused sign-in is recorded (advisory/sign_in_trail.py).
            record.refusal(actor=actor_of(request), reason="page")
        if standing is None:
            return _to_sign_in(request)
        return render(request, "403.html", status=403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Record what the door refused, and answer with its page."""
        if isinstance(error, Refused):
            record.refusal(actor=actor_of(request), reason="case", subject=error.subject)
            return render(request, error.template, status=error.status)
        if isinstance(error, Wait | Busy):
            return not_now(request, error)
        if isinstance(error, SealError):
            record_broken(error, actor=actor_of(request))
        return None


def standing_in(request: HttpRequest) -> Standing | None:
    """The standing of whoever is signed in with a second factor; None for anybody else."""
    standing = _standing_without_factor(request)
    return standing if standing is not None and marks.proves(request, standing) else None


def newcomer_in(request: HttpRequest) -> Standing | None:
    """Whoever signed in with a password and has no second factor at all yet; holds no post until she has."""
    standing = _standing_without_factor(request)
    if standing is None or standing.factors or marks.proves(request, standing):
        return None
    return replace(standing, posts=())


def _must_be_as_begun(request: HttpRequest) -> None:
    """End the session of an account that has other roles now than when it signed in."""
    standing = _standing_without_factor(request)
    if standing is not None and not still_as_begun(request, standing):
        request.session.flush()
        request.user = AnonymousUser()


def _standing_without_factor(request: HttpRequest) -> Standing | None:
    """What the account would be, asked once a request; None for nobody and for a deactivated account."""
    user = request.user
    if not isinstance(user, Account) or not user.is_active:
        return None
    known: dict[uuid.UUID, Standing] = request.__dict__.setdefault("standings", {})
    if user.pk not in known:
        # Whatever this request seals, it is to be under an epoch that was the newest shortly before.
        chest.current()
        known[user.pk] = standing_of(user, actor=actor_in(request, user.pk))
    return known[user.pk]


def actor_of(request: HttpRequest) -> Actor:
    account_id = request.user.pk if request.user.is_authenticated else ANONYMOUS
    return actor_in(request, account_id)


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """To give the second factor again, and back. Nothing that was sent is kept: whoever still wants to sends
    it again. Who has none yet signs in anew.
    """
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_of_ours(request)
    way = "account_reauthenticate"
    if standing_in(request) is None:
        logout(request)
        way = "account_login"
    return redirect(f"{reverse(way)}?{urlencode({'next': back})}")


def _page_of_ours(request: HttpRequest) -> str:
    """The page that a form was sent from, as its browser says; the first one if it does not."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.get_host() or not came_from.path.startswith("/"):
        return reverse("start")
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The log-in page; it says so where a session has ended, and that what was sent then was not stored."""
    asked = {}
    if request.method == "GET":
        way = way_back.from_here(request)
        if way:
            asked["next"] = way
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        asked["ended"] = "page" if request.method in ("GET", "HEAD") else "sent"
    query = urlencode(asked)
    return redirect(f"{reverse('account_login')}?{query}" if query else reverse("account_login"))
