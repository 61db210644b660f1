"""The team's library of advice, as every case worker looks through it.

What somebody looks for comes by POST and goes nowhere but back into her form: an address would keep it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.pages import may, page
from advisory.rights import Act, roles_that
from cases import codebook
from cases.forms.library import LANGUAGES, SearchForm
from cases.library_search import search
from cases.services.library import Kept, State, advice
from cases.services.library_steps import CONCERNS

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of advice in words. `language` is a code for the page, `spoken` its name."""

    id: uuid.UUID
    title: str
    text: str
    concerns: tuple[str, ...]
    language: str
    spoken: str
    post: str
    since: datetime


@page(may(Act.READ_ADVICE))
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: AdviserRequest) -> HttpResponse:
    writes = request.standing.holds_any(roles_that(Act.WRITE_ADVICE))
    sent = request.POST if request.method == "POST" else None
    form = SearchForm(sent, day=timezone.localdate(), writes=writes)
    asked = form.cleaned_data if form.is_valid() else {}
    state = State(asked.get("state") or State.SHOWN)
    every = [one for one in advice() if one.state is state]
    wanted = {name: asked.get(name, "") for name in ("words", "concern", "language")}
    found = Paginator(search(every, **wanted), A_PAGE).get_page(request.POST.get("page"))
    context = {
        "form": form,
        "found": found,
        "lines": in_words(list(found)),
        "writes": writes,
        "is_filtered": any(wanted.values()) or state is not State.SHOWN,
    }
    return render(request, "cases/library.html", context)


def in_words(found: Sequence[Kept]) -> list[Line]:
    """In the order given. One query."""
    posts = Post.objects.in_bulk({one.post_id for one in found if one.post_id})
    return [
        Line(
            id=one.id,
            title=one.title,
            text=one.text,
            concerns=tuple(codebook.label(CONCERNS, code) for code in one.concerns),
            language=one.language,
            spoken=LANGUAGES.get(one.language, ""),
            post=posts[one.post_id].name if one.post_id in posts else "",
            since=one.since,
        )
        for one in found
    ]
