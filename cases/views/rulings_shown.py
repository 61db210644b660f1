"""What was ruled on a case, for its page: who is shut out, who was let in, from where it passed on."""

from dataclasses import dataclass

from django.utils import timezone

from advisory.models import Post
from advisory.services.trail_people import people
from advisory.standing import Standing
from cases import access
from cases.models import Case
from cases.models.ruling import Kind, Ruling
from cases.services.glass import may_end


@dataclass(frozen=True, slots=True)
class Shown:
    """`who` is whom it is about: a person, or for what passed on the post it came from."""

    row: Ruling
    who: str
    by: str
    ended_by: str
    holds: bool
    may_end: bool

    @property
    def kind(self) -> str:
        return str(self.row.kind)


def rulings_of(standing: Standing, case: Case) -> list[Shown]:
    """Of a case that was opened for her, newest first; none to an agency that sees a part of it alone.

    Three queries where there is one, else none.
    """
    rows = list(case.rulings.all())
    if not rows or not access.sight_of(case).is_whole:
        return []
    named = {one for row in rows for one in (row.account_id, row.by_id, row.ended_by_id) if one}
    known, now = people(named, asked_by=standing.actor), timezone.now()
    posts = Post.objects.in_bulk({row.post_id for row in rows if row.post_id})
    return [
        Shown(
            row=row,
            who=known.name(row.account_id) if row.account_id else posts[row.post_id].name,
            by=known.name(row.by_id),
            ended_by=known.name(row.ended_by_id) if row.ended_by_id else "",
            holds=row.holds_at(now),
            may_end=row.kind == Kind.LET_IN and row.holds_at(now) and may_end(standing, case, row),
        )
        for row in reversed(rows)
    ]
