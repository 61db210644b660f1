"""By when, as who works at an embassy reads it: the time where she is, and what it is in Norway.

The one place where a due time becomes words; what is stored is UTC, and what the pages show otherwise is
Norwegian.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advisory.standing import Held

MOMENT, TIME = "d.m.Y H:i", "H:i"


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of the first embassy that somebody works at; Norway's alone where she works at none."""

    zone: str = ""
    city: str = ""

    @property
    def is_abroad(self) -> bool:
        return bool(self.zone)

    def words(self, at: datetime | None) -> str:
        """When that is; nothing of no time. The day in Norway is told where it is another."""
        if at is None:
            return ""
        here = timezone.localtime(at)
        there = at.astimezone(ZoneInfo(self.zone)) if self.zone else here
        if there.replace(tzinfo=None) == here.replace(tzinfo=None):
            return _("%(here)s, Norwegian time") % {"here": date_format(here, MOMENT)}
        told = {
            "there": date_format(there, MOMENT),
            "city": self.city,
            "here": date_format(here, TIME if there.date() == here.date() else MOMENT),
        }
        if not self.city:
            return _("%(there)s local time (%(here)s Norwegian time)") % told
        return _("%(there)s in %(city)s (%(here)s Norwegian time)") % told


def clock_of(posts: Iterable[Held]) -> Clock:
    """Of whoever holds these posts now."""
    return next((Clock(one.time_zone, one.city) for one in posts if one.time_zone), Clock())
