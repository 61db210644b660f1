"""What is planned and what was done, on the page of a case: tasks, follow-ups and actions in words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advisory.models import Post
from advisory.standing import Standing
from cases import codebook
from cases.follow_ups import GIVEN_UP
from cases.models.case import Case
from cases.models.event import Event, EventKind
from cases.models.facts import EventFacts
from cases.models.inquiry import Inquiry
from cases.promises import promised
from cases.services.actions import may_record
from cases.services.follow_ups import PLANNED
from cases.services.tasks import open_tasks
from cases.wording import DAY


@dataclass(frozen=True, slots=True)
class Planned:
    """A task or a follow-up that is to come; due from its day on. `page`: where is said what became of it."""

    text: str
    due_at: datetime
    is_due: bool
    is_overdue: bool
    post: str
    page: str


@dataclass(frozen=True, slots=True)
class Done:
    at: datetime
    text: str
    agency: str
    post: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`may_record`: whether her post works on the case, so that more can be planned and recorded."""

    planned: list[Planned]
    done: list[Done]
    may_record: bool


def planned_on(
    standing: Standing,
    case: Case,
    lanes: list[Inquiry],
    own: Inquiry | None,
    posts: Mapping[object, Post],
) -> Shown:
    """To her, who may change the case where `own` is given, her lane of it."""
    now, hers = timezone.now(), {held.post_id for held in standing.case_posts()}
    coming = [(one, "case_task_end") for one in (open_tasks(case, own) if own is not None else [])]
    coming += [
        (one, "case_follow_up" if own is not None and lane.post_id in hers else "")
        for lane in lanes
        for one in promised(lane.pk, case.events.all(), PLANNED)
    ]
    return Shown(
        planned=[_planned(one, page, now, posts) for one, page in coming],
        done=[
            _done(one, posts)
            for one in case.events.all()
            if one.facts.kind == EventKind.ACTION and one.facts.result != GIVEN_UP
        ],
        may_record=own is not None and may_record(own),
    )


def follow_up_words(facts: EventFacts) -> str:
    """For example "Follow up after 3 months"."""
    return _("Follow up: %(when)s") % {"when": codebook.label("oppfolging", facts.follow_up).lower()}


def with_day(text: str, event: Event) -> str:
    """The words of what is planned, and by which day."""
    assert event.due_at is not None  # noqa: S101  (for mypy: what is planned has a day)
    return _("%(text)s (by %(day)s)") % {"text": text, "day": day_of(event.due_at)}


def day_of(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), DAY)


def _planned(event: Event, page: str, now: datetime, posts: Mapping[object, Post]) -> Planned:
    due_at = event.due_at or event.at
    is_task = event.facts.kind == EventKind.TASK
    return Planned(
        text=event.text if is_task else follow_up_words(event.facts),
        due_at=due_at,
        is_due=timezone.localdate(due_at) <= timezone.localdate(now),
        is_overdue=due_at < now,
        post=_name(posts, event.lane.post_id),
        page=page,
    )


def _done(event: Event, posts: Mapping[object, Post]) -> Done:
    return Done(
        at=event.at,
        text=codebook.label("tiltak", event.facts.action),
        agency=codebook.label("etat", event.facts.agency),
        post=_name(posts, event.lane.post_id),
    )


def _name(posts: Mapping[object, Post], post_id: uuid.UUID) -> str:
    post = posts.get(post_id)
    return post.name if post is not None else ""
