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

from advisory.broken_seals import record_broken
from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from advisory.sealing.errors import SealError
from cases import access
from cases.errors import NotYours, Refusal
from cases.forms.choices import Choices
from cases.forms.fields import id_from
from cases.forms.messages import InsertForm, MessageForm
from cases.lane_errors import AlreadySaid
from cases.library_search import search
from cases.models import Case, Inquiry
from cases.models.event import Event, EventKind, SeenBy
from cases.services.actions import may_record
from cases.services.addressees import addressees
from cases.services.drafts import discard_draft, typed_in
from cases.services.library import Kept, shown
from cases.services.messages import advise, note, open_questions, put_question, reply
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
    if request.POST.get("do") == INSERT:
        return _inserted(request, case, lane)
    form = _form(request, case, lane, _begun(request, case, lane))
    if request.method != "POST":
        return _ask(request, form, case, case.revision)
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request))
    try:
        _say(request, case, lane, form.cleaned_data)
    except AlreadySaid as refusal:
        messages.info(request, refusal.sentence)
        return redirect("case", case.pk)
    except Refusal as refusal:
        refuse(form, refusal)
        return _ask(request, form, case, revision_in(request))
    _discard(request, case)
    messages.success(request, _("The message is saved."))
    return redirect("case", case.pk)


def _submission(request: AdviserRequest) -> uuid.UUID:
    """What its draft is called: as the page sends it, as the draft that was opened, or anew."""
    named = submission_in(request) if request.method == "POST" else id_from(request.GET.get("draft"))
    return named or uuid.uuid4()


def _discard(request: AdviserRequest, case: Case) -> None:
    """Its draft is over."""
    submission = _submission(request)
    with suppress(NotYours):
        typed_in(account_id=request.user.pk, draft_id=submission, case_id=case.pk)
        discard_draft(account_id=request.user.pk, draft_id=submission)


def _begun(request: AdviserRequest, case: Case, lane: Inquiry) -> dict[str, Any] | None:
    """What the form begins with: a draft of hers, or, where advice is to be written, the post that asked.

    Raises NotYours for any other draft.
    """
    if request.method == "POST":
        return None
    if "draft" in request.GET:
        typed = opened(request, _submission(request), case.pk)
        return {name: values[0] for name, values in typed.items() if values}
    if request.GET.get("kind") != EventKind.ADVICE:
        return None
    begun = {"kind": EventKind.ADVICE.value}
    if lane.asked_by_id is not None:
        begun.update(to=str(lane.asked_by_id), seen_by=SeenBy.LANE.value)
    return begun


def _say(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> Event:
    common: dict[str, Any] = {
        "standing": request.standing,
        "case": case,
        "lane": lane,
        "revision": revision_in(request),
        "text": said["text"],
        "submission": _submission(request),
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


def _inserted(request: AdviserRequest, case: Case, lane: Inquiry) -> HttpResponse:
    """The page once more with all that was typed, and the chosen advice below it. Nothing is saved."""
    offer = _offered(request, case)
    insert = InsertForm(request.POST, advice=_choices(case, offer))
    typed = {name: request.POST.get(name, "") for name in MessageForm.base_fields}
    if insert.is_valid():
        chosen = next(one for one in offer if str(one.id) == insert.cleaned_data["advice"])
        typed["text"] = "\n\n".join(part for part in (typed["text"].rstrip(), chosen.text) if part)
        typed["kind"] = typed["kind"] or EventKind.ADVICE.value
        insert = InsertForm(advice=_choices(case, offer))
    return _ask(request, _form(request, case, lane, typed), case, revision_in(request), insert)


def _offered(request: AdviserRequest, case: Case) -> list[Kept]:
    """What the library has, that for matters like this case's first. One that does not hold keeps nobody
    from writing: it is recorded, and nothing is offered.
    """
    try:
        found = search(shown())
    except SealError as error:
        record_broken(error, actor=request.standing.actor)
        return []
    concern = _concern(case)
    return sorted(found, key=lambda one: concern not in one.concerns)


def _choices(case: Case, offer: list[Kept]) -> Choices:
    concern = _concern(case)
    alike = [(str(one.id), one.title) for one in offer if concern in one.concerns]
    others = [(str(one.id), one.title) for one in offer if concern not in one.concerns]
    groups = ((_("For matters like this"), alike), (_("Other advice"), others))
    return [(name, choices) for name, choices in groups if choices]


def _concern(case: Case) -> str:
    return case.facts.concern if access.sight_of(case).shows("case.concern") else ""


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
    request: AdviserRequest, form: MessageForm, case: Case, revision: int, insert: InsertForm | None = None
) -> HttpResponse:
    if insert is None and (offer := _offered(request, case)):
        insert = InsertForm(advice=_choices(case, offer))
    submission = _submission(request)
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
