"""What a letter has asked her to look at, for her first page: what happened to her cases and her posts.

From ids and times, which stand in clear; no case is opened for it but those in which a post that was asked
wrote last (cases/answers_told.py).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from advisory.rights import Act, roles_that
from advisory.services.deputyships import Deputyship, deputyships
from advisory.standing import Standing
from cases import access
from cases.answers_told import Line as AnswerLine
from cases.answers_told import answers_to
from cases.matters_shown import MatterNews, news_of_matters
from cases.models.ruling import Kind, Ruling
from cases.services.unheld import is_work_left

SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class News:
    """`answers` that her posts have done nothing after, cases `opened` in an emergency by somebody else,
    `passed_on` to her posts, `matters` that the other side of a link did or waits for; for who coordinates
    whether work is `left` without anybody, and how many were `shut_out` of late."""

    answers: list[AnswerLine]
    opened: list[Ruling]
    passed_on: list[Ruling]
    matters: list[MatterNews]
    deputyships: list[Deputyship]
    left: bool
    shut_out: int


def news(standing: Standing) -> News:
    """Four queries when nothing happened, and more for who coordinates."""
    now = timezone.now()
    rows = list(Ruling.unscoped.filter(since__gt=now - SHOWN_FOR).order_by("-since", "pk"))
    of_others = [row for row in rows if row.kind != Kind.KEPT_OUT and row.by_id != standing.account_id]
    hers = set()
    if of_others:
        cases = {row.case_id for row in of_others}
        hers = set(access.visible_to(standing).filter(pk__in=cases).values_list("pk", flat=True))
    coordinates = standing.holds_any(roles_that(Act.COORDINATE))
    return News(
        answers=answers_to(standing),
        opened=[row for row in of_others if row.kind == Kind.LET_IN and row.case_id in hers],
        passed_on=[row for row in of_others if row.kind == Kind.PASSED_ON and row.case_id in hers],
        matters=news_of_matters(standing),
        deputyships=deputyships(standing, own=True),
        left=coordinates and is_work_left(now),
        shut_out=sum(row.kind == Kind.KEPT_OUT and row.ended_at is None for row in rows)
        if coordinates
        else 0,
    )
