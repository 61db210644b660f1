"""Whom a post can put a question to in a case: who asked it, and whom it has asked."""

from dataclasses import dataclass

from advisory.models import Post
from cases.models.case import Case
from cases.models.inquiry import Answer, Inquiry
from cases.status import Status


@dataclass(frozen=True, slots=True)
class Addressee:
    """A post that can be asked, and the lane between it and the one that asks."""

    post: Post
    lane: Inquiry


def addressees(case: Case, own: Inquiry) -> list[Addressee]:
    """Whom the post of `own` can ask: the one that asked it, and those that it has asked and that accepted.

    The case's lanes are loaded with their posts.
    """
    found = [Addressee(own.asked_by, own)] if own.asked_by is not None else []
    found += [
        Addressee(one.post, one)
        for one in case.inquiries.all()
        if one.asked_by_id == own.post_id and one.answer == Answer.ACCEPTED and one.status != Status.CLOSED
    ]
    return found
