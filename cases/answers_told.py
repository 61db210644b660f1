"""What a post that was asked has answered, until somebody at the post that asked does something in the case.

It stands on top of the case, on the first page and above the queues: what is only written far down a page
arrives unseen. That something was written stands in clear, as does who wrote after whom; only where the asked
post came last is the case opened, to see whether it is an answer and for whom.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.standing import Standing
from cases import access, codebook
from cases.errors import NotShown
from cases.models.case import Case
from cases.models.event import Event, EventKind
from cases.models.inquiry import Answer, Inquiry
from cases.queues import COLOURS
from cases.services.case_names import put_names
from cases.status import Status
from cases.wording import matter_of

# That a post takes part asks nothing of anybody: so long it is told.
TOLD_FOR = timedelta(days=14)
ACCEPTED, REPLY, ADVICE, CLOSED = "accepted", "reply", "advice", "closed"
WORDS: dict[str, Promise] = {
    ACCEPTED: _("Has said yes, and works on the case."),
    REPLY: _("Has answered your question."),
    ADVICE: _("Has given advice."),
    CLOSED: _("Has closed its part of the case."),
}
_KINDS = {EventKind.ACCEPTED: ACCEPTED, EventKind.REPLY: REPLY, EventKind.ADVICE: ADVICE}
_STATUS = {Status.ADVISED: ADVICE, Status.CLOSED: CLOSED}
# What has a text among the messages of the page.
_WRITTEN = frozenset({EventKind.REPLY, EventKind.ADVICE})


@dataclass(frozen=True, slots=True)
class Said:
    """`anchor` is where on the page of the case it stands; `outcome` of a part that was closed, in words."""

    what: Promise
    outcome: str
    at: datetime
    anchor: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What `post` has said since, the oldest first; each kind once, the newest of it."""

    post: str
    said: list[Said]

    @property
    def last(self) -> Said:
        return self.said[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in a list of several cases: which case it is, as its reader may be told."""

    case: Case
    answered: Answered
    matter: str
    urgency: str
    colour: str


def answers_in(standing: Standing, case: Case, posts: Mapping[object, Post] | None = None) -> list[Answered]:
    """Of a case that was handed out with its events, to who holds the post that asked: a lane each, in their
    order. `posts` by id are those that are loaded; of others there is one query.
    """
    found = _told_in(standing, case)
    newest = [event for events in found for event in events.values()]
    for event in newest:
        if posts and event.post_id in posts:
            event.post = posts[event.post_id]
    prefetch_related_objects(newest, "post")
    return [_answered(events) for events in found]


def answers_to(standing: Standing) -> list[Line]:
    """In all open cases of hers, the newest first.

    One query where no asked post came last; else as many more as one case needs, and a list in the trail of
    those that are told of.
    """
    among = _answered_of_late(standing)
    if not among:
        return []
    cases = access.open_cases(
        standing,
        lambda case: bool(_told_in(standing, case)),
        looked_at=("events", "inquiries"),
        among=among,
    )
    put_names(standing, cases)
    found = [(case, events) for case in cases for events in _told_in(standing, case)]
    prefetch_related_objects([one for _case, events in found for one in events.values()], "post")
    lines = [_line(case, _answered(events)) for case, events in found]
    return sorted(lines, key=lambda line: (line.answered.last.at, line.case.pk), reverse=True)


def _answered_of_late(standing: Standing) -> set[uuid.UUID]:
    """Cases in which a post that hers have asked wrote, and the one that asked it nothing after that."""
    own = {held.post_id for held in standing.case_posts()}
    after = Event.unscoped.filter(
        case=OuterRef("case"), post=OuterRef("lane__asked_by"), at__gt=OuterRef("at")
    )
    written = Event.unscoped.filter(
        ~Exists(after),
        case__in=access.visible_to(standing).filter(closed_at=None, erased_at=None),
        lane__asked_by__in=own,
        lane__answer=Answer.ACCEPTED,
        post=F("lane__post"),
    )
    return set(written.order_by().values_list("case", flat=True).distinct())


def _told_in(standing: Standing, case: Case) -> list[dict[str, Event]]:
    """By lane that one of her posts asked for, what its post said since: the newest event of each kind."""
    if case.closed_at is not None:
        return []
    own, events = {held.post_id for held in standing.case_posts()}, list(case.events.all())
    # In their order, so that the newest stays.
    acted = {event.post_id: event.at for event in events}
    lanes: dict[uuid.UUID, dict[str, Event]] = {}
    for event in events:
        lane = event.lane
        asked_by = lane.asked_by_id
        if asked_by is None or asked_by not in own or event.at < acted.get(asked_by, event.at):
            continue
        if lane.answer == Answer.ACCEPTED and event.post_id == lane.post_id:
            _keep(lanes.setdefault(lane.pk, {}), event)
    return [found for found in lanes.values() if found]


def _keep(found: dict[str, Event], event: Event) -> None:
    what = _what(event, event.lane)
    # A status says that there was advice where nobody wrote it here; what was written is worth more.
    if what and not (what in found and event.facts.kind == EventKind.STATUS and what == ADVICE):
        found.pop(what, None)
        found[what] = event


def _what(event: Event, lane: Inquiry) -> str:
    """Which answer it is; nothing for what is none, or does not hold any more."""
    kind = EventKind(event.facts.kind)
    if kind is EventKind.STATUS:
        # Its part may have been taken up again since.
        return _STATUS.get(Status(event.facts.status), "") if event.facts.status == lane.status else ""
    if kind is EventKind.ACCEPTED and event.at < timezone.now() - TOLD_FOR:
        return ""
    return _KINDS.get(kind, "")


def _answered(events: Mapping[str, Event]) -> Answered:
    one = next(iter(events.values()))
    return Answered(one.post.name, list(_said(events)))


def _said(events: Mapping[str, Event]) -> Iterable[Said]:
    for what, event in events.items():
        is_written = event.facts.kind in _WRITTEN
        anchor = f"said-{event.pk}" if is_written else "lanes"
        yield Said(WORDS[what], _outcome(event), event.at, anchor, is_written)


def _outcome(event: Event) -> str:
    try:
        return codebook.label("avslutning", event.facts.outcome)
    except NotShown:
        return ""


def _line(case: Case, answered: Answered) -> Line:
    sight, facts = access.sight_of(case), case.facts
    urgency = facts.urgency if sight.shows("case.urgency") else ""
    word = codebook.label("hastegrad", urgency).partition(":")[0]
    return Line(case, answered, matter_of(facts, sight), word, COLOURS.get(urgency, "neutral"))
