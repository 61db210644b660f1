"""What is said before something of a case is erased, to those who work on it: which, and on what day.

From clear dates; nothing is opened for it. The cases come from the door.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, prefetch_related_objects
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from audit import record
from audit.verbs import Verb
from cases import access
from cases.models.case import Case
from cases.retention import Dates, Erasing, announced, held, texts_due
from cases.services.holds import Reason
from cases.services.periods import Decision, decisions, in_force

# The first of them; a person who has more meets the rest when these are done.
MOST = 50


@dataclass(frozen=True, slots=True)
class Announcement:
    """`texts`: the texts alone are erased, else the whole case; `day` at the earliest."""

    case: Case
    texts: bool
    day: date


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a case is kept, for its page. `unknown`: what was decided does not hold, so no day is told."""

    announcement: Announcement | None
    texts_until: date | None
    held_until: datetime | None
    hold_reason: str
    unknown: bool = False

    @property
    def is_over(self) -> bool:
        """The day is past, and nobody has marked the case yet."""
        return self.texts_until is not None and self.texts_until < timezone.localdate()


def announced_to(standing: Standing) -> list[Announcement]:
    """Her marked cases, the first to be erased first; recorded as a list of cases when there are any.

    None where what was decided on keeping does not hold: no day can be told, and nothing is erased then.
    """
    marked = access.visible_to(standing).filter(marked_at__isnull=False, erased_at=None)
    found = list(marked.annotate(planned=Max("events__due_at")).order_by("marked_at", "pk")[:MOST])
    for case in found:
        case.planned_for = case.planned
    decided = decisions_or_none(standing) if found else None
    if decided is None:
        return []
    prefetch_related_objects(found, "inquiries", "group_grants", "user_grants")
    genuine = [case for case in found if access.is_genuine(standing, case)]
    record.alone(Verb.CASES_LISTED, actor=standing.actor, objects=[case.pk for case in genuine])
    said = [_announcement(case, decided) for case in genuine]
    return sorted(
        (one for one in said if one is not None), key=lambda one: (one.day, one.case.opened_at, one.case.pk)
    )


def kept(standing: Standing, case: Case) -> Kept:
    """Of a case opened for her. Its inquiries are loaded with it."""
    now = timezone.now()
    # Nothing of an open case is erased, whatever was decided.
    decided = decisions_or_none(standing) if case.closed_at else []
    until = None if decided is None else texts_due(dates_of(case), in_force(decided, now))
    on_hold = held(case.held_until, now)
    return Kept(
        announcement=None if decided is None else _announcement(case, decided),
        texts_until=timezone.localdate(until) if until else None,
        held_until=case.held_until if on_hold else None,
        hold_reason=str(Reason(case.hold_reason).label) if on_hold else "",
        unknown=decided is None,
    )


def decisions_or_none(standing: Standing) -> list[Decision] | None:
    """What was decided on keeping; None, and recorded, where it was altered. A page then goes without it."""
    try:
        return decisions()
    except SealError as error:
        record_broken(error, actor=standing.actor)
        return None


def dates_of(case: Case) -> Dates:
    last = case.last_asked_on or _last(one.received_on for one in case.inquiries.all())
    return Dates(case.closed_at, case.texts_erased_at, last, case.planned_for)


def _announcement(case: Case, decided: Sequence[Decision]) -> Announcement | None:
    if case.marked_at is None:
        return None
    found = announced(dates_of(case), case.marked_at, in_force(decided, case.marked_at))
    if found is None:
        return None
    what, day = found
    return Announcement(case, what is Erasing.TEXTS, timezone.localdate(day))


def _last(days: Iterable[date]) -> date:
    return max(days, default=date.min)
