"""Recording what the risk assessment said, and whether the two duties hold."""

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
from cases.forms.assessments import AssessmentsForm
from cases.models import Case
from cases.services.assessments import assess
from cases.settled import assessment_lines
from cases.urgent_hour import duties
from cases.views.shared import lane_to_change


@page(may(Act.URGENT))
@require_http_methods(["GET", "HEAD", "POST"])
def case_assess(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show how the three stand with the texts of the duties, or record what is answered."""
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    if request.method != "POST":
        return _show(request, AssessmentsForm(day=timezone.localdate()), case)
    form = AssessmentsForm(request.POST, day=timezone.localdate())
    if not form.is_valid():
        return _show(request, form, case)
    try:
        assess(standing=request.standing, case=case, inquiry=lane, answers=form.answers())
    except Refusal as refusal:
        refuse(form, refusal)
        return _show(request, form, case)
    messages.success(request, _("The assessment is recorded."))
    return redirect("case", case.pk)


def _show(request: AdviserRequest, form: AssessmentsForm, case: Case) -> HttpResponse:
    shown = {
        "form": form,
        "case": case,
        "stand": assessment_lines(list(case.events.all())),
        "duties": duties(timezone.localdate()),
    }
    return render(request, "cases/case_assess.html", shown)
