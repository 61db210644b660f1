"""Signing in through the identity provider, and tying an account to it. Without one, no such pages."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advisory.errors import SubjectTaken
from advisory.http import AdviserRequest
from advisory.oidc.flow import Back, way_back, way_there
from advisory.oidc.provider import Provider, ProviderFailed
from advisory.oidc.tokens import NoToken, Subject
from advisory.own_addresses import is_own
from advisory.pages import page, public, signed_in
from advisory.services import subjects
from advisory.sessions import digest_in
from advisory.sign_in import BACKEND
from advisory.sign_in_trail import refused_by_provider

# Whom the provider named, until the owner of the account has confirmed that it is she.
NAMED = "oidc-named"


@page(public)
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    provider = _provider()
    if request.user.is_authenticated:
        return redirect("start")
    wanted = request.GET.get("next", "")
    if not is_own(wanted):
        wanted = ""
    try:
        return redirect(way_there(request, provider, "in", wanted))
    except ProviderFailed:
        return _away(request)


@page(signed_in, fresh=True)
@require_safe
def link(request: AdviserRequest) -> HttpResponse:
    provider = _provider()
    try:
        return redirect(way_there(request, provider, "link", ""))
    except ProviderFailed:
        return _away(request)


@page(public)
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """Where the provider sends the browser; the same refusal for whatever was wrong."""
    provider = _provider()
    try:
        came = way_back(request, provider)
    except ProviderFailed:
        return _away(request)
    except NoToken:
        return _refused(request)
    if came.purpose == "link" and request.user.is_authenticated:
        request.session[NAMED] = [came.subject.issuer, came.subject.subject]
        return redirect("oidc_confirm")
    return _let_in(request, came)


@page(signed_in, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: AdviserRequest) -> HttpResponse:
    """Coming back changes nothing: a link from elsewhere could lead there. Her own button does."""
    provider = _provider()
    named = request.session.get(NAMED)
    if named is None:
        return redirect("factors")
    if request.method != "POST":
        return render(request, "advisory/oidc_confirm.html", {"provider": provider.name})
    del request.session[NAMED]
    try:
        subjects.tie(
            actor=request.standing.actor,
            account=request.user,
            named=Subject(*named),
            but=digest_in(request),
        )
    except SubjectTaken:
        messages.error(request, _("That user is tied to another account already. Nothing was changed."))
    else:
        messages.success(request, _("It is added. You were signed out everywhere else."))
    return redirect("factors")


@page(signed_in, fresh=True)
@require_POST
def unlink(request: AdviserRequest) -> HttpResponse:
    _provider()
    subjects.untie(actor=request.standing.actor, account=request.user, but=digest_in(request))
    messages.success(request, _("It is removed. You were signed out everywhere else."))
    return redirect("factors")


def _let_in(request: HttpRequest, came: Back) -> HttpResponseBase:
    """Instead of the password; our own second factor is asked for after it all the same."""
    account = subjects.account_of(came.subject) if came.purpose == "in" else None
    if account is None or request.user.is_authenticated:
        return _refused(request)
    account.backend = BACKEND
    answer: HttpResponseBase = perform_login(request, Login(user=account, redirect_url=came.wanted or None))
    return answer


def _provider() -> Provider:
    """Raises Http404 where none is set."""
    provider: Provider | None = settings.OIDC
    if provider is None:
        raise Http404
    return provider


def _away(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _("%(provider)s does not answer. Try again in a minute, or sign in in another way.")
        % {"provider": _provider().name},
    )
    return _back_home(request)


def _refused(request: HttpRequest) -> HttpResponse:
    """The same sentence for everything that can be wrong, whether or not there is such an account."""
    refused_by_provider(request)
    messages.error(
        request,
        _(
            "You were not signed in through %(provider)s: you stopped on the way, it took too long, or no "
            "account here is tied to your user there. Sign in in another way; then you can tie yours to it."
        )
        % {"provider": _provider().name},
    )
    return _back_home(request)


def _back_home(request: HttpRequest) -> HttpResponse:
    """To an address of ours without what the provider wrote into the one of the way back."""
    return redirect("factors" if request.user.is_authenticated else "account_login")
