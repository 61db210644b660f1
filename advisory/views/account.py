"""One's own account: what it says of me, what I change myself, and the ways to factors and sessions."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory import throttling
from advisory.forms.administration import LanguageForm
from advisory.forms.passwords import ChangePasswordForm
from advisory.http import AdviserRequest
from advisory.pages import page, signed_in
from advisory.services import staff
from advisory.services.own_account import change_language, change_password
from advisory.sessions import digest_in


@page(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AdviserRequest) -> HttpResponse:
    """The page, and the one choice on it: the language."""
    own = request.user
    form = LanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": own.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        change_language(account=own, language=language)
        with translation.override(language):
            messages.success(request, _("Pages and letters are in this language from now on."))
        answer = redirect("account")
        # What this browser had chosen before would hide it.
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return answer
    person = staff.person(own, asked_by=request.standing.actor)
    return render(request, "advisory/account.html", {"form": form, "person": person})


@page(signed_in, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: AdviserRequest) -> HttpResponse:
    """Guessing the old one at a screen that was left open is as slow as at the log-in page."""
    own = request.user
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, account=own)
    tag = throttling.tag_of(own)
    if request.POST.get("old"):
        throttling.must_be_allowed(request, tag)
    is_good = form.is_valid()
    if form.is_bound and "old" in form.cleaned_data:
        throttling.succeeded(request, tag)
    if not is_good:
        return render(request, "advisory/password_change.html", {"form": form, "email": own.email})
    change_password(
        standing=request.standing,
        account=own,
        password=form.cleaned_data["password"],
        session=digest_in(request),
    )
    # This session goes on under a new id; the others are ended.
    update_session_auth_hash(request, own)
    messages.success(
        request, _("Your password is changed. Wherever else you were signed in, you no longer are.")
    )
    return redirect("account")
