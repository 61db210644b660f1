"""How old what an agency has in hand is: its open parts by how long ago each began, from times in clear."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases.queue_rows import open_lanes

WEEK = timedelta(weeks=1)
# From so many whole weeks on, and in words.
BANDS: tuple[tuple[int, Promise], ...] = (
    (0, _("Under 1 week")),
    (1, _("1 to 2 weeks")),
    (2, _("2 to 4 weeks")),
    (4, _("4 to 12 weeks")),
    (12, _("12 weeks and more")),
)


@dataclass(frozen=True, slots=True)
class Age:
    """By band, youngest first, how many open parts; `oldest` in whole weeks, None where there are none."""

    bands: list[tuple[Promise, int]]
    oldest: int | None


def age_of(standing: Standing, now: datetime) -> Age:
    """Of the open parts of her own posts. One query, and nothing is opened."""
    own = {held.post_id for held in standing.case_posts()}
    began = open_lanes(standing).filter(post__in=own).values_list("created_at", flat=True)
    weeks = [(now - at) // WEEK for at in began]
    ends = [*pairwise(least for least, _words in BANDS), (BANDS[-1][0], None)]
    counted = [sum(least <= one and (end is None or one < end) for one in weeks) for least, end in ends]
    bands = [(words, number) for (_least, words), number in zip(BANDS, counted, strict=True)]
    return Age(bands, max(weeks, default=None))
