"""What waits for whom, of the cases one may see: to answer, mine, nobody's yet, colleagues', for others.

From facts in memory, sorted by how much it hastens and by when it is due; the first of each are shown.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases import access, codebook
from cases.models.case import Case
from cases.models.inquiry import Answer, Inquiry
from cases.next_action import What, next_action
from cases.status import Status

# Of each queue; how many there are in all is told beside it.
MOST = 50
WORDS: dict[What, Promise] = {
    What.ANSWER: _("Answer whether you take it"),
    What.CLAIM: _("Somebody must take it"),
    What.ASSESS: _("Look at it"),
    What.WORK: _("Work on it"),
    What.REPLY: _("Answer a question"),
    What.WAIT_REPLY: _("Waits for an answer"),
    What.DO_TASK: _("Do what was planned"),
    What.FOLLOW_UP: _("Follow up"),
    What.CLOSE: _("Close it, or go on"),
}
# Codes of `hastegrad`, the most urgent first; what nobody has said stands before the ordinary.
_ORDER = {"AKUTT": 0, "HASTER": 1, "": 2, "ORD": 3, "INFO": 4}


@dataclass(frozen=True, slots=True)
class Line:
    """A lane that waits. `waits_for` is the post whose turn it is, where that is another than its own."""

    case: Case
    lane: Inquiry
    what: Promise
    urgency: str
    colour: str
    concern: str
    due_at: datetime
    is_overdue: bool
    claimed_by: str = ""
    is_mine: bool = False

    @property
    def waits_for(self) -> str:
        """Loads a post, unless the lane's was loaded before."""
        if self.lane.next_post is None or self.lane.next_post_id == self.lane.post_id:
            return ""
        return self.lane.next_post.name


@dataclass(frozen=True, slots=True)
class Queue:
    """`number` of all, of which the first stand in `lines`."""

    name: str
    title: Promise
    empty: Promise
    lines: list[Line] = field(default_factory=list)
    number: int = 0


QUEUES: tuple[tuple[str, Promise, Promise], ...] = (
    ("answer", _("Asked of your post, not answered"), _("Nobody waits for your answer.")),
    ("mine", _("Mine"), _("You have taken no case.")),
    ("free", _("Nobody has taken them yet"), _("Every case of your post is taken by somebody.")),
    ("post", _("Taken by colleagues"), _("Your colleagues have taken no case.")),
    ("others", _("Waiting for others"), _("You wait for nobody.")),
)
COLOURS = {"AKUTT": "danger", "HASTER": "warning"}


def queues(standing: Standing, *, claimers: dict[uuid.UUID, str]) -> tuple[list[Queue], int]:
    """Every queue, and how many of all their lines are overdue. `claimers`: who can have claimed, by name."""
    now = timezone.now()
    own = {held.post_id for held in standing.case_posts()}
    # What somebody has taken for whom she stands in is hers to take.
    away = {held.deputy_for for held in standing.case_posts()}
    claimers = {account_id: name for account_id, name in claimers.items() if account_id not in away}
    found: dict[str, list[Line]] = {name: [] for name, _title, _empty in QUEUES}
    for case in access.open_cases(standing, lambda case: True, looked_at=("inquiries", "events")):
        events = list(case.events.all())
        for lane in case.inquiries.all():
            name = _queue_of(lane, own, standing.account_id, claimers)
            if name:
                action = next_action(lane, events)
                what = action.what if action else What.WORK
                line = _line(case, lane, what, now, claimers)
                found[name].append(replace(line, is_mine=lane.claimed_by_id == standing.account_id))
    made = [
        Queue(name, title, empty, _sorted(found[name])[:MOST], len(found[name]))
        for name, title, empty in QUEUES
    ]
    return made, sum(line.is_overdue for lines in found.values() for line in lines)


def _queue_of(
    lane: Inquiry, own: set[uuid.UUID], account_id: uuid.UUID, claimers: dict[uuid.UUID, str]
) -> str:
    """The one queue that a lane stands in for her; nothing for a lane that is none of hers."""
    if lane.status == Status.CLOSED:
        return ""
    if lane.post_id not in own:
        return "others" if lane.asked_by_id in own and lane.answer == Answer.UNANSWERED else ""
    if lane.answer == Answer.UNANSWERED:
        return "answer"
    if lane.next_post_id not in own:
        return "others"
    if lane.claimed_by_id == account_id:
        return "mine"
    return "post" if lane.claimed_by_id in claimers else "free"


def _line(case: Case, lane: Inquiry, what: What, now: datetime, claimers: dict[uuid.UUID, str]) -> Line:
    sight, facts = access.sight_of(case), case.facts
    urgency = facts.urgency if sight.shows("case.urgency") else ""
    concern = facts.concern if sight.shows("case.concern") else ""
    due_at = lane.next_due_at or now
    return Line(
        case=case,
        lane=lane,
        what=WORDS[what],
        # Its word alone: what it means stands on the case.
        urgency=codebook.label("hastegrad", urgency).partition(":")[0],
        colour=COLOURS.get(urgency, "neutral"),
        concern=codebook.label("hovedbekymring", concern),
        due_at=due_at,
        is_overdue=due_at < now,
        claimed_by=claimers.get(lane.claimed_by_id, "") if lane.claimed_by_id else "",
    )


def _sorted(lines: Iterable[Line]) -> list[Line]:
    def place(line: Line) -> tuple[int, datetime, bytes]:
        shown = access.sight_of(line.case).shows("case.urgency")
        return _ORDER.get(line.case.facts.urgency if shown else "", 2), line.due_at, line.lane.pk.bytes

    return sorted(lines, key=place)
