"""The system administrator's pages: who has an account, one of them, and who holds which post."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.jobs import all_heard
from advisory.models import Account
from advisory.pages import may, page
from advisory.rights import Act
from advisory.services import staff, vacancies

accounts = may(Act.ACCOUNTS)


@page(accounts)
@require_safe
def administration(request: AdviserRequest) -> HttpResponse:
    people = staff.everybody(asked_by=request.standing.actor)
    gone = [one for one in people if one.state == staff.State.DEACTIVATED]
    here = [one for one in people if one.state != staff.State.DEACTIVATED]
    shown = {"people": here, "gone": gone, "jobs": all_heard(timezone.now())}
    return render(request, "advisory/administration.html", shown)


@page(accounts)
@require_safe
def administered_account(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    person = staff.person(account_or_404(account_id), asked_by=request.standing.actor)
    shown = {
        "person": person,
        "is_own": account_id == request.standing.account_id,
        "has_come": person.state == staff.State.HERE,
        "is_gone": person.state == staff.State.DEACTIVATED,
    }
    return render(request, "advisory/administered_account.html", shown)


@page(accounts)
@require_safe
def administration_posts(request: AdviserRequest) -> HttpResponse:
    places = vacancies.places(asked_by=request.standing.actor)
    vacant = [place for place in places if not place.holders]
    return render(request, "advisory/administration_posts.html", {"places": places, "vacant": vacant})


def account_or_404(account_id: uuid.UUID) -> Account:
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise Http404
    return account
