"""How soon posts answer each other, and what each scheme has in hand: from times that stand in clear.

How much a case hastens is opened for its due time, as counting opens facts; numbers by scheme come out, never
one of a post or of somebody who works there.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db import connection
from django.db.models import QuerySet

from advisory.models import Post
from cases import codebook, deadlines
from cases.calendar import Hours, hours_of
from cases.models.facts import CaseFacts
from cases.models.inquiry import Answer, Inquiry
from cases.models.slots import RECORD_BYTES
from cases.next_action import What
from cases.schemes import SCHEME_OF_KIND
from cases.statistics import rows
from cases.statistics.opening import opener
from cases.statistics.percentages import Base, percentage
from cases.statistics.words import Text
from cases.status import Status

# What is an answer of the post that was asked; a lane that was taken back, or ended by itself, has none.
ANSWERED = (Answer.ACCEPTED, Answer.DECLINED, Answer.PASSED_ON)
_DUE = Text("forfalt eller besvart", "forfalle eller svart på", "due or answered")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answering:
    """Of what other posts asked one scheme in a year. `median`: whole minutes from asked to answered.

    `in_time` of the `due` ones were answered before they fell due; what is neither answered nor due is in
    neither.
    """

    scheme: str
    asked: int
    answered: int
    median: int | None
    due: int
    in_time: int

    @property
    def percent(self) -> int | None:
        return percentage(self.in_time, Base(self.due, _DUE))


@dataclass(frozen=True, slots=True)
class InHand:
    """Open cases of one scheme now; of them, in how many one of its lanes is unanswered, overdue, or waits
    for another post."""

    scheme: str
    open: int
    unanswered: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Asked:
    scheme: str
    answered: datetime | None
    began: datetime
    due_at: datetime


def answering(year: int, *, now: datetime) -> list[Answering]:
    """By scheme, in the order of the list. Three queries. Raises SealError."""
    found = list(_asked(year, _posts()))
    return [_answering(scheme, [one for one in found if one.scheme == scheme], now) for scheme in _schemes()]


def in_hand(*, now: datetime) -> list[InHand]:
    """By scheme, in the order of the list. Two queries. Raises SealError when a post does not open."""
    posts = _posts()
    cases: dict[tuple[str, str], set[uuid.UUID]] = {}
    lanes = Inquiry.unscoped.exclude(status=Status.CLOSED).order_by()
    columns = ("case_id", "post_id", "answer", "next_post_id", "next_due_at")
    for case, post, answer, next_post, due_at in lanes.values_list(*columns):
        if post not in posts:
            continue
        scheme, its_turn = posts[post][0], next_post == post
        said = {
            "open": True,
            "unanswered": answer == Answer.UNANSWERED,
            "overdue": its_turn and due_at < now,
            "waiting": not its_turn,
        }
        for what in (what for what, holds in said.items() if holds):
            cases.setdefault((scheme, what), set()).add(case)
    return [
        InHand(
            scheme,
            *(len(cases.get((scheme, what), ())) for what in ("open", "unanswered", "overdue", "waiting")),
        )
        for scheme in _schemes()
    ]


def _schemes() -> list[str]:
    return list(codebook.entries("ordning"))


def _posts() -> dict[uuid.UUID, tuple[str, Hours]]:
    """Scheme and hours of every post that a scheme has."""
    return {
        post.pk: (SCHEME_OF_KIND[post.kind], hours_of(post.profile))
        for post in Post.objects.all()
        if post.kind in SCHEME_OF_KIND
    }


def _asked(year: int, posts: Mapping[uuid.UUID, tuple[str, Hours]]) -> Iterator[_Asked]:
    """Lanes that another post asked for in the year, and that were answered or are still to be."""
    lanes = list(_lanes(year).values_list("case_id", "post_id", "created_at", "answer", "answered_at"))
    urgencies = _urgencies({case for case, *_rest in lanes}, year)
    for case, post, began, answer, answered_at in lanes:
        # One that was erased while we read has no facts; it is left out.
        if post in posts and case in urgencies:
            scheme, hours = posts[post]
            deadline = deadlines.minutes_for(urgencies[case], What.ANSWER)
            answered = answered_at if answer in ANSWERED else None
            yield _Asked(scheme, answered, began, deadlines.due(hours, began, deadline))


def _lanes(year: int) -> "QuerySet[Inquiry]":
    to_come = Inquiry.unscoped.filter(answer=Answer.UNANSWERED).exclude(status=Status.CLOSED)
    found = Inquiry.unscoped.filter(answer__in=ANSWERED, answered_at__isnull=False) | to_come
    return found.filter(received_on__range=(date(year, 1, 1), date(year, 12, 31))).order_by()


def _urgencies(cases: set[uuid.UUID], year: int) -> dict[uuid.UUID, str]:
    """How much each of these cases hastens now."""
    slot, as_bytes = CaseFacts.SLOTS["urgency"], rows.as_bytes()
    open_facts = opener("cases.Case.facts", RECORD_BYTES)
    found = {}
    with connection.cursor() as cursor:
        for row, _case, sealed in rows.cases(cursor, date(year, 1, 1), date(year, 12, 31)):
            case = uuid.UUID(bytes=as_bytes(row))
            if case in cases:
                number = open_facts(sealed, case.bytes, case.bytes)[slot.offset]
                found[case] = codebook.code_of(slot.list, number) if number else ""
    return found


def _answering(scheme: str, asked: list[_Asked], now: datetime) -> Answering:
    times = [(one.answered - one.began) // _MINUTE for one in asked if one.answered is not None]
    due = [one for one in asked if one.answered is not None or one.due_at < now]
    return Answering(
        scheme=scheme,
        asked=len(asked),
        answered=len(times),
        median=int(median(times)) if times else None,
        due=len(due),
        in_time=sum(one.answered is not None and one.answered <= one.due_at for one in due),
    )
