"""Follow-up three and twelve months after the work has ended: of which cases, when, and what became of it.

Pure. A follow-up is told three times at most: that it is planned (with its day) or not, and why not; and what
became of it (it refers to the plan): whether there was contact, and how it stands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.calendar import Hours, day_ends, is_working_day
from cases.models.facts import CaseFacts
from cases.models.inquiry import Inquiry, Part
from cases.retention import later

# Months by code of `oppfolging`.
MONTHS = {"3M": 3, "12M": 12}
BOTH = frozenset(MONTHS)
# Codes of `svar`: there was contact, there was none; it is not to be, or no longer.
REACHED, NOT_REACHED, GIVEN_UP = "JA", "NEI", "IKKE"
# Codes of `avslutning` after which nobody is followed up: advice was all that was asked for; it was no case.
WITHOUT = frozenset({"RAD", "FEIL"})
# Code of `henvendelsesart` of what concerns somebody.
SPECIFIC = "SAK"


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """Which follow-ups are chosen, and why not the others."""

    chosen: frozenset[str] = BOTH
    why_not: str = ""


BOTH_TIMES = Plan()


def is_asked(facts: CaseFacts, lane: Inquiry) -> bool:
    """Whether who ends this lane plans them: the post that leads a case about somebody, and no other."""
    return lane.part == Part.LEAD and facts.kind == SPECIFIC


def due_at(hours: Hours, ended_at: datetime, code: str) -> datetime:
    """So many months later by the calendar, at the end of a working day of the post; in UTC."""
    day = later(ended_at, MONTHS[code]).astimezone(ZoneInfo(hours.zone)).date()
    while not is_working_day(hours, day):
        day += timedelta(days=1)
    return day_ends(hours, day)
