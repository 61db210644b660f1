"""Somebody has followed up after a case was closed: whether there was contact, and how it stands now.

From there the case can be opened again; what else was planned is then called off.
"""

import uuid

from django.db import transaction

from advisory.standing import Standing
from audit.verbs import Verb
from cases import gate
from cases.errors import NotClosed, OutcomeUnknown
from cases.follow_ups import NOT_REACHED, REACHED
from cases.lane_errors import NothingToFollowUp
from cases.models.case import Case
from cases.models.event import Event, EventKind
from cases.models.inquiry import Inquiry
from cases.promises import promised
from cases.services import lanes
from cases.services.events import happened
from cases.services.follow_ups import PLANNED
from cases.services.inquiries import open_again
from cases.services.revisions import changing
from cases.services.tasks import LONGEST
from cases.status import Status


def planned(case: Case, lane: Inquiry) -> list[Event]:
    """Follow-ups of this lane that are still to come, the first first. Its events were handed out with it."""
    if lane.status != Status.CLOSED:
        return []
    return promised(lane.pk, case.events.all(), PLANNED)


def follow_up(
    *,
    standing: Standing,
    case: Case,
    lane: Inquiry,
    event: uuid.UUID,
    reached: bool,
    outcome: str,
    text: str,
    reopens: bool,
) -> None:
    """`event` is one of those `planned`; `outcome` a code of `avslutning`, and nothing without contact.

    Raises NothingToFollowUp for one that is over already, OutcomeUnknown, NotClosed, ChangedMeanwhile, and
    what the gate raises.
    """
    said = gate.passed(text, field="text", longest=LONGEST)
    if lane.status != Status.CLOSED:
        raise NotClosed
    found = next((one for one in planned(case, lane) if one.pk == event), None)
    if found is None:
        raise NothingToFollowUp
    if reached and not outcome:
        raise OutcomeUnknown
    facts = {"follow_up": found.facts.follow_up, "result": REACHED if reached else NOT_REACHED}
    with transaction.atomic():
        with changing(case, revision=case.revision):
            happened(
                case,
                lane,
                EventKind.FOLLOW_UP,
                post_id=lane.post_id,
                by=standing.account_id,
                now=case.changed_at,
                facts={**facts, "outcome": outcome if reached else ""},
                text=said,
                refers_to=found,
            )
            # The next one was not chased yet.
            lane.chased = 0
            lane.save(update_fields=["chased"])
            if reopens:
                open_again(case, lane, by=standing.account_id, but=found)
        lanes.record_step(
            Verb.FOLLOWED_UP, actor=standing.actor, case=case, inquiry=lane, fields=["outcome", "result"]
        )
        if reopens:
            lanes.record_reopened(actor=standing.actor, case=case, inquiry=lane)
