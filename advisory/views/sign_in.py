"""Signing in and out: allauth's flow in our pages, and the demo's own way in."""

import uuid
from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from advisory import way_back
from advisory.demo import demo_accounts, demo_list
from advisory.http import AdviserRequest, emptied
from advisory.pages import page, public, signed_in
from advisory.sign_in import BACKEND, address_tag, username_tag
from advisory.waiting import left_of_lock_out, wait_page

_login = LoginView.as_view(template_name="advisory/sign_in.html")
_logout = LogoutView.as_view(template_name="advisory/sign_out.html")


@page(public)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = _login(request)
    return answer


@page(signed_in, early=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: AdviserRequest) -> HttpResponseBase:
    """A page with one button, so that no link or picture elsewhere can sign anybody out."""
    answer: HttpResponseBase = _logout(request)
    return emptied(answer) if request.method == "POST" else answer


def signed_out(request: HttpRequest) -> None:
    """Ends the session as the page for signing out does, without its answer."""
    _logout(request)


@page(signed_in)
@require_safe
def way_on(request: AdviserRequest) -> HttpResponse:
    """To the page that somebody asked for before she signed in; to the first one if none is told."""
    link = request.GET.get(way_back.PARAMETER, "")
    return redirect(way_back.opened(link, by=request.user.pk) or "start")


@page(public)
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a made-up account, in demo mode alone; anywhere else there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return render(request, "advisory/demo_sign_in.html", {"roles": demo_list()})
    try:
        wanted = uuid.UUID(request.POST.get("account", ""))
    except ValueError:
        raise Http404 from None
    account = demo_accounts().filter(pk=wanted).first()
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return redirect("start")


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What axes answers after too many failures from one place, alike for known and unknown log-ins."""
    left = left_of_lock_out(username_tag(request, credentials), address_tag(request))
    return wait_page(request, left)
