"""A post is given to an account for a time, and taken back: the only way rights come and go.

The trail names account and post and not the role, which is sealed like every profile; that a profile
came or changed stands in the register (advisory/register.py), never what it says.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from advisory.account_seal import changing, memberships_of
from advisory.errors import MembershipOver, RoleDoesNotFit
from advisory.models import Account, Membership, Post
from advisory.roles import CASE_ROLES, KINDS, Role
from advisory.sealing.errors import SealError
from advisory.services.holders import coordinators, held_posts
from advisory.services.outbox import ask_to_sign_in
from advisory.sessions import end_sessions
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def start_membership(
    *,
    actor: Actor,
    account: Account,
    post: Post,
    role: Role,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Membership:
    """Give `account` the post in `role` from `starts_at` (aware; default now) until it ends or is ended.

    If that gives the account another role now, its sessions end. Raises RoleDoesNotFit when the role is not
    one of that kind of post: an adviser belongs to a school, a coordinator to the team; MembershipOver when
    it would end before it begins.
    """
    if KINDS[role] != post.kind:
        raise RoleDoesNotFit
    membership = Membership.new(
        account=account, post=post, role=role.value, starts_at=starts_at or timezone.now()
    )
    if ends_at is not None and ends_at <= membership.starts_at:
        raise MembershipOver
    membership.ends_at = ends_at
    with transaction.atomic():
        with changing(account.pk) as stored, sessions_end_with_roles(account.pk, actor):
            membership.save(force_insert=True)
        record_memberships(Verb.MEMBERSHIP_STARTED, actor, [membership], stored)
    account.revision, account.seal = stored.revision, stored.seal
    return membership


def end_membership(*, actor: Actor, membership: Membership, at: datetime | None = None) -> None:
    """The membership gives nothing from `at` on (aware; default now). If a role goes with it, sessions end.

    Who holds no post of her own any more stands in for nobody either; a post that nobody holds any more is
    told to the coordinators. Raises MembershipOver when it has ended already, or would end before it began.
    What is judged is the stored row, held until the end, not the copy that was given; that copy then says
    what was stored.
    """
    at = at or timezone.now()
    with transaction.atomic():
        with (
            changing(membership.account_id) as account,
            sessions_end_with_roles(membership.account_id, actor),
        ):
            stored = Membership.objects.get(pk=membership.pk)
            over = stored.ends_at is not None and stored.ends_at <= at
            if over or at <= stored.starts_at:
                raise MembershipOver
            end_stored(stored, at)
            ended = [stored, *_end_deputyships(account, at)]
        record_memberships(Verb.MEMBERSHIP_ENDED, actor, ended, account)
        call_off_deputies(actor, ended, at)
        tell_of_empty_posts(actor, ended, at)
    membership.ends_at = stored.ends_at


def call_off(*, actor: Actor, membership: Membership) -> None:
    """A membership that has not begun ends as it would begin. Raises MembershipOver when it has begun."""
    with transaction.atomic():
        with changing(membership.account_id) as account:
            stored = Membership.objects.get(pk=membership.pk)
            if stored.starts_at <= timezone.now() or stored.ends_at == stored.starts_at:
                raise MembershipOver
            end_stored(stored, stored.starts_at)
        record_memberships(Verb.MEMBERSHIP_ENDED, actor, [stored], account)
    membership.ends_at = stored.ends_at


def end_all(account: Account) -> list[Membership]:
    """Every membership of an account that is being changed ends now, one not yet begun as it would begin.

    Gives those that were ended; the caller records them.
    """
    now = timezone.now()
    ended = list(account.memberships.not_over_at(now).order_by("pk"))
    for stored in ended:
        end_stored(stored, max(now, stored.starts_at))
    return ended


def record_memberships(verb: Verb, actor: Actor, memberships: Iterable[Membership], account: Account) -> None:
    """An entry each on the account's chain, after the account was sealed anew."""
    for one in memberships:
        also = [] if one.deputy_for is None else [one.deputy_for]
        record.write(
            verb,
            actor=actor,
            chain=account.pk,
            subject=account.pk,
            objects=[one.pk, one.post_id, *also],
            revision=account.revision,
        )


@contextmanager
def sessions_end_with_roles(account_id: UUID, actor: Actor) -> Iterator[None]:
    """End the account's sessions if it has other roles now after what is done within than it had before."""
    before = _roles(account_id)
    yield
    if _roles(account_id) != before:
        end_sessions(account_id, actor=actor)


def _roles(account_id: UUID) -> set[str]:
    now = timezone.now()
    return {row.role for row in memberships_of(account_id) if row.holds_at(now)}


def tell_of_empty_posts(actor: Actor, ended: Iterable[Membership], at: datetime) -> None:
    """Posts of these memberships at which cases are worked on and that nobody holds from `at` on.

    Each is recorded on the account's chain, and the coordinators get a letter, in the caller's transaction.
    """
    left = {one.post_id: one.account_id for one in ended if one.deputy_for is None and one.role in CASE_ROLES}
    empty = left.keys() - held_posts(at, left.keys())
    for post_id in sorted(empty):
        record.write(Verb.POST_UNHELD, actor=actor, chain=left[post_id], subject=post_id)
    if empty:
        now = timezone.now()
        for account in coordinators(now):
            ask_to_sign_in(account, now=now)


def call_off_deputies(
    actor: Actor, ended: Iterable[Membership], at: datetime, *, begun: bool = False
) -> None:
    """Deputies who were to begin at these posts once their holder has left: she is not away any more then.

    Who stands in already goes on, so that nothing lies still until the post has somebody; `begun` ends her
    too. One that was altered gives nothing, and stands in nobody's way.
    """
    left = {(one.post_id, one.account_id) for one in ended if one.deputy_for is None}
    coming = Membership.objects.not_over_at(at).filter(
        post__in={post_id for post_id, _account in left}, ends_at__isnull=False
    )
    if not begun:
        coming = coming.filter(starts_at__gte=at)
    for row in coming.order_by("pk"):
        try:
            if (row.post_id, row.deputy_for) not in left:
                continue
            with (
                changing(row.account_id) as deputy,
                sessions_end_with_roles(row.account_id, actor),
            ):
                end_stored(row, max(at, row.starts_at))
        except SealError:
            continue
        record_memberships(Verb.DEPUTY_ENDED, actor, [row], deputy)


def end_stored(stored: Membership, at: datetime) -> None:
    """The row alone; the caller is changing its account."""
    stored.ends_at = at
    stored.save(update_fields=["ends_at"])


def _end_deputyships(account: Account, at: datetime) -> list[Membership]:
    """Where she held nothing of her own at which cases are worked on from then on; gives those ended."""
    rest = list(account.memberships.not_over_at(at).order_by("pk"))
    if any(one.deputy_for is None and one.role in CASE_ROLES for one in rest):
        return []
    ended = [one for one in rest if one.deputy_for is not None]
    for one in ended:
        end_stored(one, max(at, one.starts_at))
    return ended
