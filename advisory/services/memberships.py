"""A post is given to an account for a time, and taken back: the only way rights come and go."""

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
    membership = Membership(
        account=account, post=post, starts_at=starts_at or timezone.now(), profile={"role": role.value}
    )
    with transaction.atomic():
        membership.save(force_insert=True)
        _record(Verb.MEMBERSHIP_STARTED, actor, membership)
    return membership


def end_membership(*, actor: Actor, membership: Membership, at: datetime | None = None) -> None:
    """The membership gives nothing from `at` on (aware; default now).

    Raises MembershipOver when it has ended already, or would end before it began.
    """
    at = at or timezone.now()
    ended = membership.ends_at is not None and membership.ends_at <= at
    if ended or at <= membership.starts_at:
        raise MembershipOver
    with transaction.atomic():
        membership.ends_at = at
        membership.save(update_fields=["ends_at"])
        _record(Verb.MEMBERSHIP_ENDED, actor, membership)


def _record(verb: Verb, actor: Actor, membership: Membership) -> None:
    record.write(
        verb,
        actor=actor,
        chain=membership.account_id,
        subject=membership.account_id,
        objects=[membership.pk, membership.post_id],
    )
