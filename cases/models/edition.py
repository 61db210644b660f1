"""A year's tables as they leave the house: an edition, and the steps by which it came to be published.

Rows are added and never changed, so what was published stays as it was whatever becomes of the cases.
"""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class Edition(SealedRow, models.Model):
    """`said` is JSON: number, year, reason, the tables in each language, their checksum, and what the gate
    found. `number` counts all editions, of whatever year.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class EditionStep(SealedRow, models.Model):
    """`said` is JSON: which number of all steps, of which edition, what was done, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="steps")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
