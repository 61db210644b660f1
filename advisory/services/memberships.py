"""A post is given to an account for a time, and taken back: the only way rights come and go.

The trail names account and post and not the role, which is sealed like every profile; that a profile
came or changed stands in the register (advisory/register.py), never what it says.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.errors import MembershipOver, RoleDoesNotFit
from advisory.models import Account, Membership, Post
from advisory.roles import KINDS, Role
from audit import record
from audit.actor import Actor
from audit.verbs import Verb


def start_membership(
    *, actor: Actor, account: Account, post: Post, role: Role, starts_at: datetime | None = None
) -> Membership:
    """Give `account` the post in `role` from `starts_at` (aware; default now) until it is ended.

    Raises RoleDoesNotFit when the role is not one of that kind of post: an adviser belongs to a
    school, a coordinator to the team.
    """
    if KINDS[role] != post.kind:
        raise RoleDoesNotFit
    membership = Membership.new(
        account=account, post=post, role=role.value, starts_at=starts_at or timezone.now()
    )
    with transaction.atomic():
        membership.save(force_insert=True)
        _record(Verb.MEMBERSHIP_STARTED, actor, membership)
    return membership


def end_membership(*, actor: Actor, membership: Membership, at: datetime | None = None) -> None:
    """The membership gives nothing from `at` on (aware; default now).

    Raises MembershipOver when it has ended already, or would end before it began. What is judged is the
    stored row, held until the end, not the copy that was given; that copy then says what was stored.
    """
    at = at or timezone.now()
    with transaction.atomic():
        stored = Membership.objects.select_for_update().get(pk=membership.pk)
        ended = stored.ends_at is not None and stored.ends_at <= at
        if ended or at <= stored.starts_at:
            raise MembershipOver
        _end(actor, stored, at)
    membership.ends_at = stored.ends_at


def end_memberships(*, actor: Actor, account: Account) -> None:
    """Every membership that the account has ends now, and one that has not begun ends as it would begin."""
    now = timezone.now()
    with transaction.atomic():
        for stored in account.memberships.not_over_at(now).select_for_update().order_by("pk"):
            _end(actor, stored, max(now, stored.starts_at))


def _end(actor: Actor, stored: Membership, at: datetime) -> None:
    stored.ends_at = at
    stored.save(update_fields=["ends_at"])
    _record(Verb.MEMBERSHIP_ENDED, actor, stored)


def _record(verb: Verb, actor: Actor, membership: Membership) -> None:
    record.write(
        verb,
        actor=actor,
        chain=membership.account_id,
        subject=membership.account_id,
        objects=[membership.pk, membership.post_id],
    )
