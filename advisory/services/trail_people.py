"""Who the trail speaks of: names, and the post or role that somebody held at that moment.

A deactivated account keeps its name, and an ended post its place in what was done then.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from advisory.broken_seals import record_broken
from advisory.job_names import NAMES as JOBS
from advisory.models import Account, Membership
from advisory.review_limits import WEEKDAYS, WEEKEND
from advisory.roles import CASE_ROLES, NAMES, Role
from advisory.sealing.errors import SealError
from advisory.weeks import OSLO
from audit.actor import ANONYMOUS, HOUSE, Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A post held from, until: as it is named here, and by which clock it works."""

    name: str
    starts_at: datetime
    ends_at: datetime | None
    zone: ZoneInfo
    weekend: frozenset[int] = WEEKEND
    # The post, where cases are worked on at it.
    post: uuid.UUID | None = None

    def held_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(slots=True)
class People:
    names: dict[uuid.UUID, str] = field(default_factory=dict)
    places: dict[uuid.UUID, list[Place]] = field(default_factory=dict)

    def name(self, actor: uuid.UUID, job: str = "") -> str:
        if actor == ANONYMOUS:
            return _("Somebody who was not signed in")
        if actor == HOUSE:
            return _("The system (%(job)s)") % {"job": JOBS.get(job, job)} if job else _("The system")
        return self.names.get(actor) or _("An account that is not known")

    def place(self, actor: uuid.UUID, moment: datetime) -> str:
        """The post or role then; several with a comma, none as nothing."""
        held = (place.name for place in self.places.get(actor, ()) if place.held_at(moment))
        return ", ".join(dict.fromkeys(held))

    def posts(self, actor: uuid.UUID, moment: datetime) -> set[uuid.UUID]:
        """At which posts she worked on cases then."""
        held = (place.post for place in self.places.get(actor, ()) if place.held_at(moment))
        return {post for post in held if post is not None}

    def zone(self, actor: uuid.UUID, moment: datetime) -> ZoneInfo:
        """Her post's clock; Oslo's for everybody at home and for who held none."""
        place = self._abroad(actor, moment)
        return place.zone if place else OSLO

    def weekend(self, actor: uuid.UUID, moment: datetime) -> frozenset[int]:
        """The weekdays that are free there."""
        place = self._abroad(actor, moment)
        return place.weekend if place else WEEKEND

    def _abroad(self, actor: uuid.UUID, moment: datetime) -> Place | None:
        held = (place for place in self.places.get(actor, ()) if place.held_at(moment))
        return next((place for place in held if place.zone is not OSLO), None)


def people(actors: Iterable[uuid.UUID], *, asked_by: Actor) -> People:
    """Two queries, however many. What does not open is recorded and leaves a gap, never an error."""
    wanted = set(actors) - {HOUSE, ANONYMOUS}
    found = People()
    if not wanted:
        return found
    for account in Account.objects.filter(pk__in=wanted):
        try:
            found.names[account.pk] = account.name
        except SealError as error:
            record_broken(error, actor=asked_by)
            found.names[account.pk] = _("Cannot be read")
    rows = Membership.objects.filter(account__in=wanted).select_related("post").order_by("starts_at", "pk")
    for row in rows:
        try:
            row.must_be_as_sealed()
            post = row.post_id if Role(row.role) in CASE_ROLES else None
            place = Place(
                _place_name(row), row.starts_at, row.ends_at, _zone(row), weekend=_weekend(row), post=post
            )
        except SealError as error:
            record_broken(error, actor=asked_by)
            place = Place(_("Cannot be read"), row.starts_at, row.ends_at, OSLO)
        found.places.setdefault(row.account_id, []).append(place)
    return found


def _place_name(row: Membership) -> str:
    """The post of somebody who works on cases; the role of anybody else, who all sit in one office."""
    role = Role(row.role)
    if role not in CASE_ROLES:
        return str(NAMES[role])
    return row.post.name if row.deputy_for is None else _("%(post)s, as deputy") % {"post": row.post.name}


def _zone(row: Membership) -> ZoneInfo:
    try:
        return ZoneInfo(str(row.post.profile["time_zone"]))
    except (KeyError, ValueError, ZoneInfoNotFoundError):
        return OSLO


def _weekend(row: Membership) -> frozenset[int]:
    """Of a post that names no days, or none that there are, Saturday and Sunday."""
    named = str(row.post.profile.get("weekend", "")).split()
    return frozenset(WEEKDAYS[day] for day in named if day in WEEKDAYS) or WEEKEND
