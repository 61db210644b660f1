"""A message in a case: a question to another post, its answer, advice, a note."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import NotYours, Refusal
from cases.forms.fields import id_from
from cases.forms.messages import InsertForm, MessageForm
from cases.lane_errors import AlreadySaid
from cases.models import Case, Inquiry
from cases.models.event import Event, EventKind, SeenBy
from cases.services.actions import may_record
from cases.services.addressees import addressees
from cases.services.drafts import discard_draft, typed_in
from cases.services.messages import advise, note, open_questions, put_question, reply
from cases.views.advice_offered import choices, offered
from cases.views.draft_ids import opened, submission_in
from cases.views.drafts_shown import drafts_waiting
from cases.views.shared import back_to_draft, lane_to_change, lanes_of, revision_in
from cases.wording import DAY

# Of a question that is answered: so much tells which it is.
BEGINNING = 60
INSERT = "insert"


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_message(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    submission = _submission(request)
    if request.POST.get("do") == INSERT:
        return _inserted(request, case, lane, submission)
    form = _form(request, case, lane, _begun(request, case, lane, submission))
    if request.method != "POST":
        return _ask(request, form, case, case.revision, submission)
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request), submission)
    try:
        _say(request, case, lane, form.cleaned_data, submission)
    except Refusal as refusal:
        if isinstance(refusal, AlreadySaid):
            if _stands(case, submission, form.cleaned_data["text"]):
                messages.info(request, refusal.sentence)
                return redirect("case", case.pk)
            # Whatever was changed before the second time is not lost: sent once more it is another message.
            submission = uuid.uuid4()
        refuse(form, refusal)
        return _ask(request, form, case, revision_in(request), submission)
    _discard(request, case, submission)
    messages.success(request, _("The message is saved."))
    return redirect("case", case.pk)


def _submission(request: AdviserRequest) -> uuid.UUID:
    """What its draft is called: as the page sends it, as the draft that was opened, or anew."""
    named = submission_in(request) if request.method == "POST" else id_from(request.GET.get("draft"))
    return named or uuid.uuid4()


def _stands(case: Case, submission: uuid.UUID, text: str) -> bool:
    """Whether the message of this name says the same."""
    return any(one.pk == submission and one.text == text for one in case.events.all())


def _discard(request: AdviserRequest, case: Case, submission: uuid.UUID) -> None:
    """Its draft is over."""
    with suppress(NotYours):
        typed_in(account_id=request.user.pk, draft_id=submission, case_id=case.pk)
        discard_draft(account_id=request.user.pk, draft_id=submission)


def _begun(
    request: AdviserRequest, case: Case, lane: Inquiry, submission: uuid.UUID
) -> dict[str, Any] | None:
    """What the form begins with: a draft of hers, or, where advice is to be written, the post that asked.

    Raises NotYours for any other draft.
    """
    if request.method == "POST":
        return None
    if "draft" in request.GET:
        typed = opened(request, submission, case.pk)
        return {name: values[0] for name, values in typed.items() if values}
    if request.GET.get("kind") != EventKind.ADVICE:
        return None
    begun = {"kind": EventKind.ADVICE.value}
    if lane.asked_by_id is not None:
        begun.update(to=str(lane.asked_by_id), seen_by=SeenBy.LANE.value)
    return begun


def _say(
    request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any], submission: uuid.UUID
) -> Event:
    common: dict[str, Any] = {
        "standing": request.standing,
        "case": case,
        "lane": lane,
        "revision": revision_in(request),
        "text": said["text"],
        "submission": submission,
    }
    if said["kind"] == EventKind.REPLY:
        return reply(question=uuid.UUID(said["question"]), **common)
    to = uuid.UUID(said["to"]) if said.get("to") else None
    if said["kind"] == EventKind.QUESTION and to is not None:
        return put_question(to=to, **common)
    seen_by = SeenBy(said["seen_by"])
    if said["kind"] == EventKind.ADVICE:
        return advise(seen_by=seen_by, **common)
    return note(seen_by=seen_by, told=to, **common)


def _inserted(request: AdviserRequest, case: Case, lane: Inquiry, submission: uuid.UUID) -> HttpResponse:
    """The page once more with all that was typed, and the chosen advice below it. Nothing is saved."""
    offer = offered(request, case)
    insert = InsertForm(request.POST, advice=choices(case, offer))
    typed = {name: request.POST.get(name, "") for name in MessageForm.base_fields}
    if insert.is_valid():
        chosen = next(one for one in offer if str(one.id) == insert.cleaned_data["advice"])
        typed["text"] = "\n\n".join(part for part in (typed["text"].rstrip(), chosen.text) if part)
        typed["kind"] = typed["kind"] or EventKind.ADVICE.value
        insert = InsertForm(advice=choices(case, offer))
    form = _form(request, case, lane, typed)
    return _ask(request, form, case, revision_in(request), submission, insert=insert)


def _form(
    request: AdviserRequest, case: Case, lane: Inquiry, initial: dict[str, Any] | None = None
) -> MessageForm:
    every = lanes_of(case)
    posts = [(str(one.post.pk), one.post.name) for one in addressees(case, lane)]
    others = [(str(one.post_id), one.post.name) for one in every if one.post_id != lane.post_id]
    return MessageForm(
        request.POST if request.method == "POST" and initial is None else None,
        initial=initial,
        questions=[(str(one.pk), _begins(one)) for one in open_questions(case, lane)],
        posts=posts,
        others=others,
        was_asked=lane.asked_by_id is not None,
    )


def _begins(question: Event) -> str:
    day = date_format(timezone.localtime(question.at), DAY)
    text = question.text if len(question.text) <= BEGINNING else f"{question.text[:BEGINNING]} …"
    return f"{day}: {text}"


def _ask(
    request: AdviserRequest,
    form: MessageForm,
    case: Case,
    revision: int,
    submission: uuid.UUID,
    *,
    insert: InsertForm | None = None,
) -> HttpResponse:
    if insert is None and (offer := offered(request, case)):
        insert = InsertForm(advice=choices(case, offer))
    begins = request.method != "POST" and "draft" not in request.GET
    drafts = drafts_waiting(request, in_case=case.pk) if begins else []
    context = {
        "form": form,
        "case": case,
        "revision": revision,
        "insert": insert,
        "may_ask": not form.asked and may_record(lane_to_change(request.standing, case)),
        "submission": submission,
        "drafts": drafts,
        "draft_back": back_to_draft(request, "case_message", submission, case.pk),
    }
    return render(request, "cases/case_message.html", context)
