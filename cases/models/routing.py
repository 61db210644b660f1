"""The rules of routing, a row a version, and what a coordinator is still working on.

Versions are added and never changed, so that why a case went where it did can be told afterwards.
"""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class RuleSet(SealedRow, models.Model):
    """`said` is JSON: the number once more, from which day, since when, why, and the rules.

    `account` made it; none for the version that came with the product or by a file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class RuleDraft(SealedRow, models.Model):
    """One a person. `content` is JSON: the version it began from, the day, why, and the rules so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = SealedHouseText()
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
