"""A browser that was left in haste while the line was down: its session ends as soon as somebody is back.

The quick way out tells the server at once. Where nobody hears it, a mark stays in the browser that says no
more than that; who comes back by it, by the button for the page before too, is nobody any more. What the page
itself still sends while it goes, a draft, is not somebody who came back.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse


class LeftMiddleware:
    """After the session and the account are known, before anything asks who that is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = settings.LEFT_COOKIE_NAME
        if name not in request.COOKIES:
            return self.get_response(request)
        if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
            # Also of whoever has given a password and nothing more.
            logout(request)
        response = self.get_response(request)
        if not request.user.is_authenticated:
            response.delete_cookie(name, samesite="Strict")
        return response
