"""A message in a case: a question to another post, its answer, advice, a note."""

import uuid
from typing import Any

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
from cases import access
from cases.errors import Refusal
from cases.forms.messages import MessageForm
from cases.models import Case, Inquiry
from cases.models.event import Event, EventKind, SeenBy
from cases.services.messages import addressees, advise, note, open_questions, put_question, reply
from cases.views.shared import lane_to_change, lanes_of, revision_in
from cases.wording import DAY

# Of a question that is answered: so much tells which it is.
BEGINNING = 60


@page(may(Act.CHANGE))
@require_http_methods(["GET", "HEAD", "POST"])
def case_message(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    form = _form(request, case, lane)
    if request.method != "POST":
        return _ask(request, form, case, case.revision)
    if not form.is_valid():
        return _ask(request, form, case, revision_in(request))
    try:
        _say(request, case, lane, form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return _ask(request, form, case, revision_in(request))
    messages.success(request, _("The message is saved."))
    return redirect("case", case.pk)


def _say(request: AdviserRequest, case: Case, lane: Inquiry, said: dict[str, Any]) -> Event:
    common: dict[str, Any] = {
        "standing": request.standing,
        "case": case,
        "lane": lane,
        "revision": revision_in(request),
        "text": said["text"],
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


def _form(request: AdviserRequest, case: Case, lane: Inquiry) -> MessageForm:
    every = lanes_of(case)
    posts = [(str(one.post.pk), one.post.name) for one in addressees(case, lane)]
    others = [(str(one.post_id), one.post.name) for one in every if one.post_id != lane.post_id]
    return MessageForm(
        request.POST if request.method == "POST" else None,
        questions=[(str(one.pk), _begins(one)) for one in open_questions(case, lane)],
        posts=posts,
        others=others,
    )


def _begins(question: Event) -> str:
    day = date_format(timezone.localtime(question.at), DAY)
    text = question.text if len(question.text) <= BEGINNING else f"{question.text[:BEGINNING]} …"
    return f"{day}: {text}"


def _ask(request: AdviserRequest, form: MessageForm, case: Case, revision: int) -> HttpResponse:
    return render(request, "cases/case_message.html", {"form": form, "case": case, "revision": revision})
