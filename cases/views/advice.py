"""One piece of the team's library for whoever writes it: new, from a case, changed, taken out, erased."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import access
from cases.errors import Refusal
from cases.forms.library import AdviceForm
from cases.models.event import EventKind
from cases.services import library_steps
from cases.services.library import Kept, advice
from cases.services.library_steps import Words, writing_posts
from cases.views.library import in_words
from cases.views.shared import revision_in

SHOW = "show"
STEPS = {
    "retire": (library_steps.retire, gettext_lazy("It is out of the library.")),
    "back": (library_steps.bring_back, gettext_lazy("It is a draft again.")),
    "erase": (library_steps.erase, gettext_lazy("It is erased.")),
}


@page(may(Act.WRITE_ADVICE))
@require_http_methods(["GET", "HEAD", "POST"])
def advice_new(request: AdviserRequest) -> HttpResponse:
    initial = {"language": translation.get_language()}
    form = _form(request, initial=initial)
    if request.method == "POST" and _sent(request, form):
        posts = writing_posts(request.standing)
        chosen = form.cleaned_data.get("post") or str(posts[0].post_id)

        def write(words: Words, show: bool) -> None:
            library_steps.write(standing=request.standing, post_id=uuid.UUID(chosen), words=words, show=show)

        if _done(request, form, write):
            return redirect("library")
    return _ask(request, form)


@page(may(Act.WRITE_ADVICE))
@require_http_methods(["GET", "HEAD", "POST"])
def advice_page(request: AdviserRequest, advice_id: uuid.UUID) -> HttpResponse:
    """One piece for whoever writes: to change, to take out, to erase."""
    one = next((one for one in advice() if one.id == advice_id), None)
    if one is None:
        raise Http404
    do = request.POST.get("do", "")
    if do in STEPS:
        return _stepped(request, one, do)
    initial = {name: getattr(one, name) for name in ("title", "text", "concerns", "language")}
    form = _form(request, initial=initial, stored=one)
    if request.method == "POST" and _sent(request, form):
        revision = revision_in(request)

        def revise(words: Words, show: bool) -> None:
            library_steps.revise(
                standing=request.standing, advice_id=one.id, revision=revision, words=words, show=show
            )

        if _done(request, form, revise):
            return redirect("library")
    # The revision that the page was opened on, so that a change in another window is told of.
    revision = revision_in(request) if request.method == "POST" else one.revision
    return _ask(request, form, one=in_words([one])[0], state=one.state.value, revision=revision)


@page(may(Act.WRITE_ADVICE))
@require_safe
def case_keep_advice(request: AdviserRequest, case_id: uuid.UUID, event_id: uuid.UUID) -> HttpResponse:
    """The text of an advice given in a case, on the form for a new one. It is sent as any other is, so
    nothing says that it came from a case.
    """
    case = access.open_case(request.standing, case_id)
    given = next((one for one in case.events.all() if one.pk == event_id), None)
    if given is None or given.facts.kind != EventKind.ADVICE:
        raise Http404
    concern = case.facts.concern if access.sight_of(case).shows("case.concern") else ""
    initial = {
        "text": given.text,
        "concerns": [concern] if concern else [],
        "language": translation.get_language(),
    }
    return _ask(request, _form(request, initial=initial), carried=case.pk)


def _form(request: AdviserRequest, *, initial: dict[str, Any], stored: Kept | None = None) -> AdviceForm:
    posts = [] if stored else [(str(one.post_id), one.post_name) for one in writing_posts(request.standing)]
    form = AdviceForm(
        request.POST if request.method == "POST" else None,
        day=timezone.localdate(),
        posts=posts,
        stored=initial.get("concerns", ()),
        initial=initial,
    )
    if stored is not None:
        for name in ("title", "text"):
            form.fields[name].known = getattr(stored, name)  # type: ignore[attr-defined]
    return form


def _sent(request: AdviserRequest, form: AdviceForm) -> bool:
    """Whether it can be saved: as a draft as it is, for everybody once she has read it again."""
    return form.is_valid() and (request.POST.get("do") != SHOW or form.must_be_anonymous())


def _done(request: AdviserRequest, form: AdviceForm, save: Any) -> bool:
    said, show = form.cleaned_data, request.POST.get("do") == SHOW
    try:
        save(Words(said["title"], said["text"], said["concerns"], said["language"]), show)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    told = _("It is in the library.") if show else _("It is saved as a draft of the team.")
    messages.success(request, told)
    return True


def _stepped(request: AdviserRequest, one: Kept, do: str) -> HttpResponse:
    step, told = STEPS[do]
    try:
        step(standing=request.standing, advice_id=one.id, revision=revision_in(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("advice", one.id)
    messages.success(request, str(told))
    return redirect("library")


def _ask(request: AdviserRequest, form: AdviceForm, **more: Any) -> HttpResponse:
    return render(request, "cases/library_advice.html", {"form": form, **more})
