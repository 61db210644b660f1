"""Giving a case a name of one's own, and taking it away. The name goes by POST, and into no message."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import case_workers, page
from cases import access
from cases.errors import Refusal
from cases.forms.case_name import CaseNameForm
from cases.forms.fields import id_from
from cases.models import Case
from cases.services.case_name_rows import OwnName
from cases.services.case_names import (
    NameChangedMeanwhile,
    call_case,
    call_no_more,
    must_have_texts,
    own_name,
)

REMOVE = "remove"


@page(case_workers)
@require_http_methods(["GET", "HEAD", "POST"])
def case_name(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Whoever may open a case names it for herself. The same form as on the case's page, by itself."""
    case = access.open_case(request.standing, case_id)
    there = own_name(request.standing, case)
    try:
        if request.method != "POST":
            must_have_texts(case)
            return _ask(request, case, CaseNameForm(called=called(there)), id_of(there))
        if request.POST.get("do") == REMOVE:
            return _remove(request, case)
        return _name(request, case, there)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("case", case.pk)


def called(there: OwnName | None) -> str:
    return there.called if there is not None else ""


def id_of(there: OwnName | None) -> str:
    """For the form: which name it was filled in on."""
    return str(there.id) if there is not None else ""


def _name(request: AdviserRequest, case: Case, there: OwnName | None) -> HttpResponse:
    """Raises NoNameAnyMore. What is refused comes back as it was typed, on the name that it was typed on."""
    form = CaseNameForm(request.POST, called=called(there))
    seen = id_from(request.POST.get("seen", ""))
    if not form.is_valid():
        return _ask(request, case, form, str(seen or ""))
    try:
        call_case(standing=request.standing, case=case, seen=seen, called=form.cleaned_data["called"])
    except NameChangedMeanwhile as refusal:
        form.add_error("called", _meanwhile(refusal.now))
        return _ask(request, case, form, id_of(refusal.now), status=409)
    messages.success(request, _("You see your name for the case here and in your lists."))
    return redirect("case", case.pk)


def _remove(request: AdviserRequest, case: Case) -> HttpResponse:
    """Another name than the one she saw stays; she is shown it. Raises NameChangedMeanwhile."""
    seen = id_from(request.POST.get("seen", ""))
    call_no_more(standing=request.standing, case=case, seen=seen)
    messages.success(request, _("You have no name for the case any more."))
    return redirect("case", case.pk)


def _ask(
    request: AdviserRequest, case: Case, form: CaseNameForm, seen: str, *, status: int = 200
) -> HttpResponse:
    shown = {"case": case, "form": form, "seen": seen}
    return render(request, "cases/case_name.html", shown, status=status)


def _meanwhile(now: OwnName | None) -> str:
    """What there is now, so that she can choose between the two."""
    if now is None:
        return _("It was taken away meanwhile, in another window. Save again if yours is to stand.")
    text = _("It was changed meanwhile, in another window: it is “%(name)s” now. Save again to change it.")
    return text % {"name": now.called}
