"""Help for whoever is signed in: what is recorded, who does what, how it is counted; and a first visit."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, signed_in
from config.help_shapes import Topic
from config.help_topics import TOPICS

View = Callable[[AdviserRequest], HttpResponse]


@page(signed_in)
@require_safe
def contents(request: AdviserRequest) -> HttpResponse:
    """What there is help about."""
    return render(request, "help/contents.html", {"topics": TOPICS})


@page(signed_in)
@require_safe
def first_visit(request: AdviserRequest) -> HttpResponse:
    """What one must know before the first case. It can be left at once and is found again in the help."""
    return render(request, "help/first_visit.html")


def about(topic: Topic) -> View:
    """The page of one topic."""

    @page(signed_in)
    @require_safe
    def show(request: AdviserRequest) -> HttpResponse:
        return render(request, "help/topic.html", {"topic": topic})

    return show


urlpatterns = [
    path("", contents, name="help"),
    path("forste/", first_visit, name="help_first"),
    *(path(f"{topic.address}/", about(topic), name=name) for name, topic in TOPICS.items()),
]
