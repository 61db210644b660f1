"""A case is marked to be erased, its texts are erased, and in the end all of it but what is counted.

Marking begins the warning; a marked case stays behind when all others move to a new key epoch: destroying the
old one takes it out of every kept backup (decision 0006). One transaction a case, judged anew under its lock.
"""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from advisory.sealing.opener import Sealed
from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases import seal
from cases.errors import NotDue
from cases.models.case import Case
from cases.models.grant import CaseGroupPermission, CaseUserPermission
from cases.retention import WARNING, Dates, Erasing, due, held, planned
from cases.services import case_name_rows, matter_rows, segments
from cases.services.drafts import discard_of_case
from cases.services.periods import decisions, in_force, periods
from cases.services.unattended import changing_unattended, forget_keys, give_new_key
from cases.services.warnings import warn
from cases.statistics.counted import counted_of_case, counted_of_inquiry, counted_of_person

# A text that is gone: no bytes, which no key opens.
GONE = Sealed(b"")


def mark_case(*, actor: Actor, case_id: uuid.UUID, now: datetime) -> int:
    """Say that the case is to be erased, and tell those who work on it; how many hold its posts.

    Raises NotDue when nothing comes due within the warning period, it is held or was marked already;
    NobodyToTell when there is nobody to tell, not even a privacy officer.
    """
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            case = found.case
            if (
                case.marked_at
                or held(case.held_until, now)
                or not due(dates_of(found), periods(now), now + WARNING)
            ):
                raise NotDue
            case.marked_at = now
            case.save(update_fields=["marked_at"])
        _record(Verb.CASE_MARKED, actor, case, ["marked_at"])
        return warn(found, now=now)


def unmark_case(*, actor: Actor, case_id: uuid.UUID, now: datetime) -> None:
    """Take the mark back when nothing comes due any more: the period was made longer. Raises NotDue else."""
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            case = found.case
            if case.marked_at is None or due(dates_of(found), periods(now), now + WARNING):
                raise NotDue
            case.marked_at = None
            case.save(update_fields=["marked_at"])
        _record(Verb.CASE_UNMARKED, actor, case, ["marked_at"])


def erase_due(*, actor: Actor, case_id: uuid.UUID, now: datetime) -> Erasing:
    """Erase what the case was marked for; gives which.

    Raises NotDue unless it is closed, was marked at least the warning period ago, is due and is not held.
    """
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            case = found.case
            what = _now(found, now)
            if what is Erasing.CASE:
                _erase_case(found, now)
                case_name_rows.erase(case.pk)
                matter_rows.erase(case.pk, actor=actor)
            else:
                erase_texts(found, now)
        discard_of_case(case_id)
        erased = ["facts", "narrative"] if what is Erasing.CASE else ["narrative"]
        _record(Verb.CASE_ERASED if what is Erasing.CASE else Verb.TEXTS_ERASED, actor, case, erased)
    return what


def _now(found: seal.Whole, now: datetime) -> Erasing:
    case = found.case
    if case.marked_at is None or held(case.held_until, now):
        raise NotDue
    decided = decisions()
    then, today = in_force(decided, case.marked_at), in_force(decided, now)
    what = planned(dates_of(found), case.marked_at, now, then=then, today=today)
    if what is None:
        raise NotDue
    return what


def erase_texts(found: seal.Whole, now: datetime) -> None:
    """Texts empty, under a key that never sealed the old ones; all else under the newest epoch."""
    case = found.case
    case_name_rows.erase(case.pk)
    give_new_key(found)
    case.texts_erased_at, case.marked_at = now, None
    _save(case, "texts_erased_at", "marked_at")
    for inquiry in found.inquiries:
        inquiry.narrative = ""
        _save(inquiry, "narrative")
    for ruling in found.rulings:
        ruling.reason = ruling.end_reason = ""
        _save(ruling, "reason", "end_reason")
    for event in found.events:
        event.text = ""
        _save(event, "text")
    seal_facts_anew(found)


def seal_facts_anew(found: seal.Whole) -> None:
    """Facts and grants of a case whose seal was just seen to hold, under the newest epoch."""
    rows: list[Any] = [found.case, *found.persons, *found.inquiries, *found.events]
    for row in rows:
        row.facts = row.facts
        _save(row, "facts")
    grants: list[seal.Grant] = [*found.grants, *found.exceptions]
    seal.seal_grants(found.case, grants)
    for grant in grants:
        _save(grant, "seal")


def _erase_case(found: seal.Whole, now: datetime) -> None:
    """What the year's tables count stays, by months; nobody has a right to it, and no key."""
    case = found.case
    # The job takes marked cases out of the packed columns; if it has not run since, they go.
    segments.forget_older(case.marked_at or now)
    told = case.facts
    _strip_lanes(found)
    for person in found.persons:
        person.facts = counted_of_person(person.facts)
        _save(person, "facts")
    case.facts = counted_of_case(told)
    case.erased_at, case.texts_erased_at = now, case.texts_erased_at or now
    case.marked_at, case.held_until, case.hold_reason = None, None, ""
    case.opened_at = _month(case.opened_at)
    case.closed_at = _month(case.closed_at) if case.closed_at else None
    case.grants_version += 1
    case.kept_out = 0
    case.save()
    for grants in (CaseGroupPermission, CaseUserPermission):
        grants.objects.filter(content_object=case).delete()
    for ruling in found.rulings:
        ruling.delete()
    case.events.all().delete()
    forget_keys(case)


def _strip_lanes(found: seal.Whole) -> None:
    """Each keeps its month and its place, for the earliest counts; who asked, claimed and answered goes."""
    told = found.case.facts
    in_order = sorted(found.inquiries, key=lambda one: (one.received_on, one.created_at, one.pk.bytes))
    for place, inquiry in enumerate(in_order):
        inquiry.facts = counted_of_inquiry(inquiry.facts, told, inquiry.received_on)
        inquiry.narrative = GONE
        inquiry.received_on = inquiry.received_on.replace(day=1)
        inquiry.created_at = _noon(inquiry.received_on, place)
        inquiry.submission = uuid.uuid4()
        inquiry.asked_by, inquiry.answer, inquiry.answered_at = None, "", None
        inquiry.claimed_by, inquiry.access_until, inquiry.chased = None, None, 0
        inquiry.save()
    for place, change in enumerate(sorted(found.changes, key=lambda one: (one.at, one.pk.bytes))):
        change.at = _month(change.at, place)
        change.save(update_fields=["at"])


def _month(moment: datetime, place: int = 0) -> datetime:
    """The first of the month in Oslo."""
    return _noon(timezone.localdate(moment).replace(day=1), place)


def _noon(day: date, place: int) -> datetime:
    """At noon, which is the same day everywhere we count; so many microseconds on, to keep an order."""
    return datetime.combine(day, time(12), UTC) + timedelta(microseconds=place + 1)


def _save(row: Any, *names: str) -> None:
    row.save(update_fields=list(names))


def dates_of(found: seal.Whole) -> Dates:
    case = found.case
    last = max(one.received_on for one in found.inquiries)
    planned_for = max((one.due_at for one in found.events if one.due_at), default=None)
    return Dates(case.closed_at, case.texts_erased_at, last, planned_for)


def _record(verb: Verb, actor: Actor, case: Case, fields: list[str]) -> None:
    record.write(verb, actor=actor, chain=case.pk, subject=case.pk, fields=fields, revision=case.revision)


__all__ = ["NotDue", "dates_of", "erase_due", "erase_texts", "mark_case", "seal_facts_anew", "unmark_case"]
