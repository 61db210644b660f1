"""Who works on each part of a case, who stands in, and what awaits whom by when: in words, for its page.

People are named at the posts whose people the reader may know of; of others she is told that there is one.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory.models import Account, Post
from advisory.roles import NAMES, Role
from advisory.standing import Standing
from cases import codebook
from cases.local_time import clock_of
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer, Part
from cases.queues import awaited
from cases.services.cover import By, Cover, cover_of

ROLES = {By.COORDINATOR: NAMES[Role.COORDINATOR], By.ADMINISTRATOR: NAMES[Role.ADMINISTRATOR]}
SOMEBODY: dict[By, Promise] = {
    By.TAKEN: _("Somebody at the post has taken it"),
    By.POST: _("Whoever holds the post"),
    By.NAMED: _("Whoever was named at the post"),
    By.COLLEAGUE: _("A colleague at the post"),
}


@dataclass(frozen=True, slots=True)
class Working:
    """A lane in words; `by` is `by_when` as its reader's clock shows it. Of a closed one nothing is awaited,
    of nobody.
    """

    lane: Inquiry
    part: str
    status: str
    awaited: str = ""
    by_when: datetime | None = None
    by: str = ""
    is_overdue: bool = False
    owner: str = ""
    deputy: str = ""


def working(
    standing: Standing,
    case: Case,
    lanes: Sequence[Inquiry],
    posts: Mapping[object, Post],
    *,
    named: Collection[uuid.UUID],
) -> list[Working]:
    """The lanes that were handed out, in their order. `posts` are those the reader knows of, by id; `named`
    the ids of those whose people she may know of.
    """
    now, own = timezone.now(), {held.post_id for held in standing.case_posts()}
    covers, clock = cover_of(lanes, now), clock_of(standing.case_posts())
    events = list(case.events.all())
    found = []
    for lane in lanes:
        cover = covers.get(lane.pk)
        if cover is None or lane.next_due_at is None:
            found.append(Working(lane, _part(lane), stands(lane)))
            continue
        other = posts.get(lane.next_post_id) if lane.next_post_id != lane.post_id else None
        what = str(awaited(lane, events, is_hers=lane.post_id in own))
        found.append(
            Working(
                lane,
                _part(lane),
                stands(lane),
                awaited=f"{what}: {other.name}" if other else what,
                by_when=lane.next_due_at,
                by=clock.words(lane.next_due_at),
                is_overdue=lane.next_due_at < now,
                owner=_owner(lane, cover, is_named=lane.post_id in named),
                deputy=_deputy(cover, is_named=lane.post_id in named),
            )
        )
    return found


def _part(lane: Inquiry) -> str:
    """Its part; where nothing came of it, what became of it: such a post has none any more."""
    if lane.answer in ("", Answer.ACCEPTED, Answer.UNANSWERED):
        return str(Part(lane.part).label)
    return str(Answer(lane.answer).label)


def stands(lane: Inquiry) -> str:
    """How it stands at the post: its status, or that it has not answered."""
    if lane.answer == Answer.UNANSWERED:
        return str(Answer(lane.answer).label)
    return codebook.label("status", lane.status)


def _owner(lane: Inquiry, cover: Cover, *, is_named: bool) -> str:
    """Whoever has taken it; until somebody has, that nobody did, with those who can: as queues tell it."""
    people = _said(cover.owners, cover.owned_by, is_named=is_named)
    if cover.owned_by is not By.POST or lane.answer == Answer.UNANSWERED:
        return people
    return gettext("Nobody has taken it yet: %(people)s") % {"people": people}


def _deputy(cover: Cover, *, is_named: bool) -> str:
    if cover.deputies and cover.deputies == cover.owners:
        return str(_("Each for the others"))
    return _said(cover.deputies, cover.deputised_by, is_named=is_named)


def _said(people: Sequence[Account], by: By, *, is_named: bool) -> str:
    if not people:
        return str(_("Nobody"))
    if by in ROLES:
        return str(ROLES[by])
    return ", ".join(one.name for one in people) if is_named else str(SOMEBODY[by])
