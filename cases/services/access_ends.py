"""Ends what a post was given for a time that is over: the right to the case, and its lane if that is open.

The door refuses from the very moment on, whatever runs here (`ends_at` of the grant). This writes down that
it happened, takes the grant away and tells both sides.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from advisory.services.holders import accounts_of, holding
from advisory.services.reminders import tell_of_end
from audit.actor import Actor
from audit.verbs import Verb
from cases import access, seal
from cases.errors import NotDue
from cases.kept_out import is_kept_out
from cases.models.event import Event, EventKind
from cases.models.inquiry import Answer, Inquiry, Part
from cases.services import lanes
from cases.services.answers import answered, end
from cases.services.chase import LaneOf
from cases.services.lane_rights import grants_follow_lanes
from cases.services.unattended import changing_unattended
from cases.status import Status

# A lane with another answer gives nothing any more.
_GIVES = (Answer.UNANSWERED, Answer.ACCEPTED)
# Whoever did the last of these set how long it lasts.
_SETS_TIME = frozenset({EventKind.ASKED, EventKind.PASSED_ON, EventKind.ROUTED, EventKind.EXTENDED})


def over(now: datetime) -> Iterator[LaneOf]:
    """Lanes of which the time is over, the longest first, by what stands in clear.

    Not one that leads by now: its right has no end, or nobody would be left with the case.
    """
    rows = Inquiry.unscoped.filter(access_until__lte=now, answer__in=_GIVES, part=Part.CONSULTED)
    for lane_id, case_id in rows.order_by("access_until", "pk").values_list("pk", "case_id"):
        yield LaneOf(case_id, lane_id)


def expire_access(*, actor: Actor, one: LaneOf, now: datetime) -> bool:
    """In one transaction, its entry and its letters included; True.

    Raises NotDue when somebody extended it or was quicker, NoSuchCase, SealError: nothing was written then.
    """
    with transaction.atomic():
        with changing_unattended(one.case_id) as found:
            lane = _due(found, one, now)
            access.unlocked_anew(found.case, found)
            _end(found, lane, now)
        lanes.record_step(Verb.ACCESS_ENDED, actor=actor, case=found.case, inquiry=lane, posts=[lane.post_id])
        both = [post_id for post_id in (lane.post_id, lane.asked_by_id) if post_id is not None]
        for account in accounts_of(holding(now, posts=both)):
            if not is_kept_out(account.pk, found.case):
                tell_of_end(account, now=now)
    return True


def _due(found: seal.Whole, one: LaneOf, now: datetime) -> Inquiry:
    lane = next((row for row in found.inquiries if row.pk == one.lane_id), None)
    if lane is None or lane.access_until is None or lane.access_until > now:
        raise NotDue
    if lane.answer not in _GIVES or lane.part != Part.CONSULTED:
        raise NotDue
    return lane


def _end(found: seal.Whole, lane: Inquiry, now: datetime) -> None:
    """What happened, and the lane with what it gave: of a case that is being changed."""
    case = found.case
    said = _set_by(found, lane)
    if said is not None:
        answered(case, lane, EventKind.EXPIRED, asked=said, by=said.by_id, post_id=said.post_id)
    if lane.status != Status.CLOSED:
        end(case, lane, Answer.EXPIRED, now)
        return
    # Its work was done; what was left was the time to look something up.
    lane.answer = Answer.EXPIRED
    lane.save(update_fields=["answer"])
    grants_follow_lanes(case)


def _set_by(found: seal.Whole, lane: Inquiry) -> Event | None:
    """What gave the lane its time: whoever did that ends it by it, for no person does so now."""
    given = [one for one in found.events if one.lane_id == lane.pk and one.facts.kind in _SETS_TIME]
    return max(given, key=lambda one: (one.at, one.pk.bytes), default=None)
