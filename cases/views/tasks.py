"""Planning a task in a case, and saying that one is done or given up."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.tasks import GIVEN_UP, EndTaskForm, TaskForm
from cases.lane_errors import NoSuchTask
from cases.services.tasks import end_task, open_tasks, plan_task
from cases.views.planned_shown import with_day
from cases.views.shared import lane_to_change


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_task(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    form = TaskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan_task(standing=request.standing, case=case, lane=lane, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The task is planned."))
            return redirect("case", case.pk)
    return render(request, "cases/case_task.html", {"form": form, "case": case})


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_task_end(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    tasks = [(str(one.pk), with_day(one.text, one)) for one in open_tasks(case, lane)]
    if not tasks:
        messages.error(request, str(NoSuchTask.sentence))
        return redirect("case", case.pk)
    form = EndTaskForm(request.POST if request.method == "POST" else None, tasks=tasks)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            end_task(
                standing=request.standing,
                case=case,
                lane=lane,
                task=uuid.UUID(said["task"]),
                given_up=said["how"] == GIVEN_UP,
                reason=said["reason"],
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It is written down what became of the task."))
            return redirect("case", case.pk)
    return render(request, "cases/case_task_end.html", {"form": form, "case": case})
