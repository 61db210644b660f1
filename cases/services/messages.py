"""What posts say to each other in a case: a question, its answer, advice, a note for oneself.

A question stops the clock of the post that asks, and is the next thing the other one does; its answer starts
the clock again (cases/services/lane_clock.py). Whom a message names is told by a letter that says nothing.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from advisory.services.holders import accounts_of, holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases import gate
from cases.lane_errors import AlreadySaid, NobodyToAsk, NothingToReplyTo, NothingWritten, NotOpen
from cases.models.case import Case
from cases.models.event import Event, EventKind, SeenBy
from cases.models.inquiry import Answer, Inquiry
from cases.next_action import asked_post
from cases.services import lanes
from cases.services.addressees import addressees
from cases.services.events import happened, said_already
from cases.services.revisions import changing
from cases.services.rulings import tell
from cases.services.steps import may_say
from cases.status import Status

SAID = (EventKind.QUESTION, EventKind.REPLY, EventKind.ADVICE, EventKind.NOTE)
LONGEST = 4000


def open_questions(case: Case, own: Inquiry) -> list[Event]:
    """Those put to the post of `own` that nobody has answered, oldest first. Events are loaded."""
    events = list(case.events.all())
    answered = {one.refers_to_id for one in events if one.facts.kind == EventKind.REPLY}
    return [
        one
        for one in events
        if one.facts.kind == EventKind.QUESTION
        and one.pk not in answered
        and one.lane.status != Status.CLOSED
        and asked_post(one) == own.post_id
    ]


def put_question(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    to: uuid.UUID,
    text: str,
    submission: uuid.UUID | None = None,
) -> Event:
    """`to` is the post of one of the `addressees`. Raises NobodyToAsk, NothingWritten, NotOpen or
    ChangedMeanwhile.
    """
    whom = next((one for one in addressees(case, lane) if one.post.pk == to), None)
    if whom is None:
        raise NobodyToAsk
    said = _Said(EventKind.QUESTION, SeenBy.LANE, text, whom.lane, whom.post.pk, submission=submission)
    return _say(standing, case, lane, revision, said)


def reply(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    question: uuid.UUID,
    text: str,
    submission: uuid.UUID | None = None,
) -> Event:
    """`question` is the id of one of the `open_questions`. Raises NothingToReplyTo, NothingWritten, NotOpen
    or ChangedMeanwhile.
    """
    asked = next((one for one in open_questions(case, lane) if one.pk == question), None)
    if asked is None:
        raise NothingToReplyTo
    said = _Said(EventKind.REPLY, SeenBy.LANE, text, asked.lane, asked.post_id, asked, submission)
    return _say(standing, case, lane, revision, said)


def advise(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    seen_by: SeenBy,
    text: str,
    submission: uuid.UUID | None = None,
) -> Event:
    """What the post advises whoever asked it: the lane stands as advice given, where it may.

    Raises NothingWritten, NotOpen or ChangedMeanwhile.
    """
    said = _Said(EventKind.ADVICE, seen_by, text, lane, lane.asked_by_id, submission=submission)
    return _say(standing, case, lane, revision, said)


def note(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    revision: int,
    seen_by: SeenBy,
    text: str,
    told: uuid.UUID | None = None,
    submission: uuid.UUID | None = None,
) -> Event:
    """A note for one's own post, for both posts of the lane, or for all who work on the case; `told` names a
    post that works on it. Raises NobodyToAsk, NothingWritten, NotOpen or ChangedMeanwhile.
    """
    if told is not None and told not in {one.post_id for one in case.inquiries.all()}:
        raise NobodyToAsk
    said = _Said(EventKind.NOTE, seen_by, text, lane, told, submission=submission)
    return _say(standing, case, lane, revision, said)


@dataclass(frozen=True, slots=True, repr=False)
class _Said:
    kind: EventKind
    seen_by: SeenBy
    text: str
    lane: Inquiry
    told: uuid.UUID | None = None
    question: Event | None = None
    # What its draft was called, and it is called itself: sent twice, it is said once.
    submission: uuid.UUID | None = None


def _say(standing: Standing, case: Case, own: Inquiry, revision: int, said: _Said) -> Event:
    if said.submission is not None and said_already([said.submission]):
        raise AlreadySaid
    text, now = gate.passed(said.text, field="text", longest=LONGEST), timezone.now()
    if not text:
        raise NothingWritten
    if own.status == Status.CLOSED or own.answer not in ("", Answer.ACCEPTED):
        raise NotOpen
    with transaction.atomic():
        with changing(case, revision=revision):
            made = happened(
                case,
                said.lane,
                said.kind,
                post_id=own.post_id,
                by=standing.account_id,
                now=now,
                facts={"seen_by": said.seen_by},
                text=text,
                refers_to=said.question,
                pk=said.submission,
            )
            if said.kind is EventKind.ADVICE and Status.ADVISED in may_say(own):
                change = lanes.stepped(own, Status.ADVISED, at=case.changed_at)
                own.save(update_fields=["status"])
                change.save(force_insert=True)
                lanes.write_step(case, change, by=standing.account_id)
        lanes.record_step(
            VERBS[said.kind],
            actor=standing.actor,
            case=case,
            inquiry=said.lane,
            posts=[said.told] if said.told else [],
        )
        if said.told is not None:
            tell(accounts_of(holding(now, posts={said.told})), now)
    return made


VERBS = {
    EventKind.QUESTION: Verb.QUESTION_PUT,
    EventKind.REPLY: Verb.QUESTION_ANSWERED,
    EventKind.ADVICE: Verb.ADVICE_GIVEN,
    EventKind.NOTE: Verb.NOTE_WRITTEN,
}
