"""Shutting somebody out of a case that one may open, oneself first of all."""

import uuid

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
from cases import access
from cases.errors import Refusal
from cases.forms.rulings import ELSE, KeepOutForm
from cases.models import Case
from cases.services.keeping_out import keep_out, may_name
from cases.services.rulings import who_may_open


@page(may(Act.LOCK_OUT))
@require_http_methods(["GET", "HEAD", "POST"])
def case_keep_out(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask who and why, then shut her out. Whoever may only read the case can say it of herself."""
    case = access.open_case(request.standing, case_id)
    form = _form(request, case)
    if request.method != "POST":
        return _ask(request, form, case)
    if not form.is_valid():
        return _ask(request, form, case)
    said = form.cleaned_data
    person = said["email"].pk if said["person"] == ELSE else uuid.UUID(said["person"])
    try:
        keep_out(standing=request.standing, case=case, account_id=person, reason=said["reason"])
    except Refusal as refusal:
        refuse(form, refusal)
        return _ask(request, form, case)
    if person == request.user.pk:
        messages.success(request, _("You do not see this case any more. The coordinator is told."))
        return redirect("case_list")
    messages.success(request, _("She does not see this case any more. The coordinator is told."))
    return redirect("case", case.pk)


def _form(request: AdviserRequest, case: Case) -> KeepOutForm:
    mine = request.user.pk
    anybody = may_name(request.standing, case)
    people = [(str(mine), _("I myself: I know whom it concerns, or stand too near"))]
    if anybody:
        others = [one for one in who_may_open(case, timezone.now()) if one.pk != mine]
        people += [(str(one.pk), one.name) for one in others]
    data = request.POST if request.method == "POST" else None
    return KeepOutForm(data, people=people, anybody=anybody)


def _ask(request: AdviserRequest, form: KeepOutForm, case: Case) -> HttpResponse:
    return render(request, "cases/case_keep_out.html", {"form": form, "case": case})
