"""The privacy officer's page of erasing: how long cases are kept, what comes due, and what is held back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import page, trail_readers
from cases.errors import Refusal
from cases.forms.holding import HoldByNumberForm, PeriodForm, ReleaseByNumberForm
from cases.retention import BOUNDS, WARNING
from cases.services.expired import expired
from cases.services.holds import Reason, hold_by_id, release_by_id
from cases.services.periods import decide_period, decisions, periods

HOLD, RELEASE = "hold", "release"


@page(trail_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: AdviserRequest) -> HttpResponse:
    """One page, four forms; `do` says which of them was sent."""
    all_forms = _forms(request)
    sent = all_forms.get(request.POST.get("do", "")) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        try:
            messages.success(request, _done(request, sent))
        except Refusal as refusal:
            sent.add_error(refusal.field, str(refusal.sentence))
        else:
            return redirect("retention")
    return render(request, "cases/retention.html", {"form": sent, **_shown(all_forms)})


def _forms(request: AdviserRequest) -> dict[str, forms.Form]:
    """Each by name, filled in with what was sent to it."""
    now = periods()
    do = request.POST.get("do", "")

    def data(name: str) -> Any:
        return request.POST if do == name else None

    made: dict[str, forms.Form] = {
        key: PeriodForm(data(key), key=key, initial={"months": getattr(now, key)}) for key in BOUNDS
    }
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


def _shown(all_forms: dict[str, forms.Form]) -> dict[str, Any]:
    return {
        "periods": [all_forms[key] for key in BOUNDS],
        "hold": all_forms[HOLD],
        "release": all_forms[RELEASE],
        "decisions": decisions(),
        "due": expired(timezone.now()),
        "warning_days": WARNING.days,
    }
