"""The product's routes and one that breaks, for tests of the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from advisory.pages import page, public
from config.urls import urlpatterns as real


@page(public)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("kanari-4711")


urlpatterns = [*real, path("brutt", broken, name="broken")]
