"""The door that every request comes by first: which methods, how long an address, how much, of what kind.

Here nothing has been read of the body, so what is too much never comes into memory. The web server in
front and gunicorn have limits of their own, a little wider, for what is no request at all (deploy/).
"""

import contextlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

# Forms and links send nothing else; a view that wants another verb wants another product.
METHODS = ("GET", "HEAD", "POST")
# Of the path with its query, as it was sent.
ADDRESS_LENGTH = 4000
# Bytes: how much of what is refused is read to be thrown away, and how much of it at a time.
DRAINED, PIECE = 1024 * 1024, 16 * 1024
KINDS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class LimitsMiddleware:
    """Answers 405, 414, 400, 413 or 415 to what no page of ours sends, with a page that says so.

    The charset among them: Django refuses one that is not UTF-8 only when the form is read, and reads it
    again for the page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _refused(request)
        if status is None:
            return self.get_response(request)
        if status != 400:
            # What says no length has no end to read to.
            _let_go_of_the_body(request)
        # Before the language is known to Django: in the one this browser asks for.
        language = translation.get_language_from_request(request)
        page = _page("413.html" if status == 413 else "400.html", language)
        answer = HttpResponse(page, status=status, headers={"Content-Language": language})
        if status == 405:
            answer.headers["Allow"] = ", ".join(METHODS)
        return answer


@cache
def _page(template: str, language: str) -> str:
    """Drawn once a process: there is nothing of the request in it, and refusing is to cost nothing."""
    with translation.override(language):
        return render_to_string(template)


def _let_go_of_the_body(request: HttpRequest) -> None:
    """Read and forget what comes with it: a proxy that still sends would take the closed line for a failure
    and show a page of its own. No more than DRAINED; whoever sends that much is no page of ours.
    """
    left = DRAINED
    with contextlib.suppress(UnreadablePostError):
        while left > 0 and (chunk := request.read(PIECE)):
            left -= len(chunk)


def _refused(request: HttpRequest) -> int | None:
    """The status to refuse it with; None to let it in."""
    if request.method not in METHODS:
        return 405
    if len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", "")) > ADDRESS_LENGTH:
        return 414
    return _refused_for_its_body(request)


def _refused_for_its_body(request: HttpRequest) -> int | None:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()):
        return 400
    # Compared by its digits first: a number of thousands of them is not read.
    if len(length) > 12 or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return 413
    if int(length) and request.content_type not in KINDS:
        return 415
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        return 400
    return None
