"""What an adviser has typed and not yet saved, kept on the server under seal."""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class Draft(SealedRow, models.Model):
    """Its id becomes the inquiry's `submission`, so a draft that was sent is found again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    content = SealedHouseText()
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["account", "-changed_at"], name="draft_newest")]

    def __str__(self) -> str:
        return str(self.pk)
