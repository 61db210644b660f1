"""Two cases about one matter are linked when both sides say so, and unlinked when either does.

One asks by the code that she was told, the other answers. Neither sees anything of the other's case, and no
right is given: each learns that a post at some scheme works on the same matter, and since when.
"""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from advisory.standing import Standing
from audit.verbs import Verb
from cases.errors import MayReadOnly
from cases.matter_errors import (
    AnsweredAlready,
    AnswersHerself,
    LinkedAlready,
    NoSuchCode,
    OwnMatter,
)
from cases.matters import Link, Side, State, links_of
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Inquiry
from cases.models.ruling import kept_from
from cases.schemes import scheme_of
from cases.services.events import happened
from cases.services.matter_codes import Code, found, used
from cases.services.matter_rows import change, keep, locked, of_case
from cases.services.matter_sides import (
    hold,
    may_end,
    must_lead,
    record_link,
    tell_side,
    write_elsewhere,
)
from cases.services.revisions import changing


def ask(*, standing: Standing, case: Case, lane: Inquiry, code: str) -> Link:
    """Ask whether the case of this code is about the same matter. `code` is plain (cases/matter_code.py).

    `case` comes from `access.case_to_change`, `lane` is her own. The code is used up by it. Raises
    NoSuchCode, the only one that is a wrong guess; OwnMatter, LinkedAlready, NotOpen or LeadsNotMatter;
    SealError.
    """
    told, now = found(code), timezone.now()
    if told is None or kept_from(standing.account_id).filter(case=told.case).exists():
        raise NoSuchCode
    if told.case == case.pk or told.post in _posts(standing):
        raise OwnMatter
    try:
        with transaction.atomic():
            return _ask(standing, case, lane, told, now)
    except IntegrityError:
        raise LinkedAlready from None


def _ask(standing: Standing, case: Case, lane: Inquiry, told: Code, now: datetime) -> Link:
    cases = {one.pk: one for one in hold(case.pk, told.case)}
    must_lead(lane)
    other = cases.get(told.case)
    if other is None or other.erased_at or other.closed_at:
        raise NoSuchCode
    known, _bad = links_of(case.pk)
    if any(one.ended_at is None and one.other(case.pk).case == told.case for one in known):
        raise LinkedAlready
    if not used(told):
        raise NoSuchCode
    link = Link(
        id=uuid.uuid4(),
        revision=1,
        state=State.ASKED,
        asking=_side(standing, case, lane),
        asked=Side(told.case, told.post, told.account, ""),
        asked_at=now,
        changed_at=now,
    )
    keep(link, actor=standing.actor)
    record_link(Verb.MATTER_ASKED, standing.actor, case, link.id)
    tell_side(link.asked, now)
    return link


def agree(*, standing: Standing, case: Case, lane: Inquiry, link_id: uuid.UUID) -> Link:
    """The side whose code it was says yes: from now on the two are linked.

    Raises AnsweredAlready, AnswersHerself, OtherSideGone, NotOpen, LeadsNotMatter or ChangedMeanwhile;
    SealError.
    """
    before, now = of_case(link_id, case.pk), timezone.now()
    with transaction.atomic():
        hold(case.pk, before.asking.case)
        must_lead(lane)
        link = locked(link_id, case.pk)
        _must_answer(standing, case, lane, link)
        with changing(case, revision=case.revision):
            happened(case, lane, EventKind.LINKED, post_id=lane.post_id, by=standing.account_id, now=now)
        record_link(Verb.MATTER_LINKED, standing.actor, case, link.id, revision=case.revision)
        write_elsewhere(link.asking, EventKind.LINKED, Verb.MATTER_LINKED, link.id, now)
        link = change(
            link,
            actor=standing.actor,
            now=now,
            state=State.LINKED,
            linked_at=now,
            asked=_side(standing, case, lane),
        )
        tell_side(link.asking, now)
    return link


def decline(*, standing: Standing, case: Case, lane: Inquiry, link_id: uuid.UUID) -> Link:
    """The side whose code it was says no, which the other is told. Raises as `agree` does."""
    now = timezone.now()
    with transaction.atomic():
        hold(case.pk)
        must_lead(lane)
        link = locked(link_id, case.pk)
        _must_answer(standing, case, lane, link)
        return _ended(standing, case, link, State.DECLINED, now)


def take_back(*, standing: Standing, case: Case, lane: Inquiry, link_id: uuid.UUID) -> Link:
    """The side that asked asks no more. Raises AnsweredAlready or MayReadOnly; SealError."""
    now = timezone.now()
    with transaction.atomic():
        hold(case.pk)
        _must_end(case, lane)
        link = locked(link_id, case.pk)
        if link.asking.case != case.pk or link.state is not State.ASKED:
            raise AnsweredAlready
        return _ended(standing, case, link, State.TAKEN_BACK, now)


def unlink(*, standing: Standing, case: Case, lane: Inquiry, link_id: uuid.UUID) -> Link:
    """Either side says that the two are not linked any more, also when its case is closed.

    Raises AnsweredAlready, MayReadOnly, OtherSideGone or ChangedMeanwhile; SealError.
    """
    before, now = of_case(link_id, case.pk), timezone.now()
    other = before.other(case.pk)
    with transaction.atomic():
        hold(case.pk, other.case)
        _must_end(case, lane)
        link = locked(link_id, case.pk)
        if link.state is not State.LINKED:
            raise AnsweredAlready
        with changing(case, revision=case.revision):
            happened(case, lane, EventKind.UNLINKED, post_id=lane.post_id, by=standing.account_id, now=now)
        write_elsewhere(other, EventKind.UNLINKED, Verb.MATTER_UNLINKED, link.id, now)
        return _ended(standing, case, link, State.UNLINKED, now)


VERBS = {
    State.DECLINED: Verb.MATTER_DECLINED,
    State.TAKEN_BACK: Verb.MATTER_TAKEN_BACK,
    State.UNLINKED: Verb.MATTER_UNLINKED,
}


def _ended(standing: Standing, case: Case, link: Link, state: State, now: datetime) -> Link:
    revision = case.revision if state is State.UNLINKED else None
    record_link(VERBS[state], standing.actor, case, link.id, revision=revision)
    link = change(link, actor=standing.actor, now=now, state=state, ended_at=now, ended_by=case.pk)
    tell_side(link.other(case.pk), now)
    return link


def _must_answer(standing: Standing, case: Case, lane: Inquiry, link: Link) -> None:
    """Raises AnsweredAlready, also for the side that asked; AnswersHerself for whoever is of both."""
    if link.asked.case != case.pk or link.state is not State.ASKED:
        raise AnsweredAlready
    if link.asking.account == standing.account_id or link.asking.post in {lane.post_id, *_posts(standing)}:
        raise AnswersHerself


def _must_end(case: Case, lane: Inquiry) -> None:
    """Raises MayReadOnly for a post that does not speak for the case."""
    stored = Inquiry.unscoped.filter(pk=lane.pk, post=lane.post_id).first()
    if stored is None or not may_end(stored):
        raise MayReadOnly(case.pk)


def _side(standing: Standing, case: Case, lane: Inquiry) -> Side:
    return Side(case.pk, lane.post_id, standing.account_id, scheme_of(lane.post.kind))


def _posts(standing: Standing) -> set[uuid.UUID]:
    return {held.post_id for held in standing.case_posts()}
