"""Who stands in for whom while she is away: a membership with an end, so that rights come from nowhere else.

A deputy is named by the one who is away, or for her by the coordinator or an administrator; she does the
same kind of work at a post of her own, and stands in for no longer than she does.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.account_seal import changing, verified_memberships
from advisory.errors import (
    DaysDoNotFit,
    DeputyAlready,
    DeputyDoesNotFit,
    DeputyLeavesFirst,
    HandedOn,
    NotAway,
    NotHersToName,
    OnesOwnDeputy,
)
from advisory.models import Account, Membership
from advisory.rights import Act, roles_that
from advisory.roles import CASE_ROLES, DEPUTIES, Role
from advisory.services.memberships import end_stored, record_memberships, sessions_end_with_roles
from advisory.services.outbox import ask_to_sign_in
from advisory.standing import Standing
from audit.verbs import Verb

LONGEST = timedelta(weeks=8)
# So far ahead a summer can be planned, and no slip of the finger names a deputy for another decade.
FURTHEST = timedelta(days=366)


def name_deputy(
    *, standing: Standing, away: Account, post_id: uuid.UUID, deputy: Account | None, first: date, last: date
) -> Membership:
    """From the first day to the last, both included, the deputy has the post's rights. Both are told.

    No deputy, for an address that nobody signs in with, is refused as one who does not fit. Raises
    DeputyRefused, by what it is, and SealError for an account that was altered.
    """
    if away.pk != standing.account_id and not standing.holds_any(roles_that(Act.DEPUTY_FOR_OTHERS)):
        raise NotHersToName
    if deputy is not None and deputy.pk in (away.pk, standing.account_id):
        raise OnesOwnDeputy
    starts_at, ends_at = _time(first, last)
    with transaction.atomic():
        held = _own(away, starts_at, post_id)
        if held is None:
            raise NotAway
        if away.pk != standing.account_id and _hands_on(standing, Role(held.role)):
            raise HandedOn
        if deputy is None:
            raise DeputyDoesNotFit
        with changing(deputy.pk) as stored, sessions_end_with_roles(deputy.pk, standing.actor):
            _must_fit(stored, Role(held.role), starts_at, ends_at)
            _must_be_new(stored, away, post_id, starts_at, ends_at)
            made = Membership.new(
                account=stored,
                post=held.post,
                role=held.role,
                starts_at=starts_at,
                ends_at=ends_at,
                deputy_for=away.pk,
            )
            made.save(force_insert=True)
        record_memberships(Verb.DEPUTY_NAMED, standing.actor, [made], stored)
        _tell(away, stored)
    return made


def call_off(*, standing: Standing, membership_id: uuid.UUID) -> bool:
    """The deputy gives nothing from this moment on; whether there was one that is not over.

    By either of the two, or by whoever may name one. Both are told.
    """
    now = timezone.now()
    found = Membership.objects.not_over_at(now).filter(pk=membership_id, ends_at__isnull=False).first()
    if found is None or found.deputy_for is None:
        return False
    hers = standing.account_id in (found.account_id, found.deputy_for)
    if not hers and not standing.holds_any(roles_that(Act.DEPUTY_FOR_OTHERS)):
        return False
    with transaction.atomic():
        with (
            changing(found.account_id) as account,
            sessions_end_with_roles(found.account_id, standing.actor),
        ):
            stored = Membership.objects.not_over_at(now).filter(pk=membership_id).first()
            if stored is None:
                return False
            end_stored(stored, max(now, stored.starts_at))
        record_memberships(Verb.DEPUTY_ENDED, standing.actor, [stored], account)
        _tell(Account.objects.get(pk=found.deputy_for), account)
    return True


def own_post(account: Account) -> uuid.UUID | None:
    """The post of somebody whom another names a deputy for: her first, of those she holds herself now.

    Raises SealError for an account that was altered.
    """
    held = _own(account, timezone.now())
    return None if held is None else held.post_id


def _time(first: date, last: date) -> tuple[datetime, datetime]:
    """Raises DaysDoNotFit."""
    now, today = timezone.now(), timezone.localdate()
    if not (today <= first <= last and last - first < LONGEST and last <= today + FURTHEST):
        raise DaysDoNotFit
    zone = timezone.get_default_timezone()
    begin = datetime.combine(first, time(), zone)
    return max(now, begin), datetime.combine(last + timedelta(days=1), time(), zone)


def _own(account: Account, moment: datetime, post_id: uuid.UUID | None = None) -> Membership | None:
    """A post, or this one, that she holds herself then and at which cases are worked on. Raises SealError."""
    if not account.is_active:
        return None
    for one in verified_memberships(account):
        if one.deputy_for is None and one.role in CASE_ROLES and one.holds_at(moment):
            one.must_be_as_sealed()
            if post_id in (None, one.post_id):
                return one
    return None


def _hands_on(standing: Standing, role: Role) -> bool:
    """Whether she would name a deputy for whoever names deputies, and only stands in for one herself.

    Else two deputies could prolong each other's time for ever.
    """
    naming = roles_that(Act.DEPUTY_FOR_OTHERS)
    own = {held.role for held in standing.posts if held.deputy_for is None}
    return role in naming and own.isdisjoint(naming)


def _must_fit(deputy: Account, role: Role, starts_at: datetime, ends_at: datetime) -> None:
    """Raises DeputyDoesNotFit or DeputyLeavesFirst."""
    if not deputy.is_active:
        raise DeputyDoesNotFit
    own = [one for one in deputy.memberships.all() if one.deputy_for is None and one.holds_at(starts_at)]
    fitting = [one for one in own if one.role in DEPUTIES[role]]
    if not fitting:
        raise DeputyDoesNotFit
    if all(one.ends_at is not None and one.ends_at < ends_at for one in fitting):
        raise DeputyLeavesFirst


def _must_be_new(
    deputy: Account, away: Account, post_id: uuid.UUID, starts_at: datetime, ends_at: datetime
) -> None:
    for one in deputy.memberships.filter(post=post_id, ends_at__gt=starts_at, starts_at__lt=ends_at):
        if one.deputy_for == away.pk and one.ends_at != one.starts_at:
            raise DeputyAlready


def _tell(*accounts: Account) -> None:
    now = timezone.now()
    for account in accounts:
        ask_to_sign_in(account, now=now)
