"""The course of a case in words: everything that happened, in its order, as far as the reader may see it.

Each line can be told in two ways: with the post's name and what was written, for the screen; and by the kind
of post alone, for paper that is carried about.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.models.post import Kind
from cases import codebook, gate
from cases.errors import NotShown
from cases.follow_ups import GIVEN_UP, NOT_REACHED, REACHED
from cases.models.case import Case
from cases.models.event import Event, EventKind, SeenBy
from cases.models.facts import EventFacts
from cases.promises import KINDS as PROMISED
from cases.routing.explain import why_of
from cases.wording import DAY

KINDS: dict[str, Promise] = {
    Kind.SCHOOL: _("A school"),
    Kind.EMBASSY: _("An embassy"),
    Kind.COORDINATOR: _("The competence team"),
    Kind.AGENCY: _("An agency"),
    Kind.OFFICE: _("The office"),
}
# Of the facts of an event those that say more than its kind, in this order; what was not said is left out.
TOLD = (
    "asked_for",
    "basis",
    "reason",
    "status",
    "outcome",
    "action",
    "agency",
    "assessment",
    "result",
    "risk",
    "follow_up",
)


# By kind and what became of it.
SAID_OTHERWISE: dict[tuple[str, str], Promise] = {
    (EventKind.ACTION, GIVEN_UP): _("Action taken out again"),
    (EventKind.DONE, GIVEN_UP): _("Task given up"),
    (EventKind.FOLLOW_UP, REACHED): _("Followed up, with contact"),
    (EventKind.FOLLOW_UP, NOT_REACHED): _("Followed up, without contact"),
    (EventKind.FOLLOW_UP, GIVEN_UP): _("No follow-up"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`said` are codes in words; `text` what was written, which is not for paper."""

    event_id: uuid.UUID
    at: datetime
    kind: str
    what: str
    post: str
    kind_of_post: str
    said: tuple[str, ...] = ()
    text: str = ""
    seen_by: str = ""


def course(case: Case, posts: dict[object, Post]) -> list[Line]:
    """The events handed out with the case, oldest first. `posts` are those of its events that its reader may
    know of, by id.
    """
    return [_line(event, posts.get(event.post_id)) for event in case.events.all()]


def _line(event: Event, post: Post | None, *, with_text: bool = True) -> Line:
    facts = event.facts
    return Line(
        event_id=event.pk,
        at=event.at,
        kind=facts.kind,
        what=_what(event),
        post=post.name if post else "",
        kind_of_post=str(KINDS[post.kind]) if post else "",
        said=tuple(_told(facts)),
        text=_text(event, facts.kind) if with_text else "",
        seen_by="" if facts.seen_by == SeenBy.ALL else codebook.label("synlighet", facts.seen_by),
    )


def _what(event: Event) -> str:
    """What happened; of a task, an action or a follow-up whether it is to come, was done, or is not to be."""
    facts = event.facts
    if (facts.kind, facts.result) in SAID_OTHERWISE:
        return str(SAID_OTHERWISE[facts.kind, facts.result])
    what = codebook.label("hendelse", facts.kind)
    if event.due_at is None or facts.kind not in PROMISED:
        return what
    return gettext("%(what)s, planned for %(day)s") % {
        "what": what,
        "day": date_format(localtime(event.due_at), DAY),
    }


def conversation(case: Case, posts: dict[object, Post]) -> list[Line]:
    """What the posts said to each other, of the course of a case; of the rest no text is opened."""
    return [_line(event, posts.get(event.post_id)) for event in case.events.all() if event.facts.kind in SAID]


def newest_of(case: Case, posts: dict[object, Post], *, most: int) -> list[Line]:
    """The newest so many lines of the course, the newest first; that it happened, not what was written."""
    newest = list(case.events.all())[-most:]
    return [_line(one, posts.get(one.post_id), with_text=False) for one in reversed(newest)]


# What is written of it is shown where it is worked with, and nowhere else.
ELSEWHERE = frozenset({EventKind.CONTACT, EventKind.JOURNEY, EventKind.CHECKLIST})
SAID = frozenset({EventKind.QUESTION, EventKind.REPLY, EventKind.ADVICE, EventKind.NOTE})


def _text(event: Event, kind: str) -> str:
    if kind == EventKind.ROUTED:
        return why_of(event.text)
    if kind == EventKind.WORDS_KEPT:
        return gate.kept_in_words(event.text)
    return "" if kind in ELSEWHERE else event.text


def _told(facts: EventFacts) -> Iterable[str]:
    for name in TOLD:
        # Said by what happened already.
        if name == "result" and (facts.kind, facts.result) in SAID_OTHERWISE:
            continue
        try:
            code = getattr(facts, name)
        except NotShown:
            continue
        if code:
            yield codebook.label(EventFacts.SLOTS[name].list, code)
