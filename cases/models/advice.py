"""The team's own library: advice in words that are nobody's, so that what was thought out is found again.

A row is written over when its advice is changed and emptied when it is erased; it never goes, so that the
trail can say whether these are all there are.
"""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class Advice(SealedRow, models.Model):
    """`said` is JSON: title, text, kinds of matter, language, which post's, how it stands, since when, and
    how often it was changed. `account` changed it last. Nothing names a case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = SealedHouseText()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
