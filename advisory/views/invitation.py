"""The page that an invitation's link leads to: choose a password, and on to signing in with it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from advisory import invitation_links as links
from advisory.errors import InvitationOver
from advisory.forms.passwords import NewPasswordForm
from advisory.models import Account
from advisory.origin import actor_in
from advisory.pages import page, public
from advisory.sealing.keys import chest
from advisory.services.invitations import use_invitation
from advisory.sign_in import BACKEND


@page(public)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Fetching it uses nothing up: programs that look into mail follow its links before she does.

    A code that is unknown, used, withdrawn or has run out has one answer.
    """
    found = links.found_by(request.GET.get(links.PARAMETER, ""), now=timezone.now())
    if found is None:
        return _over(request)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # The letter's, which is hers, and not whatever this browser was made in.
        translation.activate(found.account.language)
        request.LANGUAGE_CODE = translation.get_language()
    form = NewPasswordForm(request.POST if request.method == "POST" else None, account=found.account)
    if request.method != "POST" or not form.is_valid():
        shown = {"form": form, "email": found.account.email}
        return render(request, "advisory/invitation.html", shown)
    actor = actor_in(request, found.account_id)
    # Whatever this seals is to be under the newest epoch; within the transaction nobody looks for it.
    chest.current()
    try:
        account = use_invitation(invitation=found, actor=actor, password=form.cleaned_data["password"])
    except InvitationOver:
        return _over(request)
    return _sign_in(request, account)


def _sign_in(request: HttpRequest, account: Account) -> HttpResponseBase:
    """As somebody who has just typed her password on the log-in page: whatever comes after that comes now."""
    logout(request)
    account.backend = BACKEND
    record_authentication(request, account, method="password")
    answer: HttpResponseBase = perform_login(request, account)
    return answer


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "advisory/invitation_over.html", status=404)
