"""What a system administrator does with accounts and posts, and what even she does not.

Two rules beside those of the services that do the work. **Four eyes**: she gives herself no post and takes
her own password away by no link, so that whoever is at her screen comes no further by it; another
administrator does it for her. **The house is not locked out**: there is always somebody who can sign in, is
administrator, and stays it without an end. Who she invites, and to which post, the privacy officer sees.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from advisory.account_seal import factors_of
from advisory.errors import AlreadyHeld, LastAdministrator, OnOneself, PostNotInUse
from advisory.models import Account, Membership, Post
from advisory.roles import Role
from advisory.sealing.errors import SealError
from advisory.services.accounts import (
    create_account,
    deactivate_account,
    reactivate_account,
)
from advisory.services.factors import reset_factors
from advisory.services.invitations import invite, reset
from advisory.services.memberships import call_off, end_membership, start_membership
from advisory.services.staff import can_sign_in
from advisory.sessions import end_sessions
from advisory.standing import Standing


def invite_person(
    *,
    standing: Standing,
    name: str,
    email: str,
    language: str,
    post: Post,
    role: Role,
    first_day: date,
    last_day: date | None,
) -> Account:
    """An account that holds the post from its first day, and a letter to its person.

    Raises AccountExists, PostNotInUse, RoleDoesNotFit, MembershipOver; then nothing is made.
    """
    with transaction.atomic():
        account = create_account(actor=standing.actor, name=name, email=email, language=language)
        _start(
            standing=standing,
            account=account,
            post=post,
            role=role,
            first_day=first_day,
            last_day=last_day,
        )
        invite(actor=standing.actor, account=account)
    return account


def invite_again(*, standing: Standing, account: Account) -> None:
    """Another letter, for somebody who has not come in yet. Raises AccountDeactivated, OnOneself."""
    _not_herself(standing, account.pk)
    invite(actor=standing.actor, account=account)


def start_reset(*, standing: Standing, account: Account, factors_lost: bool) -> None:
    """She cannot sign in: a letter with a link goes to her. Raises AccountDeactivated, OnOneself."""
    _not_herself(standing, account.pk)
    reset(actor=standing.actor, account=account, factors_lost=factors_lost)


def give_post(
    *, standing: Standing, account: Account, post: Post, role: Role, first_day: date, last_day: date | None
) -> Membership:
    """The post in that role, from the first day to the last, both included.

    Raises OnOneself, AlreadyHeld, PostNotInUse, RoleDoesNotFit, MembershipOver.
    """
    _not_herself(standing, account.pk)
    with transaction.atomic():
        return _start(
            standing=standing,
            account=account,
            post=post,
            role=role,
            first_day=first_day,
            last_day=last_day,
        )


def end_post(*, standing: Standing, membership: Membership, last_day: date | None) -> None:
    """It gives nothing any more: from now on, or after that day. One that has not begun is called off.

    Raises MembershipOver, LastAdministrator.
    """
    with transaction.atomic():
        if membership.role == Role.ADMINISTRATOR:
            _somebody_stays(membership.account_id)
        if membership.starts_at > timezone.now() and last_day is None:
            call_off(actor=standing.actor, membership=membership)
            return
        at = None if last_day is None else _after(last_day)
        end_membership(actor=standing.actor, membership=membership, at=at)


def deactivate(*, standing: Standing, account: Account) -> None:
    """The account signs in no more, is signed out everywhere and holds no post. Raises LastAdministrator."""
    with transaction.atomic():
        if account.pk in _administrators():
            _somebody_stays(account.pk)
        deactivate_account(actor=standing.actor, account=account)


def reactivate(*, standing: Standing, account: Account) -> None:
    """Somebody comes back as if she were new: no post, password or second factor, and a letter to her.

    Raises AccountInUse.
    """
    with transaction.atomic():
        reactivate_account(actor=standing.actor, account=account)
        if factors_of(account.pk):
            reset_factors(actor=standing.actor, account=account)
        invite(actor=standing.actor, account=account)


def sign_out_everywhere(*, standing: Standing, account: Account) -> int:
    """How many browsers she was signed in with."""
    return end_sessions(account.pk, actor=standing.actor)


def _start(
    *, standing: Standing, account: Account, post: Post, role: Role, first_day: date, last_day: date | None
) -> Membership:
    if not post.holds_on(first_day):
        raise PostNotInUse
    starts_at = _beginning(first_day)
    ends_at = None if last_day is None else _after(last_day)
    # Held until the end, so that of two at once the second sees the first.
    Account.objects.select_for_update().get(pk=account.pk)
    for held in account.memberships.not_over_at(starts_at).filter(post=post):
        if held.role == role and (ends_at is None or held.starts_at < ends_at):
            raise AlreadyHeld
    return start_membership(
        actor=standing.actor, account=account, post=post, role=role, starts_at=starts_at, ends_at=ends_at
    )


def _not_herself(standing: Standing, account_id: uuid.UUID) -> None:
    if standing.account_id == account_id:
        raise OnOneself


def _somebody_stays(leaving: uuid.UUID) -> None:
    """Raises LastAdministrator unless somebody else can sign in and is administrator without an end.

    Of two who take each other's post away at the same moment, the second finds herself the last: all of
    them are locked first, in one order.
    """
    ids = [*_administrators(), leaving]
    list(Account.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    staying = (row for row in _administrators().values() if row.ends_at is None)
    if not any(
        row.account_id != leaving and can_sign_in(row.account, factors_of(row.account_id)) for row in staying
    ):
        raise LastAdministrator


def _administrators() -> dict[uuid.UUID, Membership]:
    """Who is administrator now, with the membership that lasts longest. One that does not open is none."""
    now = timezone.now()
    rows = Membership.objects.holding_at(now).filter(account__is_active=True).select_related("account")
    found: dict[uuid.UUID, Membership] = {}
    for row in rows:
        try:
            row.must_be_as_sealed()
            is_administrator = row.role == Role.ADMINISTRATOR
        except SealError:
            continue
        if is_administrator and (row.account_id not in found or row.ends_at is None):
            found[row.account_id] = row
    return found


def _beginning(day: date) -> datetime:
    """The day's first moment here; now, where that is over."""
    return max(_midnight(day), timezone.now())


def _after(day: date) -> datetime:
    return _midnight(day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
