"""The statuses of a lane, and which may follow which: one table (code list `status`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RECEIVED = "MOTT", _("Received")
    TRIAGED = "VURD", _("Triaged")
    ACTIVE = "AKTIV", _("Active")
    WAITING = "VENT", _("Waiting")
    ADVISED = "KT_RAD", _("Advice given")
    CLOSED = "AVSL", _("Closed")
    REOPENED = "GJEN", _("Reopened")


OPEN = frozenset(set(Status) - {Status.CLOSED})

# The only one: the database refuses every other step by a trigger made of this table (cases/guards.py).
NEXT: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset(
        {Status.TRIAGED, Status.ACTIVE, Status.WAITING, Status.ADVISED, Status.CLOSED}
    ),
    Status.TRIAGED: frozenset({Status.ACTIVE, Status.WAITING, Status.ADVISED, Status.CLOSED}),
    Status.ACTIVE: frozenset({Status.WAITING, Status.ADVISED, Status.CLOSED}),
    Status.WAITING: frozenset({Status.ACTIVE, Status.ADVISED, Status.CLOSED}),
    Status.ADVISED: frozenset({Status.ACTIVE, Status.WAITING, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.REOPENED}),
    Status.REOPENED: frozenset({Status.ACTIVE, Status.WAITING, Status.ADVISED, Status.CLOSED}),
}


def may_follow(before: str, after: str) -> bool:
    return Status(after) in NEXT[Status(before)]
