"""Pages that belong to no app: health, the language, and the answers to what went wrong."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import check_for_language
from django.views import defaults
from django.views.decorators.http import require_POST, require_safe

from advisory.jobs import missed
from advisory.own_addresses import is_own
from advisory.pages import page, public
from advisory.sealing.errors import SealError
from advisory.views.leaving import leaves, left
from config.doctor import database_answers, keys_open
from config.keyring import KeyringError, KeyringUnavailable


@page(public)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@page(public)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, the keyring opens it, and no job that should run here is silent; 503 if not.

    Whoever watches learns two things more: whether it is the holder of the keys that does not answer, or only
    a job that is silent. Which one stands on the system administrator's page.
    """
    try:
        database_answers()
        keys_open()
        silent = missed(timezone.now())
    except KeyringUnavailable:
        return JsonResponse({"ready": False, "keyring": "unavailable"}, status=503)
    except (DatabaseError, SealError, KeyringError):
        return JsonResponse({"ready": False}, status=503)
    if silent:
        return JsonResponse({"ready": False, "jobs": "silent"}, status=503)
    return JsonResponse({"ready": True})


@page(public)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language; back to where one was, if that is a page of ours.

    What stood behind the page's path comes from the browser: no page repeats what an address holds.
    """
    target = request.POST.get("next", "/")
    if not is_own(target):
        target = "/"
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path == target and came_from.query:
        target = f"{target}?{came_from.query}"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 60 * 60,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@page(public)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whoever leaves in haste is let out by an old page as well, if it is one of ours."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and leaves(request):
        return left(request)
    return render(request, "csrf.html", status=403)


@page(public)
def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while the exception is being handled. A key holder that is away is no fault of ours:
    503, and whoever was writing is told that nothing was stored."""
    if not _keyring_is_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    # Without the request: the shell around a page would open the account's name, which needs the keys.
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})


def _keyring_is_away(error: BaseException | None) -> bool:
    """Whether it is that, or came of that."""
    while error is not None and not isinstance(error, KeyringUnavailable):
        error = error.__cause__ or error.__context__
    return error is not None
