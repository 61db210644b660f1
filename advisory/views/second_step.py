"""The second factor is given: after the password, instead of it, or once more before something grave."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from advisory.account_seal import verified
from advisory.factors import marks, passkeys
from advisory.factors.adapter import FactorStage
from advisory.factors.asking import given_in
from advisory.factors.kinds import Kind, kind_of
from advisory.forms.factors import AnswerForm, CodeForm
from advisory.http import AdviserRequest
from advisory.middleware import standing_in
from advisory.models import Account
from advisory.pages import page, public, signed_in
from advisory.sign_in import BACKEND


@page(public)
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponseBase:
    """After the password: nobody is signed in before the factor is right."""
    stage = _stage_in(request)
    if stage is None:
        return redirect("account_login")
    if "cancel" in request.POST:
        answer: HttpResponseBase = stage.abort()
        return answer
    account: Account = stage.login.user
    form, given = given_in(request, account)
    if given is None:
        return _asking(request, account, form, step="in")
    # Not by whatever backend stands first in the settings.
    account.backend = BACKEND
    answer = stage.exit()
    marks.set_mark(request, factor_id=given)
    return answer


@page(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: AdviserRequest) -> HttpResponse:
    """Once more, before something grave: a new session id, and on to where she was going."""
    form, given = given_in(request, request.user)
    target = get_next_redirect_url(request)
    if given is None:
        return _asking(request, request.user, form, step="up", target=target)
    request.session.cycle_key()
    rotate_token(request)
    marks.set_mark(request, factor_id=given)
    return redirect(target or "start")


@page(public)
@require_POST
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """What the browser's passkey is to answer: for the account that is signed in or on her way in; at the
    log-in page for whichever passkey answers.
    """
    account = _account_in(request)
    if account is None:
        # Whoever asks a thousand times leaves nothing behind here.
        return JsonResponse(passkeys.ask_anybody(request))
    return JsonResponse(passkeys.ask(request, verified(account).factors))


@page(public)
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponseBase:
    """With a passkey alone: it is something she has, and opens by finger, face or PIN."""
    form = AnswerForm(request.POST)
    account = _owner_named(form) if form.is_valid() else None
    given = None
    if account is not None and account.is_active:
        _form, given = given_in(request, account)
    if account is None or given is None:
        return render(request, "advisory/passkey_refused.html")
    account.refresh_from_db()
    account.backend = BACKEND
    record_authentication(request, account, "mfa", type="webauthn", passwordless=True)
    answer: HttpResponseBase = perform_login(
        request, Login(user=account, redirect_url=get_next_redirect_url(request))
    )
    marks.set_mark(request, factor_id=given)
    return answer


def _stage_in(request: HttpRequest) -> FactorStage | None:
    """Where somebody stands who gave her password; None for anybody else, or if her account was changed."""
    stage = LoginStageController.enter(request, FactorStage.key)
    if not isinstance(stage, FactorStage) or request.user.is_authenticated:
        return None
    if not stage.still_holds():
        stage.abort()
        return None
    return stage


def _account_in(request: HttpRequest) -> Account | None:
    if standing_in(request) is not None:
        return request.user  # type: ignore[return-value]
    stage = _stage_in(request)
    return stage.login.user if stage is not None else None


def _owner_named(form: AnswerForm) -> Account | None:
    """Whose passkey it says it is: nothing proves it yet, but nobody else knows what it is called."""
    response = form.cleaned_data["credential"]
    try:
        owner = UUID(bytes=passkeys.owner_named(response))
    except (passkeys.NoPasskey, ValueError):
        return None
    account = Account.objects.filter(pk=owner).first()
    if account is None or not passkeys.is_one_of(response, verified(account).factors):
        # Somebody who knows an account's number must not be able to fill its trail with refusals.
        return None
    return account


def _asking(request: HttpRequest, account: Account, form: Any, **said: Any) -> HttpResponse:
    kinds = {kind_of(one) for one in verified(account).factors}
    code_form = form if isinstance(form, CodeForm) else CodeForm()
    has = {"has_passkey": Kind.PASSKEY in kinds, "has_app": Kind.TOTP in kinds}
    return render(request, "advisory/second_step.html", {"form": form, "code_form": code_form, **has, **said})
