"""Who works here and where, for the administrator's pages and for one's own: never a case or how many.

Names are sealed, so lists are opened and sorted in memory; there are some hundred. What does not open leaves
a gap in the list and an entry in the trail, and no error: the rest must stay manageable.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory import invitation_links
from advisory.account_seal import verified_memberships
from advisory.broken_seals import record_broken
from advisory.factors.kinds import Kind, kind_of
from advisory.models import Account, Factor, Invitation, Membership
from advisory.roles import NAMES, Role
from advisory.sealing.errors import SealError
from advisory.sorting import sort_key
from audit.actor import Actor


class State(StrEnum):
    """How far somebody has come with her account."""

    HERE = "here"
    INVITED = "invited"
    RAN_OUT = "ran out"
    NOT_INVITED = "not invited"
    DEACTIVATED = "deactivated"


STATES: dict[State, Promise] = {
    State.HERE: gettext_lazy("Can sign in"),
    State.INVITED: gettext_lazy("Invited, has not chosen a password yet"),
    State.RAN_OUT: gettext_lazy("The invitation has run out"),
    State.NOT_INVITED: gettext_lazy("Not invited"),
    State.DEACTIVATED: gettext_lazy("Deactivated"),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A post that somebody holds, held or will hold."""

    id: uuid.UUID
    post: str
    role: str
    starts_at: datetime
    ends_at: datetime | None
    begun: bool
    over: bool

    @property
    def last_day(self) -> date | None:
        """The last day on which it gives something."""
        return None if self.ends_at is None else timezone.localdate(self.ends_at - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Person:
    id: uuid.UUID
    name: str
    email: str
    language: str
    state: State
    last_seen: date | None
    holdings: tuple[Holding, ...]

    @property
    def state_text(self) -> str:
        return str(STATES[self.state])

    @property
    def now(self) -> list[Holding]:
        return [one for one in self.holdings if one.begun and not one.over]

    @property
    def current(self) -> list[Holding]:
        """Those of now and those to come."""
        return [one for one in self.holdings if not one.over]

    @property
    def former(self) -> list[Holding]:
        return [one for one in self.holdings if one.over]


def can_sign_in(account: Account, factors: Iterable[Factor]) -> bool:
    """Whether she has a way in: a password of her own, or a passkey, which opens without."""
    return account.is_active and (account.has_usable_password() or any(_is_passkey(one) for one in factors))


def everybody(*, asked_by: Actor) -> list[Person]:
    """All accounts there ever were, by name; those that were deactivated last. Five queries."""
    now = timezone.now()
    states = _States(now)
    held: dict[uuid.UUID, list[Membership]] = {}
    for row in Membership.objects.select_related("post").order_by("starts_at", "pk"):
        held.setdefault(row.account_id, []).append(row)
    found = [_person(one, held.get(one.pk, ()), states, now, asked_by) for one in Account.objects.all()]
    return sorted(found, key=lambda one: (one.state == State.DEACTIVATED, sort_key(one.name), str(one.id)))


def person(account: Account, *, asked_by: Actor) -> Person:
    """One, with all she ever held. Raises SealError when account, memberships and trail do not agree."""
    now = timezone.now()
    return _person(account, verified_memberships(account), _States(now), now, asked_by)


class _States:
    """Who has a passkey or an invitation, and whether that still lets in: three queries for all."""

    def __init__(self, now: datetime) -> None:
        self.live = set(invitation_links.live(now).values_list("account_id", flat=True))
        self.factors: dict[uuid.UUID, list[Factor]] = {}
        for factor in Factor.objects.all():
            self.factors.setdefault(factor.account_id, []).append(factor)
        self.invited = set(Invitation.objects.values_list("account_id", flat=True))

    def of(self, account: Account) -> State:
        if not account.is_active:
            return State.DEACTIVATED
        if can_sign_in(account, self.factors.get(account.pk, ())):
            return State.HERE
        if account.pk in self.live:
            return State.INVITED
        return State.RAN_OUT if account.pk in self.invited else State.NOT_INVITED


def _person(
    account: Account, rows: Iterable[Membership], states: _States, now: datetime, asked_by: Actor
) -> Person:
    try:
        name, email = account.name, account.email
    except SealError as error:
        record_broken(error, actor=asked_by)
        name, email = _("Cannot be read"), ""
    return Person(
        id=account.pk,
        name=name,
        email=email,
        language=account.language,
        state=states.of(account),
        last_seen=timezone.localdate(account.last_login) if account.last_login else None,
        holdings=tuple(_holdings(rows, now, asked_by)),
    )


def _holdings(rows: Iterable[Membership], now: datetime, asked_by: Actor) -> Iterator[Holding]:
    for row in rows:
        role = role_of(row, asked_by)
        try:
            post = row.post.name
        except SealError as error:
            record_broken(error, actor=asked_by)
            post = _("Cannot be read")
        # One that was called off before it began gave nothing, and says nothing.
        if row.ends_at != row.starts_at:
            yield Holding(
                id=row.pk,
                post=post,
                role=str(NAMES[Role(role)]) if role else _("Cannot be read"),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                begun=row.starts_at <= now,
                over=row.ends_at is not None and row.ends_at <= now,
            )


def _is_passkey(factor: Factor) -> bool:
    try:
        return kind_of(factor) is Kind.PASSKEY
    except SealError:
        return False


def role_of(row: Membership, asked_by: Actor) -> str:
    """Nothing for a membership that does not open, or was pointed elsewhere."""
    try:
        row.must_be_as_sealed()
        return row.role
    except SealError as error:
        record_broken(error, actor=asked_by)
        return ""
