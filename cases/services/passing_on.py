"""What a post left behind passes on to another post: the lanes themselves, with the right to the cases.

No inquiry is made, so each case is counted once still, on the day and as what it was asked. A case is one
transaction: stopped in the middle and begun again, it goes on with the rest.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.models import Post
from advisory.sealing.errors import SealError
from advisory.services.holders import accounts_of, held_posts, holding
from advisory.standing import Standing
from audit.verbs import Verb
from cases import access, seal
from cases.errors import NoSuchCase, NothingToPassOn, OtherScheme, PostIsEmpty, PostIsHeld
from cases.models.case import Case
from cases.models.grant import CaseGroupPermission
from cases.models.inquiry import Inquiry
from cases.models.ruling import Kind
from cases.promises import promised
from cases.schemes import scheme_of
from cases.services.follow_ups import PLANNED
from cases.services.follow_ups_due import due_by
from cases.services.lane_rights import grants_follow_lanes
from cases.services.rulings import grants_anew, record_ruling, ruled, tell, written
from cases.services.unattended import changing_unattended
from cases.services.unheld import OPEN, stranded_lanes
from cases.status import Status


@dataclass(frozen=True, slots=True)
class PassedOn:
    """How many cases; how many were left because they do not hold together, which is recorded."""

    cases: int
    broken: int


def pass_on_post(*, standing: Standing, from_post: Post, to_post: Post, reason: str) -> PassedOn:
    """Every open case of a post that nobody holds, and every one that it was to follow up. For the
    coordinator, who need not see the cases.

    Raises PostIsHeld, PostIsEmpty, OtherScheme, NoReasonGiven or NothingToPassOn.
    """
    reason, now = written(reason), timezone.now()
    if held_posts(now, {from_post.pk}):
        raise PostIsHeld
    _must_take(from_post, to_post, now)
    lanes = Inquiry.unscoped.filter(OPEN, post=from_post)
    passed, broken = 0, 0
    later = due_by(posts=[from_post.pk])
    ids = {*lanes.values_list("case", flat=True), *later.values_list("case", flat=True)}
    for case_id in sorted(ids):
        try:
            _pass_on(standing, case_id, [from_post], to_post, reason)
        except SealError as error:
            record_broken(error, actor=standing.actor)
            broken += 1
        except (NothingToPassOn, NoSuchCase):
            # Closed or erased since it was looked for.
            continue
        else:
            passed += 1
    if not passed and not broken:
        raise NothingToPassOn
    return PassedOn(passed, broken)


def pass_on_case(*, standing: Standing, case_id: uuid.UUID, to_post: Post, reason: str) -> None:
    """An open case from which everybody at its posts is shut out. For the coordinator.

    Raises NothingToPassOn for any other case, PostIsEmpty, OtherScheme or NoReasonGiven; SealError.
    """
    reason, now = written(reason), timezone.now()
    case = Case.unscoped.filter(pk=case_id, erased_at=None, kept_out__gt=0).first()
    lanes = stranded_lanes(case, now) if case else []
    if not lanes:
        raise NothingToPassOn
    posts = list(Post.objects.filter(pk__in={lane.post_id for lane in lanes}))
    for post in posts:
        _must_take(post, to_post, now)
    _pass_on(standing, case_id, posts, to_post, reason)


def _must_take(from_post: Post, to_post: Post, now: datetime) -> None:
    """Raises OtherScheme or PostIsEmpty."""
    to_post.must_be_as_sealed()
    if from_post.pk == to_post.pk or scheme_of(from_post.kind) != scheme_of(to_post.kind):
        raise OtherScheme
    if not held_posts(now, {to_post.pk}):
        raise PostIsEmpty


def _pass_on(
    standing: Standing, case_id: uuid.UUID, from_posts: Sequence[Post], to_post: Post, reason: str
) -> None:
    """One case. Raises NothingToPassOn, NoSuchCase or SealError: nothing was written then."""
    now = timezone.now()
    ids = {post.pk for post in from_posts}
    with transaction.atomic():
        with changing_unattended(case_id) as found:
            access.unlocked_anew(found.case, found)
            moved = [lane for lane in found.inquiries if lane.post_id in ids and _is_work(lane, found)]
            if not moved:
                raise NothingToPassOn
            left = sorted({lane.post_id for lane in moved})
            for lane in moved:
                # Whoever claimed it did so at the post that is left.
                lane.post, lane.claimed_by = to_post, None
                lane.save(update_fields=["post", "claimed_by"])
            _move_requests(found, ids, to_post)
            for post_id in left:
                ruled(
                    found.case, Kind.PASSED_ON, by=standing.account_id, now=now, reason=reason, post=post_id
                )
            _move_grants(found, from_posts)
        objects = [*(lane.pk for lane in moved), *left, to_post.pk]
        record_ruling(Verb.CASE_PASSED_ON, actor=standing.actor, case=found.case, objects=objects)
        tell(accounts_of(holding(now, posts={to_post.pk})), now)


def _is_work(lane: Inquiry, found: seal.Whole) -> bool:
    """Whether it is open, or was ended and is to be followed up."""
    return lane.status != Status.CLOSED or bool(promised(lane.pk, found.events, PLANNED))


def _move_requests(found: seal.Whole, left: set[uuid.UUID], to_post: Post) -> None:
    """What the posts that are left have asked of others goes on as asked by the one that has their work now:
    it hears the answer, and can take the question back.
    """
    for lane in found.inquiries:
        asked = lane.asked_by_id in left and lane.post_id != to_post.pk
        if asked and lane.status != Status.CLOSED:
            lane.asked_by = to_post
            lane.save(update_fields=["asked_by"])


def _move_grants(found: seal.Whole, from_posts: Iterable[Post]) -> None:
    """A post that has no lane left in the case has no right to it either; the other one has what the lanes
    give, for as long as they give it.
    """
    still = {lane.post_id for lane in found.inquiries}
    gone = [post.group_id for post in from_posts if post.pk not in still]
    CaseGroupPermission.objects.filter(content_object=found.case, group__in=gone).delete()
    grants_follow_lanes(found.case)
    grants_anew(found.case)
