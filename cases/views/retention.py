"""The privacy officer's page of erasing: how long cases are kept, what comes due, and what is held back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.announcements import decisions_or_none
from cases.errors import Refusal
from cases.forms.holding import HoldByNumberForm, PeriodForm, ReleaseByNumberForm
from cases.retention import BOUNDS, WARNING
from cases.services.expired import expired
from cases.services.holds import Reason, hold_by_id, release_by_id
from cases.services.periods import Decision, decide_period, in_force

HOLD, RELEASE = "hold", "release"


@page(may(Act.RETENTION))
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: AdviserRequest) -> HttpResponse:
    """One page, four forms; `do` says which of them was sent.

    Where earlier decisions were altered there is no period to show or to change: cases can be held back.
    """
    decided = decisions_or_none(request.standing)
    all_forms = _forms(request, decided)
    sent = all_forms.get(request.POST.get("do", "")) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        try:
            messages.success(request, _done(request, sent))
        except Refusal as refusal:
            refuse(sent, refusal)
        else:
            return redirect("retention")
    return render(request, "cases/retention.html", {"form": sent, **_shown(all_forms, decided)})


def _forms(request: AdviserRequest, decided: list[Decision] | None) -> dict[str, forms.Form]:
    """Each by name, filled in with what was sent to it."""
    do = request.POST.get("do", "")

    def data(name: str) -> Any:
        return request.POST if do == name else None

    made: dict[str, forms.Form] = {}
    if decided is not None:
        now = in_force(decided, timezone.now())
        for key in BOUNDS:
            made[key] = PeriodForm(data(key), key=key, initial={"months": getattr(now, key)})
    made[HOLD] = HoldByNumberForm(data(HOLD), prefix=HOLD)
    made[RELEASE] = ReleaseByNumberForm(data(RELEASE), prefix=RELEASE)
    return made


def _done(request: AdviserRequest, form: forms.Form) -> str:
    """Does what the form says; gives the sentence that says so. Raises Refusal."""
    said, standing = form.cleaned_data, request.standing
    if isinstance(form, PeriodForm):
        decide_period(standing=standing, key=form.key, months=said["months"], reason=said["reason"])
        return _("The period is changed. It holds for what is marked from now on.")
    if isinstance(form, HoldByNumberForm):
        reason = Reason(said["reason"])
        hold_by_id(standing=standing, case_id=said["case"], until=said["until"], reason=reason)
        return _("The case is not erased before that day is over.")
    release_by_id(standing=standing, case_id=said["case"])
    return _("The erasing of the case is held back no longer.")


def _shown(all_forms: dict[str, forms.Form], decided: list[Decision] | None) -> dict[str, Any]:
    now = timezone.now()
    return {
        "altered": decided is None,
        "periods": [all_forms[key] for key in BOUNDS if key in all_forms],
        "hold": all_forms[HOLD],
        "release": all_forms[RELEASE],
        "decisions": decided,
        "due": None if decided is None else expired(now, decided),
        "warning_days": WARNING.days,
    }
