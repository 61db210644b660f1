"""What every answer carries, pages and errors alike: its headers, its language; the page while it is shut."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from whitenoise.middleware import WhiteNoiseFileResponse

from advisory.models import Account
from cases.emergency_numbers import numbers
from config import views
from config.headers import HEADERS, OF_COPIES, OF_FILES, UNKEPT, transport_header
from config.maintenance import Shut, shut

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


class SecurityHeadersMiddleware:
    """Sets the policy of config/headers.py on everything, whatever a view or a package has said.

    All of it here: Django's own middleware stands further in, where early errors never come by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = isinstance(response, WhiteNoiseFileResponse)
        policy = OF_FILES if is_file else HEADERS
        for name in HEADERS:
            response.headers.pop(name, None)
        for name, value in policy.items():
            response.headers[name] = value
        transport = transport_header()
        if transport and request.is_secure():
            response.headers["Strict-Transport-Security"] = transport
        if not _is_named_by_content(response):
            response.headers["Cache-Control"] = UNKEPT
            for name in OF_COPIES:
                response.headers.pop(name, None)
        if not response.streaming:
            # Also of what was answered before Django's own counting; one way of sending for all.
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_named_by_content(response: HttpResponse) -> bool:
    """A static file whose name holds its own digest: the only thing that may be kept anywhere."""
    return isinstance(response, WhiteNoiseFileResponse) and "immutable" in response.headers.get(
        "Cache-Control", ""
    )


class MaintenanceMiddleware:
    """While it is shut: 503 to everything but static files, which were answered before, and `health_live`.

    Before sessions, accounts and routes, so that nothing of them is needed and nothing of them passes by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = shut()
        if found is None:
            return self.get_response(request)
        if request.path == reverse("health_live"):
            return views.live(request)
        if request.path == reverse("health_ready"):
            answer: HttpResponse = JsonResponse({"ready": False, "maintenance": True})
        else:
            answer = _shut_page(found)
        answer.status_code = 503
        answer.headers["Retry-After"] = str(found.come_again(timezone.now()))
        return answer


def _shut_page(found: Shut) -> HttpResponse:
    """In all languages at once: neither a cookie nor an account is looked at, and no button would work."""
    today = timezone.localdate()
    told = {
        "until": found.told(timezone.now()),
        "parts": [(code, numbers(today, code)) for code, _name in settings.LANGUAGES],
    }
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string("maintenance.html", told)
    return HttpResponse(page, headers={"Content-Language": settings.LANGUAGE_CODE})


class LanguageMiddleware:
    """The language of the account, unless this browser chose one. After the account is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if not chosen and isinstance(request.user, Account) and request.user.language in LANGUAGES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
