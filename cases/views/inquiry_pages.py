"""How a new inquiry is drawn: one of its pages, or those with something wrong; and the look at them all."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from advisory.http import AdviserRequest
from cases.errors import Refusal
from cases.forms.inquiry import CASE_FIELDS
from cases.forms.sheet import Sheet, kept
from cases.forms.topics import ABOUT, ASKED, AT, DONE, PERSONS, TOPICS, Topic, unseen
from cases.services.drafts import keep_draft, says_something
from cases.told import SPECIFIC_CASE
from cases.views.draft_ids import writer
from cases.views.drafts_shown import Waiting
from cases.views.shared import back_to_draft, offer_to
from cases.views.urgent_shown import on_form
from cases.wording import DAY, rows

# In the address, in place of a topic: the look at all answers.
CHECK = "check"
# In an address: whether what is wrong on the page is told.
JUDGED = "judged"
# In an address and in the form: from the look at all answers, to which one goes back.
FROM = "from"
# What is told of a new inquiry, by the page that asks it.
ANSWERS = {
    ABOUT: tuple(f"case.{name}" for name in CASE_FIELDS),
    PERSONS: ("persons",),
    ASKED: ("inquiry.asker", "inquiry.channel", "received_on"),
    DONE: ("inquiry.actions", "narrative"),
}


def show(
    request: AdviserRequest,
    sheet: Sheet,
    submission: uuid.UUID,
    topics: tuple[Topic, ...],
    *,
    go_to: str = "",
    drafts: Sequence[Waiting] = (),
    made: uuid.UUID | None = None,
) -> HttpResponse:
    """`drafts`: those that wait, for whoever begins anew and may rather go on; `made`: the case that this has
    become already."""
    is_one = len(topics) == 1
    shown = {
        "sheet": sheet,
        "submission": submission,
        "draft_back": back_to_draft(request, "case_new", submission, at=topics[0].name if is_one else ""),
        "topics": topics,
        "place": TOPICS.index(topics[0]) + 1 if is_one else None,
        "all": TOPICS,
        "typed": unseen(sheet.typed, topics),
        "mistakes": sheet.mistakes_on(topics),
        "asks_urgency": ABOUT in topics,
        "go_to": go_to,
        "drafts": drafts,
        "made": made,
        "from_check": FROM in request.POST or FROM in request.GET,
        "urgent": on_form(request, sheet),
    }
    return render(request, "cases/case_new.html", shown)


def read_back(request: AdviserRequest, sheet: Sheet, submission: uuid.UUID) -> HttpResponse:
    """Her answers in words, before anything is stored; the same for whichever of her posts was asked."""
    told = sheet.told("")
    shown = {
        "answers": [(topic, rows(told, names)) for topic, names in ANSWERS.items()],
        "typed": unseen(sheet.typed, ()),
        "submission": submission,
        "draft_back": back_to_draft(request, "case_new", submission, at=CHECK),
        "urgent": on_form(request, sheet),
    }
    return render(request, "cases/case_check.html", shown)


def untouched() -> dict[str, list[str]]:
    """Most inquiries are logged on the day they come."""
    return {"received_on": [date_format(timezone.localdate(), DAY)]}


def keeps(request: AdviserRequest, submission: uuid.UUID, typed: Mapping[str, list[str]]) -> bool:
    """Keep what was typed as her draft, if that can be: the page is shown all the same."""
    with suppress(Refusal):
        return keep_draft(
            account_id=request.user.pk, draft_id=submission, typed=typed, writer=writer(request)
        )
    return False


def to_page(submission: uuid.UUID, where: Sequence[tuple[str, str]]) -> HttpResponse:
    """To a page of her draft, by an address to which the browser can go back."""
    query = urlencode([("draft", str(submission)), *where])
    return redirect(f"{reverse('case_new')}?{query}")


def turn_to(
    request: AdviserRequest, submission: uuid.UUID, topics: tuple[Topic, ...], judged: Sheet | None = None
) -> HttpResponse:
    """Another page of the same inquiry, or what is wrong on this one, by an address to which the browser can
    go back: to what was sent it would not.

    What was typed lies in her draft meanwhile. Where it cannot be kept, the page is shown all the same.
    """
    where = [(AT, one.name) for one in topics] + ([(JUDGED, "yes")] if judged else [])
    if FROM in request.POST:
        where.append((FROM, CHECK))
    sheet = judged or Sheet(kept(request.POST), offer=offer_to(request))
    if keeps(request, submission, kept(request.POST)):
        return to_page(submission, where)
    return show(request, sheet, submission, topics)


def to_check(request: AdviserRequest, submission: uuid.UUID, shown: tuple[Topic, ...]) -> HttpResponse:
    """The look at all answers; or all that is wrong at once, whichever page it belongs to."""
    sheet = Sheet(kept(request.POST), offer=offer_to(request), checked=True)
    if sheet.is_valid():
        if keeps(request, submission, kept(request.POST)):
            return to_page(submission, [(AT, CHECK)])
        return read_back(request, sheet, submission)
    if sheet.is_rewritten:
        return show(request, sheet, submission, shown)
    return turn_to(request, submission, sheet.wrong() or shown, judged=sheet)


def go_on(request: AdviserRequest, submission: uuid.UUID) -> HttpResponse:
    """All questions, with what was chosen in the quick log. Where that is nothing, nothing is kept."""
    if not says_something(kept(request.POST)):
        return redirect("case_new")
    typed = {**untouched(), **kept(request.POST), "kind": [SPECIFIC_CASE]}
    if keeps(request, submission, typed):
        return to_page(submission, [(AT, ABOUT.name)])
    return show(request, Sheet(typed, offer=offer_to(request)), submission, (ABOUT,))
