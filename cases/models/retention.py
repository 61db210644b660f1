"""How long cases are kept, each time somebody decided it anew: rows are added and never changed."""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class RetentionPeriod(SealedRow, models.Model):
    """`said` is JSON: its number, which period, how many months, since when, why. All of it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
