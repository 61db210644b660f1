"""Two cases about one matter, and the code by which the second was found: both beside the cases, in neither.

A link points at cases by their ids and is no row of one: it joins nothing that stands in them, gives nobody a
right, and one that was altered keeps nobody from her case.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class MatterCode(SealedRow, models.Model):
    """One a case at most. `said` is JSON: the code, whose it is, until when. Found by a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    of_case = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class MatterLink(SealedRow, models.Model):
    """`said` is JSON: all of it, the clear columns once more; `account` asked. See cases/matters.py."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asking_case = models.UUIDField(db_index=True)
    asked_case = models.UUIDField(db_index=True)
    # Counts every change; the chain of its own in the trail holds it.
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_index=True)
    # When it was declined, taken back or unlinked.
    ended_at = models.DateTimeField(null=True)
    said = SealedHouseText()

    # Of links that are not over yet there is one between two cases.
    IS_OPEN: ClassVar[models.Q] = models.Q(ended_at=None)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["asking_case", "asked_case"],
                condition=models.Q(ended_at=None),
                name="matter_linked_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
