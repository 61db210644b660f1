"""Which representative a case might be for, said to the coordinator before she sends it on: never binding.

By field: the agency that the rules of routing name, else the one whose field the concern is. Of several, the
one with the least in hand. How much a case hastens is sealed; when its parts are due follows from that and
stands in clear, so nothing of any other case is opened to weigh them.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.models.post import Kind
from cases import codebook
from cases.models.case import Case
from cases.models.inquiry import Inquiry
from cases.services.suggested import Suggested
from cases.services.unheld import OPEN
from cases.status import Status
from cases.who_asks_whom import askable

# By code of `hovedbekymring` the codes of `etat` whose field it is, as cases/field_views.py tells them. What
# is not named here is nobody's own.
FIELDS: dict[str, tuple[str, ...]] = {
    "TVE_GJ": ("POD", "UDI"),
    "TVE_MIS": ("POD", "UDI"),
    "TVE_FR": ("IMDI", "BUFDIR"),
    "BEK": ("BUFDIR",),
    "NSK": ("IMDI", "BUFDIR"),
    "VOT": ("POD",),
    "UFO": ("UDI",),
    "UFO_FR": ("IMDI", "UDI"),
    "KLL_GJ": ("HDIR",),
    "KLL_FR": ("HDIR", "BUFDIR"),
    "AFR": ("AVDIR", "BUFDIR"),
}
# An open part counts once; twice if it is due within a week, four times within a day or overdue.
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
BY_RULES = _("The rules name its agency for this case.")
BY_RULES_OF_SEVERAL = _("Of the agencies that the rules name for this case, it has the least in hand.")
BY_FIELD = _("No rule names an agency that can be asked; “%(concern)s” is in its field.")
BY_FIELD_OF_SEVERAL = _(
    "No rule names an agency that can be asked; of those in whose field “%(concern)s” is, it has the least "
    "in hand."
)


class Advised(NamedTuple):
    """`why` is one sentence."""

    post: Post
    why: str


def advised(case: Case, own: Inquiry, by_rules: Sequence[Suggested], now: datetime) -> Advised | None:
    """The representative to think of; none for who is no coordinator, or where no agency is in question.

    `by_rules` is what the rules suggest to the post of `own`, the lane it asks from. Two queries.
    """
    if own.post.kind != Kind.COORDINATOR:
        return None
    there = {one.post_id for one in case.inquiries.all() if one.status != Status.CLOSED}
    free = {
        one.post.pk: one.post for one in askable(own.post.kind, now, but=there) if one.kind == Kind.AGENCY
    }
    named = [one.post for one in by_rules if one.post.pk in free]
    concern = case.facts.concern
    fitting = named or [post for post in free.values() if post.agency in FIELDS.get(concern, ())]
    if not fitting:
        return None
    weights = weighed({post.pk for post in fitting}, now)
    least = min(fitting, key=lambda post: (weights.get(post.pk, 0), post.name, post.pk))
    said = {"concern": codebook.label("hovedbekymring", concern)}
    return Advised(least, str(_why(is_named=bool(named), several=len(fitting) > 1)) % said)


def weighed(posts: Collection[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """How much each of these posts has in hand: open parts, those that are due soon heavier. One query."""
    rows = (
        Inquiry.unscoped.filter(OPEN, post__in=posts)
        .order_by()
        .values("post")
        .annotate(
            parts=Count("pk"),
            week=Count("pk", filter=Q(next_due_at__lte=now + WEEK)),
            day=Count("pk", filter=Q(next_due_at__lte=now + DAY)),
        )
    )
    return {row["post"]: row["parts"] + row["week"] + 2 * row["day"] for row in rows}


def _why(*, is_named: bool, several: bool) -> Promise:
    if is_named:
        return BY_RULES_OF_SEVERAL if several else BY_RULES
    return BY_FIELD_OF_SEVERAL if several else BY_FIELD
