"""Who was asked about a case and does not take it: what stands on top of it for who asked."""

from dataclasses import dataclass

from advisory.standing import Standing
from cases import codebook
from cases.models import Case, Inquiry
from cases.models.event import EventKind
from cases.models.inquiry import Answer
from cases.views.awaited_shown import asked_by


@dataclass(frozen=True, slots=True)
class Declined:
    """A post that was asked and does not take it."""

    post: str
    reason: str
    why: str


def declined_in(standing: Standing, case: Case, lanes: list[Inquiry]) -> list[Declined]:
    """To the post that asked, of an open case: who said no, and why, until it asks somebody after that."""
    if case.closed_at is not None:
        return []
    asked = asked_by(standing, lanes)
    newest = max((one.created_at for one in asked), default=case.opened_at)
    said = {one.lane_id: one for one in case.events.all() if one.facts.kind == EventKind.DECLINED}
    return [
        Declined(one.post.name, codebook.label("avslag", said[one.pk].facts.reason), said[one.pk].text)
        for one in asked
        if one.answer == Answer.DECLINED and one.pk in said and said[one.pk].at >= newest
    ]
