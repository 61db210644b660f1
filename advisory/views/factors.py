"""How somebody signs in: her second factors, what is added to them and taken away, and her recovery codes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advisory.account_seal import factors_of
from advisory.errors import FactorGone, LastFactor, TooManyFactors
from advisory.factors import marks, passkeys, totp
from advisory.factors.kinds import Kind, content, shown, strong
from advisory.forms.factors import CodeForm, NewPasskeyForm
from advisory.http import AdviserRequest
from advisory.models import Factor
from advisory.pages import page, signed_in
from advisory.services.factors import add_factor, remove_factor, renew_codes
from advisory.services.subjects import is_tied
from advisory.sessions import digest_in

# Where a session keeps what is not stored yet: the secret of an app, and codes until they were shown.
SECRET, NEW_CODES, IS_FIRST = "factor-secret", "factor-codes", "factor-first"


@page(signed_in, early=True)
@require_safe
def factors(request: AdviserRequest) -> HttpResponse:
    """All she has; for a newcomer the way to her first."""
    found = shown(factors_of(request.user.pk))
    ways = [one for one in found if one.kind is not Kind.CODES]
    codes = next((one for one in found if one.kind is Kind.CODES), None)
    said = {"ways": ways, "codes": codes, "only": len(ways) == 1, "tied": is_tied(request.user)}
    return render(request, "advisory/factors.html", said)


@page(signed_in, early=True, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_add(request: AdviserRequest) -> HttpResponse:
    """The browser makes the passkey; what it answers comes back with the form."""
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = passkeys.made(request, form.cleaned_data["credential"], name=form.cleaned_data["name"])
            return _added(request, said)
        except passkeys.NoPasskey:
            form.add_error(None, _("The browser gave no passkey. Try once more."))
        except TooManyFactors:
            form.add_error(None, _("There is no room for more. Remove one first."))
    return render(request, "advisory/factor_passkey.html", {"form": form})


@page(signed_in, early=True, fresh=True)
@require_POST
def passkey_offer(request: AdviserRequest) -> HttpResponse:
    """What the browser needs to make one, for the script of the page above."""
    return JsonResponse(passkeys.offer(request, request.user, factors_of(request.user.pk)))


@page(signed_in, early=True, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def app_add(request: AdviserRequest) -> HttpResponse:
    """The secret is kept with the session until a code shows that the app has it."""
    secret = request.session.setdefault(SECRET, totp.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = totp.accepted_step(secret, form.cleaned_data["code"], after=0)
        if step is not None:
            del request.session[SECRET]
            # The code that showed it is used up with that.
            return _added(request, content(Kind.TOTP, secret=secret, last=step))
        form.add_error("code", _("That is not the code. Type the one that the app shows now."))
    said = {
        "picture": totp.picture(request.user, secret),
        "address": totp.address(request.user, secret),
        "secret": totp.in_fours(secret),
    }
    return render(request, "advisory/factor_app.html", {"form": form, **said})


@page(signed_in, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def factor_remove(request: AdviserRequest, factor_id: UUID) -> HttpResponse:
    found = next((one for one in shown(_ways(request)) if one.row.pk == factor_id), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "advisory/factor_remove.html", {"factor": found})
    try:
        remove_factor(
            actor=request.standing.actor, account=request.user, factor_id=factor_id, but=digest_in(request)
        )
    except FactorGone:
        raise Http404 from None
    except LastFactor:
        messages.error(request, _("It is the only one you can sign in with. Add another one first."))
    else:
        messages.success(request, _("It is removed. You were signed out everywhere else."))
    return redirect("factors")


@page(signed_in, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def codes_renew(request: AdviserRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "advisory/codes_renew.html")
    made = renew_codes(actor=request.standing.actor, account=request.user, but=digest_in(request))
    request.session[NEW_CODES] = made
    return redirect("codes_new")


@page(signed_in)
@require_http_methods(["GET"])
def codes_new(request: AdviserRequest) -> HttpResponse:
    """Once: whoever comes again is told how to make others. With her first she goes on to a first visit."""
    shown = {"codes": request.session.pop(NEW_CODES, []), "is_first": request.session.pop(IS_FIRST, False)}
    return render(request, "advisory/codes_new.html", shown)


def _ways(request: AdviserRequest) -> list[Factor]:
    return strong(factors_of(request.user.pk))


def _added(request: AdviserRequest, said: dict[str, object]) -> HttpResponse:
    """Her session goes on under a new id, the others end; recovery codes come with the first factor."""
    request.session.cycle_key()
    made, codes = add_factor(
        actor=request.standing.actor, account=request.user, said=said, but=digest_in(request)
    )
    marks.set_mark(request, factor_id=made.pk)
    if codes:
        request.session[NEW_CODES], request.session[IS_FIRST] = codes, True
        return redirect("codes_new")
    messages.success(request, _("It is added. You were signed out everywhere else."))
    return redirect("factors")
