"""What happens to an inquiry and its case: logged, changed, closed, reopened.

Each function is one rule and one transaction, its trail entry included. `new_case_rows`
builds them of a new case without saving them, so that one case and ten thousand
are made by the same code.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.utils import timezone

from advisory.sealing import keys
from advisory.sealing.checked import Checked
from advisory.standing import Held, Standing
from audit import record
from audit.verbs import Verb
from cases import access, gate, seal
from cases.errors import AlreadyClosed, AlreadySent, NotClosed
from cases.follow_ups import BOTH_TIMES, Plan
from cases.lane_errors import StillAsking, TasksOpen
from cases.models.case import Case, CaseKey, Lock
from cases.models.event import Event
from cases.models.facts import CaseFacts, InquiryFacts
from cases.models.grant import CaseGroupPermission
from cases.models.inquiry import Answer, Inquiry, Part, StatusChange
from cases.models.person import Person
from cases.services import follow_ups, lanes
from cases.services.actions import ticked_anew
from cases.services.duties import must_be_assessed
from cases.services.insert import insert
from cases.services.kept_words import keep_words
from cases.services.lane_rights import ends_with, grants_follow_lanes
from cases.services.revisions import changing
from cases.services.tasks import open_tasks
from cases.status import Status, may_follow
from cases.told import Told


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that a new case writes."""

    case: Case
    key: CaseKey
    inquiry: Inquiry
    persons: list[Person]
    grants: list[CaseGroupPermission]


def new_case_rows(
    told: Told,
    *,
    post_id: uuid.UUID,
    group_id: int,
    submission: uuid.UUID,
    now: datetime,
    claimed_by: uuid.UUID | None = None,
) -> Rows:
    """Unsaved rows of a new case with its first inquiry, sealed when they are saved."""
    told = told.checked()
    case = Case(opened_at=now, changed_at=now, facts=told.case)
    key = keys.new_key()
    wrap_id = uuid.uuid4()
    epoch, wrapped = keys.wrap_case_key(key, wrap_id=wrap_id, case_id=case.pk)
    case.lock = Lock(text_key=(1, AESGCM(key)))
    inquiry = lanes.begun(
        case,
        post_id=post_id,
        received_on=told.received_on,
        facts=told.inquiry,
        narrative=told.narrative,
        submission=submission,
        now=now,
        part=Part.LEAD,
        urgency=told.case.urgency,
    )
    inquiry.claimed_by_id = claimed_by
    persons = [Person(case=case, position=n, facts=facts) for n, facts in enumerate(told.persons, start=1)]
    rows = Rows(
        case=case,
        key=CaseKey(id=wrap_id, case=case, generation=1, epoch=epoch, wrapped=wrapped),
        inquiry=inquiry,
        persons=persons,
        grants=access.grants_for(case, [group_id], ["view", "change"]),
    )
    seal_rows(rows)
    return rows


def seal_rows(
    rows: Rows,
    *,
    further: Sequence[Inquiry] = (),
    grants: Sequence[CaseGroupPermission] = (),
    changes: Sequence[StatusChange] = (),
) -> None:
    """Seal an unsaved case with all that will be saved with it."""
    seal.seal(
        seal.Whole(
            case=rows.case,
            keys=[rows.key],
            persons=rows.persons,
            inquiries=[rows.inquiry, *further],
            changes=changes,
            grants=[*rows.grants, *grants],
            exceptions=(),
        )
    )


def log_inquiry(
    *, standing: Standing, held: Held, told: Told, submission: uuid.UUID, takes: bool = False
) -> tuple[Case, bool]:
    """A first contact becomes a case with one inquiry: (the case, whether it was made now).

    `takes`: whoever logs it has taken it, of which its first entry tells; else it waits for somebody to.
    Sent twice (a double click, a retry after a broken line) it makes one case: `submission` is unique,
    and the second sender gets the first one's case. Raises what `Told.checked` raises, and AlreadySent
    when it was sent to another post before.
    """
    now, taker = timezone.now(), standing.account_id if takes else None
    rows = new_case_rows(
        told, post_id=held.post_id, group_id=held.group_id, submission=submission, now=now, claimed_by=taker
    )
    try:
        with transaction.atomic():
            entry = lanes.entry_of_logged(actor=standing.actor, case=rows.case, inquiry=rows.inquiry)
            save_rows([rows], entry=entry)
            _keep_words(standing, rows, told)
    except IntegrityError:
        earlier = Inquiry.unscoped.filter(submission=submission).first()
        if earlier is None:
            raise
        if earlier.post_id != held.post_id:
            raise AlreadySent from None
        return access.open_case(standing, earlier.case_id), False
    return rows.case, True


