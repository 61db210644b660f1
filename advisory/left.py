"""A browser that was left in haste: nobody comes back into what was open, nor to a page that tells of it.

The quick way out tells the server at once. Where nobody hears it, a mark stays in the browser; who comes back
by it, by the button for the page before too, is nobody any more. What the page itself still sends while it
goes, a draft, is not somebody who came back. From then on another mark, which no script reads, makes every
page that is gone back to lead out again; only where one signs in there is a page, until one has.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

# Longer than a working day; whoever signs in before is not bothered any more.
KEPT = timedelta(hours=12)
# Where one signs in, or goes to do that. The first page and the way in send on by themselves.
WAYS_IN = frozenset(
    {
        "start",
        "account_login",
        "mfa_authenticate",
        "passkey_sign_in",
        "passkey_challenge",
        "oidc_sign_in",
        "oidc_back",
        "invitation",
        "demo_sign_in",
        "set_language",
        "health_live",
        "health_ready",
    }
)


class LeftMiddleware:
    """After the session and the account are known, before anything asks who that is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        unheard = bool(request.COOKIES.get(settings.LEFT_COOKIE_NAME))
        if not unheard and not request.COOKIES.get(settings.AWAY_COOKIE_NAME):
            return self.get_response(request)
        # A part is put into a page that is still open in another window: for somebody who is there.
        is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        comes = is_page or "HX-Request" in request.headers
        if unheard and comes:
            # Also of whoever has given a password and nothing more.
            logout(request)
        is_nobody = not request.user.is_authenticated
        # Who has given a password may go back on her way in, to the page that forgets it.
        request.was_left = is_nobody and LOGIN_SESSION_KEY not in request.session  # type: ignore[attr-defined]
        leads_out = comes and is_nobody and not _is_a_way_in(request)
        response = way_out(request) if leads_out else self.get_response(request)
        if request.user.is_authenticated:
            if is_nobody or not unheard:
                forget(response)
        elif unheard:
            keep(response)
        return response


def keep(response: HttpResponse) -> None:
    """The server has heard of it. Lax: going back to a page that was reached from elsewhere sends it too."""
    response.delete_cookie(settings.LEFT_COOKIE_NAME, samesite="Lax")
    response.set_cookie(
        settings.AWAY_COOKIE_NAME,
        "1",
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Somebody has signed in."""
    response.delete_cookie(settings.LEFT_COOKIE_NAME, samesite="Lax")
    response.delete_cookie(settings.AWAY_COOKIE_NAME, samesite="Lax")


def was_left(request: HttpRequest) -> bool:
    """Whether the page that is shown is to lead out when somebody goes back to it."""
    return getattr(request, "was_left", False)


def way_out(request: HttpRequest) -> HttpResponse:
    """To a page of somebody else's. A form is answered with a page that goes on by itself: a browser follows
    no redirect from a form to another site (form-action in the policy).
    """
    to = settings.LEAVE_TO
    if request.method != "POST":
        return HttpResponseRedirect(to)
    # Without the request: nothing around it, and nobody's name.
    return HttpResponse(render_to_string("advisory/leave.html", {"to": to, "name": urlsplit(to).hostname}))


def _is_a_way_in(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    # Whoever leaves once more on her way in has a password to be forgotten.
    return name in WAYS_IN or (name == "leave" and request.method == "POST")
