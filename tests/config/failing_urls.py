"""The product's routes and two that break, for tests of the pages that say so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from advisory.pages import page, public
from config import views
from config.keyring import KeyringUnavailable
from config.urls import urlpatterns as real

handler500 = views.server_error


@page(public)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("kanari-4711")


@page(public)
def without_keys(request: HttpRequest) -> HttpResponse:
    raise KeyringUnavailable("kanari-4711")


@page(public)
def careless(request: HttpRequest) -> HttpResponse:
    """A view that says of its answer what it may not."""
    answer = HttpResponse("x", headers={"Cache-Control": "public, immutable", "ETag": '"1"', "Expires": "0"})
    answer.headers["Content-Security-Policy"] = "default-src *"
    return answer


urlpatterns = [
    *real,
    path("brutt", broken, name="broken"),
    path("uten-nokler", without_keys, name="without_keys"),
    path("slurvete", careless, name="careless"),
]
