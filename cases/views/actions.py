"""Recording one thing that was done in a case."""

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
from cases.forms.actions import ActionForm
from cases.services.actions import act
from cases.views.shared import lane_to_change


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_act(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    form = ActionForm(request.POST if request.method == "POST" else None, day=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            act(standing=request.standing, case=case, lane=lane, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("What was done is recorded."))
            return redirect("case", case.pk)
    return render(request, "cases/case_act.html", {"form": form, "case": case})
