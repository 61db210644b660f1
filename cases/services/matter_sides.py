"""The two sides of a link: who speaks for a case, both held while they are linked, how the other is told.

No side is told the other's case, post or people: only its scheme, and since when.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from advisory.services.holders import accounts_of, holding
from audit import record
from audit.actor import Actor, job
from audit.verbs import Verb
from cases import access
from cases.errors import NoSuchCase
from cases.lane_errors import NotOpen
from cases.matter_errors import LeadsNotMatter, OtherSideGone
from cases.matters import Side
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Answer, Inquiry, Part
from cases.models.ruling import IN_FORCE, Ruling
from cases.services.events import happened
from cases.services.rulings import tell
from cases.services.unattended import changing_unattended
from cases.status import Status

# On the other side's chain stands that it was linked; by whom, on the chain of whoever did it.
ACTOR = job("matter_links")


def may_speak(lane: Inquiry) -> bool:
    """Whether the post of this lane speaks for the case: it leads, and works on it."""
    return lane.part == Part.LEAD and _works(lane) and lane.status != Status.CLOSED


def must_lead(lane: Inquiry) -> None:
    """Of the lane as it stands now; the caller holds its case. Raises NotOpen or LeadsNotMatter."""
    stored = Inquiry.unscoped.filter(pk=lane.pk, post=lane.post_id).first()
    if stored is None or not _works(stored) or stored.status == Status.CLOSED:
        raise NotOpen
    if stored.part != Part.LEAD:
        raise LeadsNotMatter


def may_end(lane: Inquiry) -> bool:
    """Whether the post of this lane ends a link of the case: it leads, or led when it was closed."""
    return lane.part == Part.LEAD and _works(lane)


def hold(*case_ids: uuid.UUID) -> list[Case]:
    """The cases, locked for this transaction in one order, so that no two lock each other out; not opened."""
    return list(Case.unscoped.select_for_update().filter(pk__in=case_ids).order_by("pk"))


def write_elsewhere(side: Side, kind: EventKind, verb: Verb, link_id: uuid.UUID, now: datetime) -> None:
    """Write down in the other side's case what has happened, in the name of its own post, which agreed to it
    or is told of it here. The caller holds both cases. Raises OtherSideGone; SealError.
    """
    try:
        with changing_unattended(side.case) as found:
            access.unlocked_anew(found.case, found)
            lane = _lane_of(found.inquiries, side.post, kind)
            happened(found.case, lane, kind, post_id=lane.post_id, by=side.account, now=now)
    except NoSuchCase:
        raise OtherSideGone from None
    record_link(verb, ACTOR, found.case, link_id, revision=found.case.revision)


def record_link(
    verb: Verb, actor: Actor, case: Case, link_id: uuid.UUID, *, revision: int | None = None
) -> None:
    record.write(verb, actor=actor, chain=case.pk, subject=case.pk, objects=[link_id], revision=revision)


def tell_side(side: Side, now: datetime) -> None:
    """A letter to those who hold the post that leads that case, but for who is shut out of it."""
    lanes = Inquiry.unscoped.filter(case=side.case, part=Part.LEAD).exclude(status=Status.CLOSED)
    posts = set(lanes.values_list("post", flat=True)) or {side.post}
    out = set(Ruling.unscoped.filter(IN_FORCE, case=side.case).values_list("account", flat=True))
    tell(accounts_of([one for one in holding(now, posts=posts) if one.account_id not in out]), now)


def _works(lane: Inquiry) -> bool:
    return lane.answer in ("", Answer.ACCEPTED)


def _lane_of(lanes: Sequence[Inquiry], post_id: uuid.UUID, kind: EventKind) -> Inquiry:
    """The lane of the post that agreed. It has one still when two cases are linked; one that it has left does
    not keep them linked. Raises OtherSideGone.
    """
    hers = [lane for lane in lanes if lane.post_id == post_id and _works(lane)]
    if not hers and kind is EventKind.LINKED:
        raise OtherSideGone
    return next(iter(hers), lanes[0])
