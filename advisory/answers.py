"""A page that answers a form has an address of its own: what was typed stays in no browser's list of pages.

A browser keeps what a form sent together with the page that came for it, on the disk as well, and sends it
once more when somebody goes back there. So the page is put under the session's seal for a while, and the
browser is led to it. One that does not say how it asks gets the page at once.
"""

import base64
import secrets
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import escape_leading_slashes

PARAMETER = "svar"
# Where the session holds them.
HELD = "answers"
# For whoever loads the page anew or goes back to it; what stands on it may be otherwise after that.
KEPT = timedelta(minutes=15)
# Some windows beside each other.
MOST = 3


class AnswersMiddleware:
    """Behind the one that asks each view's rule. The view is asked too before a page of its is shown once
    more: whoever was shut out of a case meanwhile gets what she gets there now, and the trail tells of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _answers_a_form(request, response):
            return _led_to(request, response)
        if request.method != "GET" or PARAMETER not in request.GET:
            return response
        if hasattr(request, "is_let_in") and _is_no_refusal(response):
            held = _shown(request)
            if held is not None:
                return held
        # It is held no more; and where a form is only sent to there is no page.
        return HttpResponseRedirect("/") if response.status_code == 405 else response

    def process_view(self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Only those come here whom the rule of the view lets in."""
        request.is_let_in = True  # type: ignore[attr-defined]


def _is_no_refusal(response: HttpResponse) -> bool:
    return response.status_code < 500 and response.status_code not in (403, 404)


def _shown(request: HttpRequest) -> HttpResponse | None:
    wanted = (request.GET[PARAMETER], request.path, _language())
    for one in _held(request):
        if (one["name"], one["path"], one["language"]) == wanted:
            page = zlib.decompress(base64.b64decode(one["page"]))
            return HttpResponse(page, status=one["status"])
    return None


def _answers_a_form(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it is a page that the browser would keep with what was sent."""
    return (
        request.method == "POST"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.user.is_authenticated
        # At an address that is ours.
        and request.resolver_match is not None
        and response.status_code < 500
        and not response.streaming
        and not response.has_header("Location")
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _led_to(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    name = secrets.token_urlsafe(6)
    one = {
        "name": name,
        "path": request.path,
        "language": _language(),
        "status": response.status_code,
        "until": (timezone.now() + KEPT).isoformat(),
        "page": base64.b64encode(zlib.compress(response.content)).decode(),
    }
    request.session[HELD] = [*_held(request), one][-MOST:]
    asked = request.GET.copy()
    asked[PARAMETER] = name
    answer = HttpResponseRedirect(f"{escape_leading_slashes(request.path)}?{asked.urlencode()}", status=303)
    answer.cookies = response.cookies
    return answer


def _held(request: HttpRequest) -> list[dict[str, Any]]:
    now = timezone.now()
    return [one for one in request.session.get(HELD, []) if datetime.fromisoformat(one["until"]) > now]


def _language() -> str:
    return translation.get_language() or ""
