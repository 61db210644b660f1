"""A week as the review reads it: Monday to Sunday by the calendar in Oslo, named by year and number."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils import timezone

OSLO = ZoneInfo("Europe/Oslo")
# Years that a trail can have; the calendar of the machine ends long after.
NAME = re.compile(r"(2\d{3})-(\d{2})", re.ASCII)
DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """By its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def now(cls) -> Self:
        return cls.of(timezone.localdate(timezone=OSLO))

    @classmethod
    def named(cls, text: str) -> Self | None:
        """The week that an address names, as `2026-07`; None for anything that is no week."""
        found = NAME.fullmatch(text)
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
        except ValueError:
            return None

    @property
    def year(self) -> int:
        """The year that the week counts in, which need not be its Monday's."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def name(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=day) for day in range(DAYS)]

    @property
    def sunday(self) -> date:
        return self.days[-1]

    @property
    def start(self) -> datetime:
        return datetime.combine(self.monday, time(), tzinfo=OSLO)

    @property
    def end(self) -> datetime:
        """Midnight after its Sunday: an hour more or less away where the clocks are changed."""
        return datetime.combine(self.monday + timedelta(days=DAYS), time(), tzinfo=OSLO)

    def other(self, weeks: int) -> Self:
        """The week that many later."""
        return type(self)(self.monday + timedelta(weeks=weeks))
