"""What the pages share on which one kind of telling is added to a case: a journey, a checklist, a contact."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from cases import access
from cases.assessments import newest
from cases.errors import ChangedMeanwhile, MayReadOnly, Refusal
from cases.forms.fields import id_from
from cases.models import Case, Event, Inquiry
from cases.models.event import FIELDS, EventKind
from cases.settled import told_texts
from cases.views.shared import lane_to_change


@dataclass(frozen=True, slots=True)
class Telling:
    """The case opened for a change, her lane of it, and what was told last of this kind."""

    case: Case
    lane: Inquiry
    kind: EventKind
    before: Event | None

    @property
    def seen(self) -> str:
        return str(self.before.pk) if self.before is not None else ""


def telling(request: AdviserRequest, case_id: uuid.UUID, kind: EventKind) -> Telling:
    """Raises NotYours, and MayReadOnly also to an agency whose part of the case does not need it."""
    case = access.case_to_change(request.standing, case_id)
    if not access.sight_of(case).shows(FIELDS[kind]):
        raise MayReadOnly(case_id)
    return Telling(case, lane_to_change(request.standing, case), kind, newest(case.events.all(), kind))


def given(request: AdviserRequest, about: Telling) -> dict[str, Any]:
    """What every service of a telling asks: who, of what, and which telling her form showed."""
    return {
        "standing": request.standing,
        "case": about.case,
        "inquiry": about.lane,
        "seen": id_from(request.POST.get("seen")),
    }


def recorded(request: AdviserRequest, about: Telling, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("case", about.case.pk)


def show(request: AdviserRequest, template: str, about: Telling, form: forms.Form) -> HttpResponse:
    """The form. One that is sent back still stands for the telling that it was filled in on."""
    seen = str(id_from(request.POST.get("seen")) or "") if form.is_bound else about.seen
    return render(request, template, {"form": form, "case": about.case, "seen": seen})


def refused(
    request: AdviserRequest, template: str, about: Telling, form: forms.Form, refusal: Refusal
) -> HttpResponse:
    """What was typed stays. Beside what somebody else told meanwhile it can be sent again, on purpose."""
    if not isinstance(refusal, ChangedMeanwhile):
        refuse(form, refusal)
        return show(request, template, about, form)
    now = telling(request, about.case.pk, about.kind)
    stored = told_texts(now.before) if now.before is not None else ()
    shown = {"form": form, "case": now.case, "seen": now.seen, "stored": stored, "is_conflict": True}
    return render(request, template, shown, status=409)
