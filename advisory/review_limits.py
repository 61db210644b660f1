"""From when on reading is unusual enough for the privacy officer to be told: one table, with its reasons.

A mark accuses nobody: it says where to ask. The reasons are shown on the page.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unusual(StrEnum):
    MANY_CASES = "many_cases"
    MANY_LISTS = "many_lists"
    NIGHT = "night"
    WEEKEND = "weekend"
    REFUSED = "refused"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` is not unusual yet; one more `within` that time is. Without a time, within the week."""

    most: int
    why: Promise
    within: timedelta | None = None


# Night is from ... until ..., by the clock of the reader's post.
NIGHT_FROM, NIGHT_UNTIL = time(22), time(6)
WEEKEND = frozenset({5, 6})
# As the profile of a post names them, by the number that a date gives.
WEEKDAYS = {name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}

LIMITS: dict[Unusual, Limit] = {
    Unusual.MANY_CASES: Limit(
        20,
        _(
            "More than 20 different cases opened within 10 minutes. Nobody works on a case in half a minute; "
            "going through a whole register looks like this."
        ),
        timedelta(minutes=10),
    ),
    Unusual.MANY_LISTS: Limit(
        30,
        _(
            "More than 30 pages of the list within an hour. A page shows 25 cases, and work seldom needs "
            "more than the first few."
        ),
        timedelta(hours=1),
    ),
    Unusual.NIGHT: Limit(
        0,
        _(
            "Any reading between 22 and 06 by the clock of the reader's post. An acute case can be a good "
            "reason; a borrowed account shows itself at night."
        ),
    ),
    Unusual.WEEKEND: Limit(
        0,
        _(
            "Any reading at the weekend, for the same reason: Saturday and Sunday, or what is the weekend "
            "where the reader's post is."
        ),
    ),
    Unusual.REFUSED: Limit(
        2,
        _(
            "More than two tries in a week at cases that are not one's own. A link passed on by a colleague "
            "is one or two; more is looking for something far from one's post."
        ),
    ),
    Unusual.SIGN_IN: Limit(
        10,
        _(
            "More than 10 refused sign-ins within an hour. People mistype; this is more than a morning's "
            "mistyping and may be somebody trying passwords."
        ),
        timedelta(hours=1),
    ),
}
