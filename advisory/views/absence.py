"""I am away from then until then, and who stands in for me; for somebody else, where that is one's work."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.errors import DeputyRefused, NotAway
from advisory.forms.absence import AbsenceForm, AwayForm, DeputyForm
from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.models import Account
from advisory.pages import may, page
from advisory.rights import Act
from advisory.services.deputies import call_off, name_deputy, own_post
from advisory.services.deputyships import deputyships
from advisory.standing import Held

OFF = "off"


@page(may(Act.DEPUTY), fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: AdviserRequest) -> HttpResponse:
    """Show who stands in for whom, name a deputy for oneself, or call one off."""
    if request.POST.get("do") == OFF:
        return _call_off(request, "absence")
    posts = _own_posts(request)
    form = AbsenceForm(request.POST if request.method == "POST" else None, posts=posts)
    if form.is_valid():
        chosen = form.cleaned_data.get("post") or (posts[0].post_id if posts else None)
        away = Account.objects.get(pk=request.user.pk)
        if _named(request, form, away, uuid.UUID(str(chosen)) if chosen else None):
            return redirect("absence")
    shown = {"form": form, "deputyships": deputyships(request.standing, own=True), "of_others": False}
    return render(request, "advisory/absence.html", shown)


@page(may(Act.DEPUTY_FOR_OTHERS), fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def absence_of_others(request: AdviserRequest) -> HttpResponse:
    """The same of somebody who cannot do it herself any more, or forgot."""
    if request.POST.get("do") == OFF:
        return _call_off(request, "absence_of_others")
    form = AwayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        away = form.cleaned_data["away"]
        if _named(request, form, away, own_post(away) if away else None):
            return redirect("absence_of_others")
    shown = {"form": form, "deputyships": deputyships(request.standing), "of_others": True}
    return render(request, "advisory/absence.html", shown)


def _named(
    request: AdviserRequest, form: DeputyForm, away: Account | None, post_id: uuid.UUID | None
) -> bool:
    """Whether the deputy is named; why not stands on the form."""
    said = form.cleaned_data
    try:
        if away is None or post_id is None:
            raise NotAway
        name_deputy(
            standing=request.standing,
            away=away,
            post_id=post_id,
            deputy=said["deputy"],
            first=said["first"],
            last=said["last"],
        )
    except DeputyRefused as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("The deputy is named. Both are told."))
    return True


def _call_off(request: AdviserRequest, back: str) -> HttpResponse:
    try:
        membership_id = uuid.UUID(request.POST.get("membership", ""))
    except ValueError:
        return redirect(back)
    if call_off(standing=request.standing, membership_id=membership_id):
        messages.success(request, _("The deputy is called off. Both are told."))
    else:
        messages.info(request, _("It was over already."))
    return redirect(back)


def _own_posts(request: AdviserRequest) -> list[Held]:
    """Once each: a person with two roles at a post holds it once."""
    return list({held.post_id: held for held in request.standing.own_case_posts()}.values())
