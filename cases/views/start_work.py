"""The part of the first page for whoever works on cases: what waits, what is urgent, journeys, drafts.

Its cases are opened together, so that the trail holds one list of what the page shows, not one for each part.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise

from advisory.charts import Chart
from advisory.http import AdviserRequest
from advisory.models.post import Kind
from advisory.standing import Standing
from cases import access, codebook
from cases.announcements import Announcement, announced_to
from cases.local_time import Clock, clock_of
from cases.models.case import Case
from cases.news import News, news
from cases.planned import LOOKED_AT, Found, is_planned_in, planned_in
from cases.queue_age import Age, age_of
from cases.queue_follow_ups import first_of_each
from cases.queue_rows import first_waiting
from cases.queues import MOST, QUEUES, Line, lines_of, present
from cases.services.case_names import put_names
from cases.stations import stations
from cases.views.drafts_shown import Waiting, drafts_waiting
from cases.views.journeys_drawn import Line as Week
from cases.views.journeys_drawn import lines_of as lines_of_weeks
from cases.views.queues import claimers_of
from cases.views.start_countries import Countries, by_country, country_of
from cases.views.start_numbers import age_chart
from cases.views.urgent_shown import Line as Urgent
from cases.views.urgent_shown import OnList, is_urgent, listed
from cases.waiting import waiting as waiting_for

# Whose turn is hers, in the order of the page; the others wait for somebody else and are told as numbers.
HERS = ("answer", "mine", "free")
# Of each queue, of the weeks with journeys and of the drafts: the rest stands a page further on.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A lane that waits for her, with the country of its case for who covers several."""

    line: Line
    country: str


@dataclass(frozen=True, slots=True)
class Queue:
    """`number` of all, of which the rows are the first."""

    name: str
    title: Promise
    empty: Promise
    number: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Work:
    """`following`: the line that is due first of all that wait for her; `others`: queues as numbers alone.

    `to_answer`: cases in which another post has asked hers, or has a question.
    """

    clock: Clock
    now: datetime
    urgent: OnList | None
    news: News
    announced: list[Announcement]
    drafts: list[Waiting]
    more_drafts: int
    to_answer: int
    following: Line | None
    queues: list[Queue]
    others: list[tuple[str, Promise, int]]
    overdue: int
    follow_ups: int
    journeys: Found
    weeks: list[Week]
    # For an embassy.
    countries: Countries | None
    age: Age | None
    age_chart: Chart | None

    @property
    def urgent_first(self) -> list[Urgent]:
        return self.urgent.lines[:SHOWN] if self.urgent else []

    @property
    def urgent_more(self) -> int:
        return self.urgent.more + max(0, len(self.urgent.lines) - SHOWN) if self.urgent else 0

    @property
    def clock_now(self) -> str:
        return self.clock.words(self.now)

    @property
    def is_empty(self) -> bool:
        """Nothing waits for her, nor she for anybody."""
        return not any(
            (self.follow_ups, *(one.number for one in self.queues), *(one[2] for one in self.others))
        )


def work_part(request: AdviserRequest) -> Work:
    """As many queries however many cases wait."""
    standing, now = request.standing, timezone.now()
    today, kinds = timezone.localdate(now), {held.post_kind for held in standing.case_posts()}
    claimers, is_abroad = present(standing, claimers_of(request)), Kind.EMBASSY in kinds
    # An embassy's are counted by country, so of them as many as its queues show.
    most = MOST if is_abroad else SHOWN
    waiting = first_waiting(standing, claimers, names=HERS, most=most, now=now)
    lanes = {name: waiting.lanes[name][:most] for name in HERS}
    cases = _opened(standing, {lane.case_id for lane in chain(*lanes.values())})
    put_names(standing, cases)
    by_id = {case.pk: case for case in cases}
    lines = {name: lines_of(standing, lanes[name], by_id, claimers=claimers, now=now) for name in HERS}
    hers = list(chain(*lines.values()))
    prefetch_related_objects([line.lane for line in hers], "post", "next_post", "asked_by")
    journeys = planned_in(standing, cases, today)
    weeks = lines_of_weeks(journeys.journeys, today)
    follow_ups = [due_at for _case, due_at in first_of_each(standing, now).values()]
    drafts = drafts_waiting(request)
    age = age_of(standing, now) if Kind.AGENCY in kinds else None
    countries = None
    if is_abroad:
        is_all = all(waiting.numbers[name] <= most for name in HERS)
        covering = stations(today, actor=standing.actor)
        countries = by_country(standing, hers, journeys.journeys, covering, is_all=is_all)
    return Work(
        clock=clock_of(standing.case_posts()),
        now=now,
        urgent=listed(request, cases),
        news=news(standing),
        announced=announced_to(standing),
        drafts=drafts[:SHOWN],
        more_drafts=max(0, len(drafts) - SHOWN),
        to_answer=waiting_for(standing).answer,
        following=min(hers, key=lambda line: (line.due_at, line.lane.pk.bytes), default=None),
        queues=[
            Queue(name, title, empty, waiting.numbers[name], _rows(lines[name], is_abroad=is_abroad))
            for name, title, empty in QUEUES
            if name in HERS
        ],
        others=[(name, title, waiting.numbers[name]) for name, title, _empty in QUEUES if name not in HERS],
        overdue=waiting.numbers["overdue"] + sum(due_at < now for due_at in follow_ups),
        follow_ups=len(follow_ups),
        journeys=journeys,
        weeks=weeks[:SHOWN],
        countries=countries,
        age=age,
        age_chart=age_chart(age) if age else None,
    )


def _opened(standing: Standing, waiting: Collection[uuid.UUID]) -> list[Case]:
    """Those that wait, the urgent ones and those with a journey: recorded as one list."""

    def is_shown(case: Case) -> bool:
        return case.pk in waiting or is_urgent(case) or is_planned_in(case)

    return access.open_cases(standing, is_shown, looked_at=LOOKED_AT)


def _rows(lines: list[Line], *, is_abroad: bool) -> list[Row]:
    """The first of them, with the name of their country for who works abroad."""
    return [
        Row(line, codebook.label("land", country_of(line.case)) if is_abroad else "")
        for line in lines[:SHOWN]
    ]
