"""Opening a case in an emergency, and ending that; the privacy officer's page of all of them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import case_workers, may, page, trail_readers
from advisory.rights import Act
from advisory.services.trail_people import people
from cases import access
from cases.errors import MayReadOnly, NoSuchCase, Refusal
from cases.forms.fields import id_from
from cases.forms.rulings import GlassForm
from cases.models.ruling import Kind
from cases.services.glass import OPEN_FOR, break_glass, end_opening, may_end, openings

HOURS = round(OPEN_FOR.total_seconds() / 3600)


@page(may(Act.BREAK_GLASS), fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: AdviserRequest) -> HttpResponse:
    """Ask which case and why. Every number is answered alike until she has said so; then it is recorded."""
    form = GlassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        case_id = form.cleaned_data["case"]
        try:
            opened = break_glass(
                standing=request.standing, case_id=case_id, reason=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            if opened:
                said = _("You can read this case for %(hours)d hours. Those whose case it is are told now.")
                messages.warning(request, said % {"hours": HOURS})
            return redirect("case", case_id)
    return render(request, "cases/glass.html", {"form": form, "hours": HOURS})


@page(case_workers)
@require_POST
def case_glass_end(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """By those who may change the case, or by whom it let in, who then sees the case no more."""
    case = access.open_case(request.standing, case_id)
    named = id_from(request.POST.get("ruling"))
    row = next((one for one in case.rulings.all() if one.pk == named and one.kind == Kind.LET_IN), None)
    if row is None:
        messages.info(request, _("It was over already."))
        return redirect("case", case_id)
    if not may_end(request.standing, case, row):
        raise MayReadOnly(case_id)
    _end(request, case_id, row.pk)
    still = access.visible_to(request.standing).filter(pk=case_id).exists()
    return redirect("case", case_id) if still else redirect("case_list")


@page(trail_readers)
@require_http_methods(["GET", "HEAD", "POST"])
def trail_glass(request: AdviserRequest) -> HttpResponse:
    """Who opened which case in an emergency, by its number alone; each can be ended."""
    if request.method == "POST":
        case_id, ruling_id = id_from(request.POST.get("case")), id_from(request.POST.get("ruling"))
        if case_id and ruling_id:
            _end(request, case_id, ruling_id)
        return redirect("trail_glass")
    found = openings(timezone.now())
    known = people({one.row.by_id for one in found}, asked_by=request.standing.actor)
    lines = [(one, known.name(one.row.by_id), known.place(one.row.by_id, one.row.since)) for one in found]
    return render(request, "cases/trail_glass.html", {"lines": lines})


def _end(request: AdviserRequest, case_id: uuid.UUID, ruling_id: uuid.UUID) -> None:
    try:
        end_opening(standing=request.standing, case_id=case_id, ruling_id=ruling_id)
    except NoSuchCase:
        messages.info(request, _("It was over already."))
    else:
        messages.success(request, _("The emergency opening is ended."))