def _keep_words(standing: Standing, rows: Rows, told: Told) -> None:
    """What somebody answered for in a first note is the case's second step: the first is one statement."""
    if isinstance(told.narrative, Checked) and told.narrative.answer is not None:
        case, inquiry = rows.case, rows.inquiry
        with changing(case, revision=case.revision):
            keep_words(case, told.narrative, by=standing.account_id, now=case.changed_at, lane=inquiry)
        lanes.record_step(
            Verb.CASE_CHANGED, actor=standing.actor, case=case, inquiry=inquiry, fields=["narrative"]
        )


def became(*, standing: Standing, submission: uuid.UUID) -> uuid.UUID | None:
    """The case that this form of one of her posts has become; None for any other."""
    own = {held.post_id for held in standing.case_posts()}
    made = Inquiry.unscoped.filter(submission=submission, post_id__in=own)
    return made.values_list("case_id", flat=True).first()


def sent_already(submissions: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these forms that have become an inquiry."""
    return set(Inquiry.unscoped.filter(submission__in=list(submissions)).values_list("submission", flat=True))


def save_rows(batch: Sequence[Rows], *, entry: record.Statement | None = None) -> None:
    """Write new cases, one INSERT a table, and `entry`; the caller holds the transaction."""
    insert(
        [rows.case for rows in batch],
        [rows.key for rows in batch],
        [rows.inquiry for rows in batch],
        [person for rows in batch for person in rows.persons],
        [grant for rows in batch for grant in rows.grants],
        also=entry,
    )


def change_inquiry(
    *, standing: Standing, case: Case, inquiry: Inquiry, revision: int, told: Told
) -> list[str]:
    """Store what was told anew; gives the names of the fields that changed, none if none did.

    `case` comes from `access.case_to_change`. Of one that her post does not lead, or that she does
    not see all of, her own inquiry alone is stored. Raises ChangedMeanwhile when the case is no longer at
    `revision`: nothing is saved then.
    """
    whole = tells_all(case, inquiry)
    told = told.checked(lane_alone=not whole)
    changed = changed_fields(case, inquiry, told)
    if not changed:
        return []
    with transaction.atomic():
        with changing(case, revision=revision):
            ticked_anew(
                case,
                inquiry,
                before=inquiry.facts.actions,
                after=told.inquiry.actions,
                by=standing.account_id,
            )
            inquiry.facts = told.inquiry
            inquiry.narrative, inquiry.received_on = told.narrative, told.received_on
            inquiry.save(update_fields=["facts", "narrative", "received_on"])
            if whole:
                case.facts = told.case
                case.save(update_fields=["facts"])
            if "persons" in changed:
                _replace_persons(case, told)
            keep_words(case, told.narrative, by=standing.account_id, now=case.changed_at, lane=inquiry)
        lanes.record_step(Verb.CASE_CHANGED, actor=standing.actor, case=case, inquiry=inquiry, fields=changed)
    return changed


def close_inquiry(
    *,
    standing: Standing,
    case: Case,
    inquiry: Inquiry,
    revision: int,
    outcome: str,
    follow_up: Plan = BOTH_TIMES,
) -> None:
    """End the post's lane with an outcome; the case is closed with its last lane.

    Who leads it plans how it is followed up; both times, where nothing else is said. Raises AlreadyClosed,
    StillAsking, TasksOpen or ChangedMeanwhile, DutiesNotAssessed to who leads it or is last, NotFollowedUp,
    and NoteIdentifies or GuardDown.
    """
    if not may_follow(inquiry.status, Status.CLOSED):
        raise AlreadyClosed
    if any(
        one.asked_by_id == inquiry.post_id and one.answer == Answer.UNANSWERED for one in case.inquiries.all()
    ):
        raise StillAsking
    if open_tasks(case, inquiry):
        raise TasksOpen
    gate.must_not_identify(inquiry.narrative)
    with transaction.atomic():
        # First, so that the caller's rows stay as they were when somebody else was quicker.
        with changing(case, revision=revision):
            if inquiry.part == Part.LEAD:
                must_be_assessed(case)
            planned = follow_ups.plan(case, inquiry, follow_up, outcome=outcome, by=standing.account_id)
            change = lanes.ended(inquiry, outcome=outcome, at=case.changed_at)
            ends_with(inquiry, change.at)
            inquiry.save(update_fields=[*lanes.STEP, "access_until"])
            change.save(force_insert=True)
            lanes.write_step(case, change, by=standing.account_id)
            lanes.close_with_last(case, at=change.at)
            grants_follow_lanes(case)
        said = ["follow_up"] if planned else []
        lanes.record_ended(actor=standing.actor, case=case, inquiry=inquiry, also=said)


def reopen_inquiry(*, standing: Standing, case: Case, inquiry: Inquiry, revision: int) -> None:
    """Take a closed lane up again, which gives its post what an open one does.

    Raises NotClosed, also for one that its post has declined or passed on, that was taken back or whose time
    is over: it must be asked again. Or ChangedMeanwhile.
    """
    if not may_follow(inquiry.status, Status.REOPENED) or inquiry.answer not in ("", Answer.ACCEPTED):
        raise NotClosed
    with transaction.atomic():
        with changing(case, revision=revision):
            open_again(case, inquiry, by=standing.account_id)
        lanes.record_reopened(actor=standing.actor, case=case, inquiry=inquiry)


def open_again(case: Case, inquiry: Inquiry, *, by: uuid.UUID, but: Event | None = None) -> None:
    """The same within `changing`; the caller records it. `but` is a follow-up that is over.

    Raises NotClosed.
    """
    change = lanes.reopened(inquiry, at=case.changed_at)
    inquiry.save(update_fields=lanes.STEP)
    change.save(force_insert=True)
    follow_ups.call_off(case, inquiry, by=by, but=but)
    lanes.write_step(case, change, by=by)
    case.closed_at = None
    case.save(update_fields=["closed_at"])
    grants_follow_lanes(case)


def told_in(case: Case, inquiry: Inquiry) -> Told:
    """What is stored, in the shape in which it is told. Raises NotShown where its note is not shown."""
    return replace(coded_in(case, inquiry), narrative=inquiry.narrative)


def coded_in(case: Case, inquiry: Inquiry) -> Told:
    """The same without its note, which stays unopened. Facts that are not for the reader are not in it."""
    persons = list(case.persons.all())
    return Told(
        received_on=inquiry.received_on,
        case=case.facts,
        inquiry=inquiry.facts,
        persons=tuple(person.facts for person in persons),
        person_ids=tuple(person.pk for person in persons),
    )


def complete(inquiry: Inquiry) -> bool:
    """Whether it is recorded who asked and how: the quick log leaves both for afterwards. Not of a post that
    was asked by another, of which nobody outside asked anything.
    """
    return not left_open(inquiry)


def left_open(inquiry: Inquiry) -> list[str]:
    """Which of the two are not recorded, in the order in which the form asks."""
    if inquiry.asked_by_id is not None:
        return []
    return [name for name in ("asker", "channel") if not getattr(inquiry.facts, name)]


def tells_all(case: Case, inquiry: Inquiry) -> bool:
    """Whether the post of this lane may change the case and its persons, not its own part alone: the one
    that leads, shown all of it.
    """
    return sees_all(case) and inquiry.part == Part.LEAD


def sees_all(case: Case) -> bool:
    """Whether its reader was handed out all of the case, and not an agency's part."""
    return access.sight_of(case).is_whole


def changed_fields(case: Case, inquiry: Inquiry, told: Told) -> list[str]:
    """Names of the fields in which `told` differs from what is stored, among those its reader may change."""
    stored, whole = told_in(case, inquiry), tells_all(case, inquiry)
    names = [
        f"case.{name}"
        for name in CaseFacts.SLOTS
        if whole and getattr(stored.case, name) != getattr(told.case, name)
    ]
    names += [
        f"inquiry.{name}"
        for name in InquiryFacts.SLOTS
        if getattr(stored.inquiry, name) != getattr(told.inquiry, name)
    ]
    names += [
        name
        for name in (("persons",) if whole else ()) + ("narrative", "received_on")
        if getattr(stored, name) != getattr(told, name)
    ]
    return names


def _replace_persons(case: Case, told: Told) -> None:
    """A corrected person keeps her row, whoever before her was removed; an id not of this case is new."""
    stored = {row.pk: row for row in case.persons.all()}
    for position, (facts, known) in enumerate(told.persons_by_row(), start=1):
        row = stored.pop(known, None) if known else None
        if row is None:
            Person(case=case, position=position, facts=facts).save(force_insert=True)
        elif row.facts != facts or row.position != position:
            row.facts, row.position = facts, position
            row.save(update_fields=["facts", "position"])
    for row in stored.values():
        row.delete()
