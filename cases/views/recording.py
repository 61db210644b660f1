"""A new inquiry: one page that works without JavaScript, every step of it a plain send of the form."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.errors import AlreadySent, NoPost, Refusal
from cases.forms.fields import id_from
from cases.forms.sheet import Sheet, kept
from cases.forms.steps import after_step
from cases.models import Case
from cases.models.draft import Draft
from cases.schemes import scheme_of
from cases.services.drafts import discard_draft, drafts_of, keep_draft, typed_in
from cases.services.inquiries import log_inquiry, told_in
from cases.told import SPECIFIC_CASE
from cases.views.changing import show_conflict
from cases.views.shared import lane_to_change, offer_to
from cases.views.urgent_shown import on_form
from cases.wording import DAY, rows

DRAFT, CHECK, CHANGE = "save-draft", "check", "change"
# What is told of a new inquiry, in the order of the page.
ANSWERS = (
    "case.urgency",
    "case.kind",
    "case.concern",
    "case.circumstances",
    "case.focus_country",
    "persons",
    "inquiry.asker",
    "inquiry.channel",
    "received_on",
    "inquiry.actions",
    "narrative",
)


@page(may(Act.LOG))
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: AdviserRequest) -> HttpResponse:
    """Show the page, take a step on it, or log what it says."""
    if request.method != "POST":
        return _begin(request)
    submission = id_from(request.POST.get("submission")) or uuid.uuid4()
    step = request.POST.get("step", "")
    if step == DRAFT:
        return _put_away(request, submission)
    if step == CHANGE:
        return _show(request, Sheet(kept(request.POST), offer=offer_to(request)), submission)
    stepped = after_step(request.POST, step)
    if stepped is not None:
        return _show(request, Sheet(kept(stepped[0]), offer=offer_to(request)), submission, stepped[1])
    return _log(request, submission, only_check=step == CHECK)


def _begin(request: AdviserRequest) -> HttpResponse:
    """An empty page, or a draft of her own to go on with. Raises NotYours for any other draft."""
    asked = request.GET.get("draft")
    if asked is None:
        sheet = Sheet(_untouched(), offer=offer_to(request))
        return _show(request, sheet, uuid.uuid4(), drafts=drafts_of(request.user.pk))
    submission = id_from(asked) or uuid.uuid4()
    typed = typed_in(account_id=request.user.pk, draft_id=submission)
    return _show(request, Sheet(typed, offer=offer_to(request)), submission)


def _untouched() -> dict[str, list[str]]:
    """Most inquiries are logged on the day they come."""
    return {"received_on": [date_format(timezone.localdate(), DAY)]}


def _put_away(request: AdviserRequest, submission: uuid.UUID) -> HttpResponse:
    typed = kept(request.POST)
    try:
        keep_draft(account_id=request.user.pk, draft_id=submission, typed=typed)
    except Refusal as refusal:
        sheet = Sheet(typed, offer=offer_to(request))
        sheet.refuse(refusal)
        return _show(request, sheet, submission)
    messages.success(request, _("The draft is saved. You find it here for 14 days."))
    return redirect("case_list")


def _log(request: AdviserRequest, submission: uuid.UUID, *, only_check: bool) -> HttpResponse:
    sheet = Sheet(kept(request.POST), offer=offer_to(request), checked=True)
    if not sheet.is_valid():
        return _show(request, sheet, submission)
    if only_check:
        return _read_back(request, sheet, submission)
    try:
        case, made = _logged(request, sheet, submission)
    except Refusal as refusal:
        sheet.refuse(refusal)
        return _show(request, sheet, uuid.uuid4() if isinstance(refusal, AlreadySent) else submission)
    discard_draft(account_id=request.user.pk, draft_id=submission)
    if made:
        messages.success(request, _("The inquiry is saved."))
        return redirect("case", case.pk)
    return _sent_again(request, case, sheet)


def _logged(request: AdviserRequest, sheet: Sheet, submission: uuid.UUID) -> tuple[Case, bool]:
    """Raises NoPost, NoPersons or AlreadySent."""
    held = sheet.form.held()
    if held is None:
        raise NoPost
    told = sheet.told(scheme_of(held.post_kind))
    return log_inquiry(standing=request.standing, held=held, told=told, submission=submission, takes=True)


def _read_back(request: AdviserRequest, sheet: Sheet, submission: uuid.UUID) -> HttpResponse:
    """Her answers in words, before anything is stored; the same for whichever of her posts was asked."""
    shown = {
        "answers": rows(sheet.told(""), ANSWERS),
        "typed": [(name, value) for name, values in sheet.typed.lists() for value in values],
        "submission": submission,
        "urgent": on_form(request, sheet),
    }
    return render(request, "cases/case_check.html", shown)


def _sent_again(request: AdviserRequest, case: Case, sheet: Sheet) -> HttpResponse:
    """A double click says the same twice. Whatever was changed before the second time is not lost."""
    stored = told_in(case, lane_to_change(request.standing, case))
    if sheet.told(stored.inquiry.scheme) == stored:
        messages.info(request, _("This inquiry was saved already."))
        return redirect("case", case.pk)
    return show_conflict(request, case.pk, sheet)


def go_on(request: AdviserRequest, submission: uuid.UUID) -> HttpResponse:
    """The whole form with what was chosen in the quick log."""
    typed = {**_untouched(), **kept(request.POST), "kind": [SPECIFIC_CASE]}
    return _show(request, Sheet(typed, offer=offer_to(request)), submission)


def _show(
    request: AdviserRequest,
    sheet: Sheet,
    submission: uuid.UUID,
    go_to: str = "",
    drafts: Sequence[Draft] = (),
) -> HttpResponse:
    """`drafts`: those that wait, for whoever begins anew and may rather go on."""
    shown = {
        "sheet": sheet,
        "submission": submission,
        "go_to": go_to,
        "drafts": drafts,
        "urgent": on_form(request, sheet),
    }
    return render(request, "cases/case_new.html", shown)
