"""What waits for whom, of the cases one may see: to answer, mine, nobody's yet, colleagues', for others.

Found by what stands in clear, so many at a time by when they are due; of those the cases are opened, and what
hastens stands first among them.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases import access, codebook
from cases.local_time import Clock, clock_of
from cases.models.case import Case
from cases.models.event import Event
from cases.models.inquiry import Inquiry
from cases.next_action import What, next_action
from cases.queue_rows import After, first_waiting, place_of
from cases.wording import matter_of

# Of each queue at a time; how many there are in all is told beside it.
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
    what: Promise | str
    urgency: str
    colour: str
    matter: str
    due_at: datetime
    is_overdue: bool
    claimed_by: str = ""
    is_mine: bool = False
    clock: Clock = Clock()

    @property
    def by(self) -> str:
        """When it is due, as its reader's clock shows it."""
        return self.clock.words(self.due_at)

    @property
    def waits_for(self) -> str:
        """Loads a post, unless the lane's was loaded before."""
        if self.lane.next_post is None or self.lane.next_post_id == self.lane.post_id:
            return ""
        return self.lane.next_post.name


@dataclass(frozen=True, slots=True)
class Queue:
    """`number` of all, of which the `lines` are some; `after` is where the next begin, if there are any."""

    name: str
    title: Promise
    empty: Promise
    lines: list[Line] = field(default_factory=list)
    number: int = 0
    after: After | None = None


QUEUES: tuple[tuple[str, Promise, Promise], ...] = (
    ("answer", _("Asked of your post, not answered"), _("Nobody waits for your answer.")),
    ("mine", _("Mine"), _("You have taken no case.")),
    ("free", _("Nobody has taken them yet"), _("Every case of your post is taken by somebody.")),
    ("post", _("Taken by colleagues"), _("Your colleagues have taken no case.")),
    ("others", _("Waiting for others"), _("You wait for nobody.")),
)
NAMES = frozenset(name for name, _title, _empty in QUEUES)
COLOURS = {"AKUTT": "danger", "HASTER": "warning"}


def queues(
    standing: Standing, *, claimers: dict[uuid.UUID, str], only: str = "", after: After | None = None
) -> tuple[list[Queue], int]:
    """The first of every queue, or of `only` one of them those past `after`; and how many are overdue in all.

    `claimers`: who can have claimed, by name. No other cases are opened than those that are given, and it
    costs as many queries however many wait.
    """
    now = timezone.now()
    claimers = present(standing, claimers)
    names = {only} if only else NAMES
    waiting = first_waiting(standing, claimers, names=names, most=MOST, now=now, after=after)
    shown = {lane.case_id for lanes in waiting.lanes.values() for lane in lanes[:MOST]}
    opened = access.open_cases(standing, lambda case: True, among=shown) if shown else []
    cases = {case.pk: case for case in opened}
    made = []
    for name, title, empty in QUEUES:
        if name not in waiting.lanes:
            continue
        lanes = waiting.lanes[name]
        lines = lines_of(standing, lanes[:MOST], cases, claimers=claimers, now=now)
        rest = place_of(lanes[MOST - 1]) if len(lanes) > MOST else None
        made.append(Queue(name, title, empty, lines, waiting.numbers[name], rest))
    return made, waiting.numbers["overdue"]


def present(standing: Standing, claimers: dict[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    """Those of them whom she does not stand in for: what somebody away has taken is hers to take."""
    away = {held.deputy_for for held in standing.case_posts()}
    return {account_id: name for account_id, name in claimers.items() if account_id not in away}


def lines_of(
    standing: Standing,
    lanes: Iterable[Inquiry],
    cases: Mapping[uuid.UUID, Case],
    *,
    claimers: dict[uuid.UUID, str],
    now: datetime,
) -> list[Line]:
    """These lanes as lines, what hastens first; those whose cases are not among the opened are left out."""
    return _sorted(
        _line(cases[one.case_id], one, standing, now, claimers) for one in lanes if one.case_id in cases
    )


def awaited(lane: Inquiry, events: Sequence[Event], *, is_hers: bool) -> Promise:
    """What is awaited in an open lane, in words; `is_hers`: it is the reader's own post's. `events` are those
    of its case that she may see: where they do not tell why it awaits whom it does, it is told what that
    comes to.
    """
    return WORDS[what_of(lane, events, is_hers=is_hers)]


def what_of(lane: Inquiry, events: Sequence[Event], *, is_hers: bool) -> What:
    """The same by its name."""
    action = next_action(lane, events)
    if action is None or action.post_id != lane.next_post_id:
        return What.WORK if lane.next_post_id == lane.post_id else What.WAIT_REPLY
    # Of whom she has asked she awaits the answer; she need not give it.
    return What.WAIT_REPLY if action.what is What.ANSWER and not is_hers else action.what


def _line(
    case: Case, lane: Inquiry, standing: Standing, now: datetime, claimers: dict[uuid.UUID, str]
) -> Line:
    own = {held.post_id for held in standing.case_posts()}
    # Of whom she has asked she awaits the answer, whatever that post does meanwhile.
    is_hers = lane.post_id in own
    what = awaited(lane, list(case.events.all()), is_hers=True) if is_hers else WORDS[What.WAIT_REPLY]
    return replace(
        line_of(case, lane, what, lane.next_due_at or now, now=now, clock=clock_of(standing.case_posts())),
        claimed_by=claimers.get(lane.claimed_by_id, "") if lane.claimed_by_id else "",
        is_mine=lane.claimed_by_id == standing.account_id,
    )


def line_of(
    case: Case, lane: Inquiry, what: Promise | str, due_at: datetime, *, now: datetime, clock: Clock
) -> Line:
    """Of what is awaited in a lane by then, whoever has taken it."""
    sight, facts = access.sight_of(case), case.facts
    urgency = facts.urgency if sight.shows("case.urgency") else ""
    return Line(
        case=case,
        lane=lane,
        what=what,
        # Its word alone: what it means stands on the case.
        urgency=codebook.label("hastegrad", urgency).partition(":")[0],
        colour=COLOURS.get(urgency, "neutral"),
        matter=matter_of(facts, sight),
        due_at=due_at,
        is_overdue=due_at < now,
        clock=clock,
    )


def _sorted(lines: Iterable[Line]) -> list[Line]:
    def place(line: Line) -> tuple[int, datetime, bytes]:
        shown = access.sight_of(line.case).shows("case.urgency")
        return _ORDER.get(line.case.facts.urgency if shown else "", 2), line.due_at, line.lane.pk.bytes

    return sorted(lines, key=place)
