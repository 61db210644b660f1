"""How many cases wait for whoever opens her first page: what a letter asked her to look at.

From ids and times, which stand in clear; nothing of a case is opened for it. What waits stands in the queues.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from advisory.standing import Standing
from cases.models.inquiry import Answer, Inquiry
from cases.models.ruling import kept_from


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that wait for an answer of one of her posts, and those in which it is late with anything."""

    answer: int
    overdue: int


def waiting(standing: Standing) -> Waiting:
    """Another post has asked whether hers takes part, or has a question. One query."""
    own = {held.post_id for held in standing.case_posts()}
    awaited = Inquiry.unscoped.filter(next_post__in=own).exclude(case__in=kept_from(standing.account_id))
    found = awaited.aggregate(
        answer=Count("case", distinct=True, filter=Q(answer=Answer.UNANSWERED) | ~Q(post__in=own)),
        overdue=Count("case", distinct=True, filter=Q(next_due_at__lt=timezone.now())),
    )
    return Waiting(**found)
