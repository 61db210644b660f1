"""What is told of the links of a case: to those who see it whole on its page, to the coordinator by number.

Of the other side its scheme and the day, never its post, its people or its number.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.broken_seals import record_broken
from advisory.standing import Standing
from cases import access, codebook
from cases.matters import Link, State, links_of, read
from cases.models.case import Case
from cases.models.inquiry import Part
from cases.models.matter import MatterLink
from cases.sights import may_be_consulted

# So long it is told that a request was declined, or a link ended by the other side.
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Shown:
    """One link as a side sees it. `scheme` in words; empty for a side that has not agreed to anything."""

    id: uuid.UUID
    state: State
    scheme: str
    at: datetime
    asked_here: bool
    ended_here: bool


@dataclass(frozen=True, slots=True)
class Matters:
    """`to_answer` waits for this side, `waiting` for the other; `over`: what the other one ended of late."""

    linked: list[Shown]
    to_answer: list[Shown]
    waiting: list[Shown]
    over: list[Shown]
    broken: int


NOBODY = Matters([], [], [], [], 0)


def matters_of(standing: Standing, case: Case) -> Matters:
    """Of a case that was opened for her; nothing to who does not see it whole. What is broken is recorded."""
    if not access.sight_of(case).is_whole:
        return NOBODY
    found, bad = links_of(case.pk)
    for error in bad:
        record_broken(error, actor=standing.actor)
    since = timezone.now() - TOLD_FOR
    shown = [_shown(link, case.pk) for link in found]
    return Matters(
        linked=[one for one in shown if one.state is State.LINKED],
        to_answer=[one for one in shown if one.state is State.ASKED and not one.asked_here],
        waiting=[one for one in shown if one.state is State.ASKED and one.asked_here],
        over=[one for one in shown if _is_told(one) and one.at > since],
        broken=len(bad),
    )


@dataclass(frozen=True, slots=True)
class MatterNews:
    """Something that the other side did, or waits for, in a case of hers."""

    case_id: uuid.UUID
    sentence: Promise
    at: datetime


SENTENCES: dict[State, Promise] = {
    State.ASKED: _("Somebody who was told your code asks whether her case is about the same matter"),
    State.LINKED: _("The other side agreed: your case and hers are about the same matter"),
    State.DECLINED: _("The other side does not link its case to yours"),
    State.UNLINKED: _("The other side has unlinked its case from yours"),
}


def news_of_matters(standing: Standing) -> list[MatterNews]:
    """For her first page: what waits for her side, and what the other did of late. One query, or three; to
    an agency no more than what it sees whole, which is opened for it.
    """
    since = timezone.now() - TOLD_FOR
    waits = Q(revision=1, ended_at=None)
    # One that does not hold is told where its case is opened, and by verify_seals; whose it is nobody knows.
    links, _bad = read(MatterLink.objects.filter(Q(changed_at__gt=since) | waits))
    told = [one for link in links if (one := _news(link)) is not None]
    hers: set[uuid.UUID] = set()
    if told:
        posts = {held.post_id for held in standing.case_posts()}
        leading = Q(inquiries__part=Part.LEAD, inquiries__post__in=posts)
        seen = access.visible_to(standing).filter(leading, pk__in={one.case_id for one in told})
        hers = set(seen.values_list("pk", flat=True))
    if hers and may_be_consulted(standing):
        # An agency that has taken a case over leads it and does not see it whole.
        opened = access.cases_among(standing, hers)
        hers = {case.pk for case in opened if access.sight_of(case).is_whole}
    return [one for one in told if one.case_id in hers]


def _news(link: Link) -> MatterNews | None:
    if link.state not in SENTENCES:
        return None
    whose = {State.ASKED: link.asked.case, State.LINKED: link.asking.case, State.DECLINED: link.asking.case}
    case_id = whose.get(link.state)
    if case_id is None:
        case_id = link.asked.case if link.ended_by == link.asking.case else link.asking.case
    return MatterNews(case_id, SENTENCES[link.state], link.changed_at)


def _shown(link: Link, case_id: uuid.UUID) -> Shown:
    scheme = link.other(case_id).scheme
    return Shown(
        id=link.id,
        state=link.state,
        scheme=codebook.label("ordning", scheme) if scheme else "",
        at=link.changed_at,
        asked_here=link.asking.case == case_id,
        ended_here=link.ended_by == case_id,
    )


def _is_told(one: Shown) -> bool:
    return one.state in (State.DECLINED, State.UNLINKED) and not one.ended_here


def numbers(
    links: Iterable[Link], *, but: Iterable[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID, datetime]]:
    """Both cases of each link by their numbers, and since when; without those of `but`."""
    hidden = set(but)
    return [
        (link.asking.case, link.asked.case, link.linked_at or link.changed_at)
        for link in links
        if not hidden & {link.asking.case, link.asked.case}
    ]
