"""Who stands in for whom now and later, for the pages that tell it: nothing is named or called off here."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from advisory.models import Account, Membership
from advisory.rights import Act, roles_that
from advisory.sealing.errors import SealError
from advisory.standing import Standing


@dataclass(frozen=True, slots=True)
class Deputyship:
    """`membership` is the deputy's; `away` whom she stands in for."""

    membership: Membership
    away: Account

    @property
    def last(self) -> datetime | None:
        """The last moment of it."""
        ends_at = self.membership.ends_at
        return None if ends_at is None else ends_at - timedelta(seconds=1)


def deputyships(standing: Standing, *, own: bool = False) -> list[Deputyship]:
    """Those not over, of which she is either of the two; unless `own`, all for whoever names some."""
    rows = Membership.objects.not_over_at(timezone.now()).filter(ends_at__isnull=False)
    rows = rows.select_related("account", "post").order_by("starts_at", "pk")
    everybodys = not own and standing.holds_any(roles_that(Act.DEPUTY_FOR_OTHERS))
    shown = [
        one
        for one in _deputies(rows)
        if everybodys or standing.account_id in (one.account_id, one.deputy_for)
    ]
    return _with_whom(shown)


def standing_in_at(posts: set[uuid.UUID]) -> list[Deputyship]:
    """Who stands in now at these posts, whose cases they see. Two queries where there is one, else one."""
    rows = Membership.objects.holding_at(timezone.now()).filter(post__in=posts, ends_at__isnull=False)
    rows = rows.select_related("account", "post").order_by("starts_at", "pk")
    return _with_whom([one for one in _deputies(rows) if one.account.is_active])


def _deputies(rows: Iterable[Membership]) -> list[Membership]:
    """Those of them that are a deputy's. One that was altered gives nothing, and spoils nobody's page."""
    found = []
    for one in rows:
        try:
            one.must_be_as_sealed()
            if one.deputy_for is not None:
                found.append(one)
        except SealError:
            continue
    return found


def _with_whom(rows: list[Membership]) -> list[Deputyship]:
    if not rows:
        return []
    away = Account.objects.in_bulk({one.deputy_for for one in rows})
    return [Deputyship(one, away[one.deputy_for]) for one in rows if one.deputy_for in away]
