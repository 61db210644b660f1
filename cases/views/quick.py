"""The quick log: five choices and save, for the corridor. It logs by the same service as the whole form."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.errors import AlreadySent, NoPost, Refusal
from cases.forms.fields import id_from
from cases.forms.quick import QuickSheet
from cases.forms.sheet import kept
from cases.models import Case
from cases.schemes import scheme_of
from cases.services.drafts import discard_draft
from cases.services.inquiries import became, log_inquiry, told_in
from cases.told import Told
from cases.views.draft_ids import opened, submission_in
from cases.views.drafts_shown import Waiting, drafts_waiting
from cases.views.inquiry_pages import go_on, keeps
from cases.views.shared import back_to_draft, lane_to_change, offer_to
from cases.views.urgent_shown import on_choice

# The button that goes on to the whole form.
MORE = "more"


@page(may(Act.LOG))
@require_http_methods(["GET", "HEAD", "POST"])
def case_quick(request: AdviserRequest) -> HttpResponse:
    """Show the five questions, go on to all of them, or log what was chosen."""
    if request.method != "POST":
        return _begin(request)
    submission = submission_in(request) or uuid.uuid4()
    if request.POST.get("step") == MORE:
        return go_on(request, submission)
    sheet = QuickSheet(kept(request.POST), offer=offer_to(request), checked=True)
    if not sheet.is_valid():
        keeps(request, submission, kept(request.POST))
        return _show(request, sheet, submission)
    try:
        case, made, told = _logged(request, sheet, submission)
    except Refusal as refusal:
        sheet.refuse(refusal)
        return _show(request, sheet, uuid.uuid4() if isinstance(refusal, AlreadySent) else submission)
    discard_draft(account_id=request.user.pk, draft_id=submission)
    if made:
        messages.success(request, _("The inquiry is saved."))
    else:
        _say_again(request, case, told)
    return redirect("case", case.pk)


def _begin(request: AdviserRequest) -> HttpResponse:
    """Nothing chosen, or what was chosen before the page went: in another language, after signing in anew.

    Raises NotYours for a draft that is not hers.
    """
    asked = request.GET.get("draft")
    if asked is None:
        sheet = QuickSheet({}, offer=offer_to(request))
        return _show(request, sheet, uuid.uuid4(), drafts_waiting(request))
    submission = id_from(asked) or uuid.uuid4()
    made = became(standing=request.standing, submission=submission)
    if made is not None:
        # Back in the browser after it was saved, not to be logged once more.
        messages.info(request, _("This inquiry was saved already."))
        return redirect("case", made)
    typed = opened(request, submission)
    return _show(request, QuickSheet(typed, offer=offer_to(request)), submission)


def _logged(request: AdviserRequest, sheet: QuickSheet, submission: uuid.UUID) -> tuple[Case, bool, Told]:
    """Raises NoPost or AlreadySent."""
    held = sheet.form.held()
    if held is None:
        raise NoPost
    told = sheet.told(scheme_of(held.post_kind), received_on=timezone.localdate())
    case, made = log_inquiry(
        standing=request.standing, held=held, told=told, submission=submission, takes=True
    )
    return case, made, told


def _say_again(request: AdviserRequest, case: Case, told: Told) -> None:
    """A double click says the same twice; whoever went back and chose otherwise is told so."""
    if told_in(case, lane_to_change(request.standing, case)) == told:
        messages.info(request, _("This inquiry was saved already."))
        return
    messages.warning(
        request, _("This inquiry was saved already. What you chose anew is not in it: change the case.")
    )


def _show(
    request: AdviserRequest, sheet: QuickSheet, submission: uuid.UUID, drafts: Sequence[Waiting] = ()
) -> HttpResponse:
    urgent = on_choice(request, sheet.typed.get("urgency", ""))
    shown = {
        "sheet": sheet,
        "submission": submission,
        "draft_back": back_to_draft(request, "case_quick", submission),
        "urgent": urgent,
        "drafts": drafts,
    }
    return render(request, "cases/case_quick.html", shown)
