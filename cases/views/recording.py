"""A new inquiry: a page a topic, then a look at the answers; every step of it a plain send of the form.

What the other pages hold goes along unseen, and lies in her draft from one page to the next.
"""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.errors import AlreadySent, NoPost, Refusal
from cases.forms.fields import id_from
from cases.forms.sheet import Sheet, kept
from cases.forms.steps import after_step
from cases.forms.topics import ABOUT, AT, TOPICS, Topic, Typed, following, named, preceding
from cases.models import Case
from cases.schemes import scheme_of
from cases.services.drafts import discard_draft, keep_draft, says_something
from cases.services.inquiries import became, log_inquiry, told_in
from cases.views.changing import show_conflict
from cases.views.draft_ids import opened, submission_in, writer
from cases.views.drafts_shown import drafts_waiting
from cases.views.inquiry_pages import (
    CHECK,
    FROM,
    JUDGED,
    keeps,
    read_back,
    show,
    to_check,
    turn_to,
    untouched,
)
from cases.views.persons_shown import persons_alone
from cases.views.shared import lane_to_change, offer_to

NEXT, BACK, TO, DRAFT = "next", "back", "to-", "save-draft"


@page(may(Act.LOG))
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: AdviserRequest) -> HttpResponse:
    """Show a page of it, take a step on that, or log what all of them say."""
    if request.method != "POST":
        return _begin(request)
    submission = submission_in(request) or uuid.uuid4()
    step = request.POST.get("step", "")
    shown = named(request.POST.getlist(AT)) or TOPICS
    if step == DRAFT:
        return _put_away(request, submission, shown)
    if step == NEXT or (not step and AT in request.POST):
        return _next(request, submission, shown)
    wanted = _wanted(request, step, shown)
    if wanted is not None:
        return turn_to(request, submission, (wanted,))
    stepped = after_step(request.POST, step)
    if stepped is not None:
        return _step(request, submission, shown, *stepped)
    return (to_check if step == CHECK else _log)(request, submission, shown)


def _begin(request: AdviserRequest) -> HttpResponse:
    """An empty page, or a draft of her own to go on with. Raises NotYours for any other draft."""
    asked, shown = request.GET.get("draft"), named(request.GET.getlist(AT))
    if asked is None:
        sheet = Sheet(untouched(), offer=offer_to(request))
        return show(request, sheet, uuid.uuid4(), shown or (ABOUT,), drafts=drafts_waiting(request))
    submission = id_from(asked) or uuid.uuid4()
    made = became(standing=request.standing, submission=submission)
    if made is not None:
        # Back in the browser after it was saved: to the case that it has become.
        messages.info(request, _("This inquiry was saved already."))
        return redirect("case", made)
    typed = opened(request, submission)
    reads = CHECK in request.GET.getlist(AT)
    judged = reads or JUDGED in request.GET
    sheet = Sheet(typed, offer=offer_to(request), checked=judged)
    if judged and sheet.is_valid() and reads:
        return read_back(request, sheet, submission)
    return show(request, sheet, submission, shown or _left_off(request, typed))


def _left_off(request: AdviserRequest, typed: dict[str, list[str]]) -> tuple[Topic, ...]:
    """The first page of a draft that is not finished."""
    sheet = Sheet(typed, offer=offer_to(request), checked=True)
    sheet.is_valid()
    return sheet.wrong()[:1] or TOPICS[-1:]


def _next(request: AdviserRequest, submission: uuid.UUID, shown: tuple[Topic, ...]) -> HttpResponse:
    """On to the following page, once this one is right; after the last, and for whoever came from it, to the
    look at all of them.
    """
    typed = kept(request.POST)
    sheet = Sheet(typed, offer=offer_to(request), checked=True)
    right = sheet.is_valid()
    if sheet.is_rewritten:
        return show(request, sheet, submission, shown)
    if not right and set(sheet.wrong()) & set(shown):
        return turn_to(request, submission, shown, judged=sheet)
    # Several are shown only because the look at all of them found something wrong there.
    goes_back = FROM in request.POST or len(shown) > 1
    after = None if goes_back else following(shown, typed)
    if after is None:
        return to_check(request, submission, shown)
    return turn_to(request, submission, (after,))


def _step(
    request: AdviserRequest, submission: uuid.UUID, shown: tuple[Topic, ...], typed: Typed, go_to: str
) -> HttpResponse:
    """One person more or less: the persons alone, or the page with them."""
    sheet = Sheet(kept(typed), offer=offer_to(request))
    if request.htmx:
        return persons_alone(request, sheet, go_to)
    keeps(request, submission, kept(typed))
    return show(request, sheet, submission, shown, go_to=go_to)


def _wanted(request: AdviserRequest, step: str, shown: tuple[Topic, ...]) -> Topic | None:
    """To which page a button leads whatever is wrong on this one; None for any other button."""
    if step == BACK:
        return preceding(shown, kept(request.POST))
    return next(iter(named([step.removeprefix(TO)])), None) if step.startswith(TO) else None


def _put_away(request: AdviserRequest, submission: uuid.UUID, shown: tuple[Topic, ...]) -> HttpResponse:
    typed = kept(request.POST)
    if not says_something(typed):
        messages.info(request, _("Nothing was answered yet: there is no draft to save."))
        return redirect("case_list")
    try:
        is_kept = keep_draft(
            account_id=request.user.pk, draft_id=submission, typed=typed, writer=writer(request)
        )
    except Refusal as refusal:
        sheet = Sheet(typed, offer=offer_to(request))
        sheet.refuse(refusal)
        return show(request, sheet, submission, shown)
    if not is_kept:
        # All that was typed once more stays on the page; saving it shows it beside what is stored.
        sheet = Sheet(typed, offer=offer_to(request))
        made = became(standing=request.standing, submission=submission)
        return show(request, sheet, submission, shown, made=made)
    messages.success(request, _("The draft is saved. You find it here for 14 days."))
    return redirect("case_list")


def _log(request: AdviserRequest, submission: uuid.UUID, shown: tuple[Topic, ...]) -> HttpResponse:
    """All that is wrong is shown at once, whichever page it belongs to."""
    sheet = Sheet(kept(request.POST), offer=offer_to(request), checked=True)
    if not sheet.is_valid():
        return show(request, sheet, submission, sheet.wrong() or shown)
    try:
        case, made = _logged(request, sheet, submission)
    except Refusal as refusal:
        sheet.refuse(refusal)
        again = uuid.uuid4() if isinstance(refusal, AlreadySent) else submission
        return show(request, sheet, again, sheet.wrong() or shown)
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


def _sent_again(request: AdviserRequest, case: Case, sheet: Sheet) -> HttpResponse:
    """A double click says the same twice. Whatever was changed before the second time is not lost."""
    stored = told_in(case, lane_to_change(request.standing, case))
    if sheet.told(stored.inquiry.scheme) == stored:
        messages.info(request, _("This inquiry was saved already."))
        return redirect("case", case.pk)
    return show_conflict(request, case.pk, sheet)
