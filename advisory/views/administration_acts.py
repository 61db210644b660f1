"""What a system administrator does with an account: each on a page of its own that says what will happen.

All of them want the second factor afresh. What is done, and what is not, the services decide.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.errors import Declined
from advisory.forms.administration import EndForm, InviteForm, PersonForm, PostForm, ResetForm, SureForm
from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest, emptied
from advisory.models import Account, Membership
from advisory.pages import page
from advisory.services import administration as acts
from advisory.services import staff
from advisory.services.details import change_details
from advisory.services.vacancies import posts_in_use
from advisory.sessions import has_ended
from advisory.views.administration import account_or_404, accounts

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page(accounts, fresh=True)
@FORM
def account_invite(request: AdviserRequest) -> HttpResponse:
    posts = posts_in_use(timezone.localdate())
    initial = {"first_day": timezone.localdate(), "language": "nb"}
    form = InviteForm(_sent(request), posts=posts, initial=initial)

    def do() -> Account:
        return acts.invite_person(standing=request.standing, **form.said)

    account = _done(request, form, do)
    if account is None:
        return render(request, "advisory/account_invite.html", {"form": form})
    messages.success(request, _("A letter with a link is on its way to her."))
    return redirect("administered_account", account.pk)


@page(accounts, fresh=True)
@FORM
def account_change(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account = account_or_404(account_id)
    form = PersonForm(_sent(request), initial={"name": account.name, "email": account.email})

    def do() -> bool:
        change_details(standing=request.standing, account=account, **form.cleaned_data)
        return True

    return _answer(request, "account_change", account, form, do, said=_("It is changed."))


@page(accounts, fresh=True)
@FORM
def account_invite_again(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account, form = account_or_404(account_id), SureForm(_sent(request))

    def do() -> bool:
        acts.invite_again(standing=request.standing, account=account)
        return True

    said = _("A new letter is on its way. The link in the one before it lets nobody in any more.")
    return _answer(request, "account_invite_again", account, form, do, said=said)


@page(accounts, fresh=True)
@FORM
def account_reset(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account, form = account_or_404(account_id), ResetForm(_sent(request))

    def do() -> bool:
        lost = form.cleaned_data["factors_lost"]
        acts.start_reset(standing=request.standing, account=account, factors_lost=lost)
        return True

    said = _("Her password is no more, and a letter with a link to a new one is on its way.")
    return _answer(request, "account_reset", account, form, do, said=said)


@page(accounts, fresh=True)
@FORM
def account_sign_out(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account, form = account_or_404(account_id), SureForm(_sent(request))

    def do() -> bool:
        acts.sign_out_everywhere(standing=request.standing, account=account)
        return True

    return _answer(request, "account_sign_out", account, form, do, said=_("She is signed out everywhere."))


@page(accounts, fresh=True)
@FORM
def account_deactivate(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account, form = account_or_404(account_id), SureForm(_sent(request))

    def do() -> bool:
        acts.deactivate(standing=request.standing, account=account)
        return True

    said = _("The account is deactivated, and its posts are ended.")
    return _answer(request, "account_deactivate", account, form, do, said=said)


@page(accounts, fresh=True)
@FORM
def account_reactivate(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account, form = account_or_404(account_id), SureForm(_sent(request))

    def do() -> bool:
        acts.reactivate(standing=request.standing, account=account)
        return True

    said = _("The account is in use again, and a letter with a link is on its way.")
    return _answer(request, "account_reactivate", account, form, do, said=said)


@page(accounts, fresh=True)
@FORM
def post_give(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    account = account_or_404(account_id)
    form = PostForm(_sent(request), posts=posts_in_use(timezone.localdate()))

    def do() -> Membership:
        return acts.give_post(standing=request.standing, account=account, **form.said)

    return _answer(request, "post_give", account, form, do, said=_("The post is given."))


@page(accounts, fresh=True)
@FORM
def post_end(request: AdviserRequest, membership_id: uuid.UUID) -> HttpResponse:
    membership = Membership.objects.filter(pk=membership_id).select_related("account", "post").first()
    if membership is None:
        raise Http404
    form = EndForm(_sent(request))

    def do() -> bool:
        last_day = form.cleaned_data["last_day"]
        acts.end_post(standing=request.standing, membership=membership, last_day=last_day)
        return True

    return _answer(
        request, "post_end", membership.account, form, do, said=_("It ends."), post=membership.post
    )


def _sent(request: AdviserRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(request: AdviserRequest, form: forms.Form, do: Callable[[], Any]) -> Any:
    """What was done; None where there was nothing to do or it was declined, which then stands on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return do()
    except Declined as declined:
        refuse(form, declined)
        return None


def _answer(
    request: AdviserRequest,
    name: str,
    account: Account,
    form: forms.Form,
    do: Callable[[], Any],
    *,
    said: str,
    **shown: Any,
) -> HttpResponse:
    """Back to the account when it was done, else the page that asks; to the log-in page if she is out now."""
    if _done(request, form, do) is None:
        person = staff.person(account, asked_by=request.standing.actor)
        return render(request, f"advisory/{name}.html", {"form": form, "person": person, **shown})
    if has_ended(request):
        # Recorded already, by what ended it.
        request.session.flush()
        return emptied(redirect("account_login"))
    messages.success(request, said)
    return redirect("administered_account", account.pk)
